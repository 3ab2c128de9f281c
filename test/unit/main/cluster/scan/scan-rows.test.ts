/** Order, filter and pages of tags compared with a plain reference; the verdict on a tag. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileFilter, filterRows } from '../../../../../main/cluster/scan/row-filter.ts';
import { RowList } from '../../../../../main/cluster/scan/row-list.ts';
import { allRows, run } from '../../../../../main/cluster/scan/row-order.ts';
import { sortByTag } from '../../../../../main/cluster/scan/tag-order.ts';
import { planScan, placesOf } from '../../../../../main/cluster/scan/scan-plan.ts';
import { partOf, rowOf, TagTable } from '../../../../../main/cluster/scan/tag-table.ts';
import { judge } from '../../../../../main/cluster/scan/verdict.ts';
import { keySlot, SLOT_COUNT } from '../../../../../shared/slots/slots.ts';
import { nodeAt, threeShards } from '../../../../support/cluster-fixtures.ts';

const LIMITS = { rows: 2 ** 20, bytes: 2 ** 26 };
const bytesOf = (text: string) => new TextEncoder().encode(text);

function tableOf(tags: readonly (readonly [Uint8Array, number])[]): TagTable {
  const table = new TagTable(LIMITS, 3);
  for (const [tag, keys] of tags) table.count(tag, 0, tag.length, keySlot(tag), keys);
  return table;
}
const tagAt = (table: TagTable, row: number) => partOf(table, row).tag(rowOf(row));

const tags = fc.uniqueArray(
  fc
    .tuple(
      fc.constantFrom('', 'user:', 'user:profile:', '\0\0\0\0\0'),
      fc.uint8Array({ minLength: 1, maxLength: 9 }),
    )
    .map(([before, bytes]) => Uint8Array.from([...Buffer.from(before), ...bytes])),
  { selector: (tag) => Buffer.from(tag).toString('hex'), minLength: 1, maxLength: 200 },
);

test('tags are sorted by their bytes, however long their common prefix', () => {
  fc.assert(
    fc.property(tags, (list) => {
      const table = tableOf(list.map((tag) => [tag, 1]));
      const rows = allRows(table);
      sortByTag(table, rows);
      const sorted = [...rows].map((row) => Buffer.from(tagAt(table, row)).toString('hex'));
      expect(sorted).toEqual(list.map((tag) => Buffer.from(tag).toString('hex')).sort());
    }),
    { seed: 5, numRuns: 200 },
  );
});

test('pages of many tags are those of all tags sorted, wherever they are and in whatever order they are asked for', () => {
  const names = Array.from({ length: 12_000 }, (_, i) => {
    const number = (i * 7919) % 100_003;
    return i % 3 === 0
      ? `order:customer-${number}`
      : i % 3 === 1
        ? `order:${number % 7}:${number}`
        : `o${number}`;
  });
  const table = tableOf(names.map((name, i) => [bytesOf(name), ((i * 31) % 70_001) + 1] as const));
  const list = new RowList();
  const metrics = { shardOf: () => 1, memoryOf: () => 0 };
  const byName = [...names].sort();
  const keys = [...allRows(table)].map((row) => partOf(table, row).keys[rowOf(row)]!).sort((a, b) => a - b);
  for (const [from, descending] of [
    [7000, false],
    [0, true],
    [0, false],
    [11_900, true],
    [6950, false],
  ] as const) {
    const page = (order: 'tag' | 'keys') =>
      list.page(
        { table, version: 1 },
        { filter: '', shard: null, order, descending, from, count: 300 },
        metrics,
      ).rows;
    const tags = page('tag').map((row) => Buffer.from(tagAt(table, row)).toString());
    expect(tags).toEqual((descending ? byName.toReversed() : byName).slice(from, from + 300));
    const numbers = page('keys').map((row) => partOf(table, row).keys[rowOf(row)]!);
    expect(numbers).toEqual((descending ? keys.toReversed() : keys).slice(from, from + 300));
  }
});

test('pages in any order follow each other without a gap', () => {
  const table = tableOf(
    Array.from({ length: 1000 }, (_, i) => [bytesOf(`t${i}`), ((i * 37) % 501) + 1] as const),
  );
  const metrics = { shardOf: (slot: number) => (slot % 3) + 1, memoryOf: (row: number) => row * 10 };
  const list = new RowList();
  for (const order of ['keys', 'memory', 'slot', 'shard'] as const)
    for (const descending of [true, false]) {
      const numbers: number[] = [];
      for (let from = 0; from < 1000; from += 130) {
        const query = { filter: '', shard: null, order, descending, from, count: 130 };
        for (const row of list.page({ table, version: 1 }, query, metrics).rows) {
          const part = partOf(table, row);
          const slot = part.slots[rowOf(row)]!;
          numbers.push(
            { keys: part.keys[rowOf(row)]!, memory: row * 10, slot, shard: (slot % 3) + 1 }[order],
          );
        }
      }
      expect(numbers).toEqual([...numbers].sort((a, b) => (descending ? b - a : a - b)));
      expect(numbers).toHaveLength(1000);
    }
  const only = list.page(
    { table, version: 1 },
    { filter: '', shard: 2, order: 'keys', descending: true, from: 0, count: 500 },
    metrics,
  );
  expect(only.matching).toBe(only.rows.length);
  for (const row of only.rows) expect(partOf(table, row).slots[rowOf(row)]! % 3).toBe(1);
});

describe('a filter', () => {
  test.each([
    ['user', 'a user here', true],
    ['user', 'USER', false],
    ['user*', 'a user', false],
    ['*user', 'a user', true],
    ['?', 'ü', true],
    ['?', '', false],
    ['[a-c]x', 'bx', true],
    ['[^a-c]x', 'bx', false],
    ['a\\*[x]', 'a*x', true],
    ['*a*a*a*b', 'a'.repeat(500), false],
    ['[', '[', false],
    ['größe', 'die größe', true],
    ['\\x00', '\\x00\\xff', true],
  ])('%s on %s: %s', (filter, tag, passes) => {
    expect(compileFilter(filter)(tag)).toBe(passes);
  });

  test('finds the same by bytes and by text', () => {
    const names = ['ab', 'b', 'abab', 'xaby', 'a', 'größe', 'user:1', 'user:12', 'b'.repeat(50)];
    const table = tableOf(names.map((name) => [bytesOf(name), 1] as const));
    for (const filter of ['ab', 'a', 'b', 'user:*', '*b', 'user:1?', 'ö', '[ab]*', 'nothing', '*:*']) {
      const found: string[] = [];
      run(filterRows(table, filter, (row) => found.push(new TextDecoder().decode(tagAt(table, row)))));
      expect(found.sort()).toEqual(names.filter(compileFilter(filter)).sort());
    }
  });

  test('stops for the event loop again and again while it compares', () => {
    const table = tableOf(Array.from({ length: 200_000 }, (_, i) => [bytesOf(`tag:${i}`), 1] as const));
    for (const filter of ['*7?', 'g:7']) {
      let [found, most, before] = [0, 0, 0];
      for (const _pause of filterRows(table, filter, () => found++)) {
        most = Math.max(most, found - before);
        before = found;
      }
      expect(found).toBeGreaterThan(10_000);
      expect(most).toBeLessThanOrEqual(1000);
    }
  });

  test('a tag that is not UTF-8 is compared in its escaped form', () => {
    const table = tableOf([[Uint8Array.of(0xff, 0x41), 1]]);
    const found: number[] = [];
    run(filterRows(table, '\\xffA', (row) => found.push(row)));
    expect(found).toHaveLength(1);
  });
});

describe('a tag', () => {
  const whole = { keys: 9000, memory: { value: 9e6, error: 1e5 }, shards: 3, unit: 'shard' as const };
  test.each([
    [3001, null, 0, 'too-big', /even share/],
    [3000, null, 0, 'heavy', /can only move as a whole/],
    [301, null, 0, 'heavy', /only move as a whole/],
    [300, null, 0, 'none', /^$/],
    [10, { value: 4e6, error: 5e5 }, 0, 'too-big', /even share of a shard \(2\.9 MiB\)/],
    [10, { value: 4e6, error: 3.9e6 }, 0, 'none', /^$/],
    [10, { value: 4e5, error: 0 }, 3e5, 'too-big', /maxmemory/],
  ] as const)('of %i keys and memory %o is %s', (keys, memory, maxMemory, verdict, reason) => {
    const judged = judge(keys, memory, maxMemory, whole);
    expect(judged.verdict).toBe(verdict);
    expect(judged.reason).toMatch(reason);
  });
});

test('a few keys are no burden, whatever their share of a tiny keyspace', () => {
  const small = { keys: 200, memory: { value: 20_000, error: 0 }, shards: 3, unit: 'shard' as const };
  expect(judge(99, { value: 15_000, error: 0 }, 0, small).verdict).toBe('none');
  expect(judge(100, { value: 15_000, error: 0 }, 0, small).verdict).toBe('too-big');
});

describe('the plan', () => {
  const [slot] = [100];
  const moving = {
    ...threeShards,
    migrations: [{ slots: [{ first: slot, last: slot }], from: nodeAt(7000), to: nodeAt(7001) }],
  };

  test('assigns each slot to one node, an open slot to both', () => {
    const accepted = (topology: typeof threeShards, which: number) =>
      planScan(topology, new Uint8Array(SLOT_COUNT).fill(1), false).filter(
        ({ accept }) => accept[which] === 1,
      );
    expect(accepted(threeShards, slot).map(({ node }) => node)).toEqual([nodeAt(7000)]);
    expect(accepted(moving, slot).map(({ node }) => node)).toEqual([nodeAt(7000), nodeAt(7001)]);
    expect(accepted(moving, slot + 1)).toHaveLength(1);
  });

  test('uses healthy replicas if requested', () => {
    expect(planScan(threeShards, new Uint8Array(SLOT_COUNT).fill(1), true).map(({ node }) => node)).toEqual(
      [7003, 7004, 7005].map(nodeAt),
    );
  });

  test('distinguishes a slot that was opened or moved from one that stayed', () => {
    const [before, after] = [placesOf(threeShards), placesOf(moving)];
    expect(before.flatMap((place, i) => (place === after[i] ? [] : [i]))).toEqual([slot]);
  });
});
