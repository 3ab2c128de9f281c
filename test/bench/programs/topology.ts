/**
 * A map of 100 and of 1,000 nodes with 32 ranges a shard, parsed and built, in turns. A program of one file, as the product is.
 * Argument: the rounds. Prints one line of JSON: medians of milliseconds of CPU time by the number of nodes.
 */
import { changesBetween } from '../../../main/cluster/topology/comparing.ts';
import { parseClusterNodes, parseClusterShards } from '../../../main/cluster/topology/reading.ts';
import { buildTopology } from '../../../main/cluster/topology/building.ts';
import type { Topology } from '../../../shared/cluster/topology.ts';
import { decode } from '../../../shared/resp/resp.ts';
import { median } from '../../support/median.ts';
import { INFO_TEXT, makeShards, nodesText, shardsReply } from '../../support/topology-text.ts';

const RANGES = 32;
const SOURCE = '10.0.0.1:6379';
const [rounds = 15] = process.argv.slice(2).map(Number);

/** Builds the map anew, as a change of one owner makes it. */
function maker(nodes: number): () => number {
  const shards = makeShards(nodes, RANGES);
  const moved = structuredClone(shards);
  const [one, two] = [moved[0]!, moved.at(-1)!];
  [one.slots, two.slots] = [two.slots, one.slots];
  const texts = [shards, moved].map((all) => ({
    frame: Buffer.from(shardsReply(all)),
    text: nodesText(all, shards[0]!.primary.id),
  }));
  let before: Topology | null = null;
  let turn = 0;
  return () => {
    const { frame, text } = texts[turn++ % 2]!;
    // On a loaded machine the longer one is interrupted, and the shorter one is not.
    const start = process.cpuUsage();
    const topology: Topology = buildTopology(
      {
        shards: parseClusterShards(decode(frame), SOURCE, false),
        nodes: parseClusterNodes(text, SOURCE),
        ...{ views: [], silent: new Set<string>(), reports: new Map<string, number>() },
        ...{ info: INFO_TEXT, source: SOURCE, readAt: 0, cause: 'timer' as const },
      },
      before,
    );
    if (before && changesBetween(before, topology).length === 0) throw new Error('nothing has changed');
    before = topology;
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
}

const sizes = [100, 1000];
const makers = sizes.map(maker);
const times: number[][] = sizes.map(() => []);
for (let round = -5; round < rounds; round++)
  for (const [i, make] of makers.entries()) {
    const time = make();
    if (round >= 0) times[i]!.push(time);
  }
console.log(JSON.stringify(Object.fromEntries(sizes.map((size, i) => [size, median(times[i]!)]))));
