/**
 * The first page of 700,000 tags, by their keys and by their names, beside the sort of as many numbers. A program of one file, as
 * the product is. Argument: the rounds. Prints one line of JSON: medians in milliseconds, and the longest turns.
 */
import { Grouping } from '../../../main/cluster/scan/grouping.ts';
import { Samples } from '../../../main/cluster/scan/samples.ts';
import { ScanRows } from '../../../main/cluster/scan/scan-rows.ts';
import type { TagQuery } from '../../../shared/slots/scan-model.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { median } from '../../support/median.ts';

const TAGS = 700_000;
const [rounds = 7] = process.argv.slice(2).map(Number);

const grouping = new Grouping(':', new Samples(0, Math.random), 7);
const counter = grouping.counter(new Uint8Array(SLOT_COUNT).fill(1));
for (let i = 0; i < TAGS; i++) {
  const key = Buffer.from(`order:{customer-${(i * 7919) % 1_000_003}}:${i}`);
  for (let keys = 0; keys <= i % 3; keys++) counter.add(key, 0, key.length);
}
const rows = new ScanRows(grouping, {
  id: 1,
  shardOf: (slot) => (slot % 3) + 1,
  whole: () => ({ keys: grouping.keys, memory: null, shards: 3, unit: 'shard' }),
  maxMemoryOf: () => 0,
});

/** Milliseconds of the first page and of its longest turn. */
async function firstPage(order: TagQuery['order']): Promise<{ time: number; turn: number }> {
  rows.refresh();
  const start = performance.now();
  let [last, turn, watching] = [start, 0, true];
  const look = () => {
    const now = performance.now();
    turn = Math.max(turn, now - last);
    last = now;
    if (watching) setImmediate(look);
  };
  setImmediate(look);
  const query: TagQuery = {
    filter: '',
    shard: null,
    order,
    descending: order === 'keys',
    from: 0,
    count: 500,
  };
  await rows.sortTags(query);
  if (rows.tagPage(query).rows.length !== 500) throw new Error('no page');
  const time = performance.now() - start;
  await new Promise((resolve) => setImmediate(resolve));
  watching = false;
  return { time, turn };
}

function numbersSorted(): number {
  const numbers = Float64Array.from({ length: TAGS }, (_, i) => (i * 7919) % 1_000_003);
  const start = performance.now();
  numbers.sort();
  return performance.now() - start;
}

async function main(): Promise<void> {
  const times = { keys: [], tag: [], numbers: [], turnKeys: [], turnTag: [] } as { [name: string]: number[] };
  for (let round = -1; round < rounds; round++) {
    const [keys, tag] = [await firstPage('keys'), await firstPage('tag')];
    const numbers = numbersSorted();
    if (round < 0) continue;
    const all = { keys: keys.time, tag: tag.time, numbers, turnKeys: keys.turn, turnTag: tag.turn };
    for (const [name, time] of Object.entries(all)) times[name]!.push(time);
  }
  console.log(JSON.stringify(Object.fromEntries(Object.entries(times).map(([k, v]) => [k, median(v)]))));
}

void main();
