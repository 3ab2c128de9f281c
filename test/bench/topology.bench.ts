/**
 * The map of 3 to 1,000 nodes: parsing CLUSTER SHARDS and NODES, building the topology, and what differs from the one
 * before; then read over sockets from a scripted node, in which case the node's own work is part of the time.
 */
import { expect, test } from 'vitest';
import { changesBetween } from '../../main/cluster/topology/comparing.ts';
import { parseClusterNodes, parseClusterShards } from '../../main/cluster/topology/reading.ts';
import { NodePool } from '../../main/cluster/wire/node-pool.ts';
import { buildTopology } from '../../main/cluster/topology/building.ts';
import { TopologyWatch } from '../../main/cluster/topology/topology-watch.ts';
import type { Topology } from '../../shared/cluster/topology.ts';
import { decode } from '../../shared/resp/resp.ts';
import { median } from '../support/median.ts';
import { ScriptedNode } from '../support/scripted-node.ts';
import { figuresOf } from './programs.ts';
import { addRow } from './table.ts';
import { INFO_TEXT, makeShards, nodesText, shardsReply } from '../support/topology-text.ts';

const SIZES = [3, 10, 100, 1000];
const ROUNDS = 15;
const SOURCE = '10.0.0.1:6379';
const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;

/** Milliseconds of the parts, the middle of several rounds. */
function measure(nodes: number, ranges: number) {
  const shards = makeShards(nodes, ranges);
  const frame = Buffer.from(shardsReply(shards));
  const text = nodesText(shards, shards[0]!.primary.id);
  const moved = structuredClone(shards);
  const [one, two] = [moved[0]!, moved.at(-1)!];
  [one.slots, two.slots] = [two.slots, one.slots];
  const movedFrame = Buffer.from(shardsReply(moved));
  const movedText = nodesText(moved, shards[0]!.primary.id);
  const build = (shardsFrame: Buffer, nodesOfAll: string, previous: Topology | null) => {
    const start = performance.now();
    const reading = {
      shards: parseClusterShards(decode(shardsFrame), SOURCE, false),
      nodes: parseClusterNodes(nodesOfAll, SOURCE),
      ...{ views: [], silent: new Set<string>(), reports: new Map<string, number>() },
      ...{ info: INFO_TEXT, source: SOURCE, readAt: 0, cause: 'timer' as const },
    };
    const parsed = performance.now();
    const topology = buildTopology(reading, previous);
    return { topology, parse: parsed - start, build: performance.now() - parsed };
  };
  const times = { parse: [] as number[], build: [] as number[], compare: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    const before = build(frame, text, null);
    const after = build(movedFrame, movedText, before.topology);
    const start = performance.now();
    const changes = changesBetween(before.topology, after.topology);
    times.compare.push(performance.now() - start);
    times.parse.push(after.parse);
    times.build.push(after.build);
    expect(changes.length).toBe(2);
  }
  return { parse: median(times.parse), build: median(times.build), compare: median(times.compare) };
}

test('a map of 1,000 nodes grows with its size', async () => {
  const figures = await figuresOf('topology', 31);
  addRow({
    name: 'a map of 1,000 nodes, 32 ranges a shard',
    ours: figures[1000]!,
    unit: 'ms',
    beside: { name: 'a map of 100 nodes', value: figures[100]! },
    says: 'times as long',
    aim: 11,
  });
});

test.each([
  ['one range a shard', 1],
  ['32 ranges a shard', 32],
])('a map parsed, built and compared: %s', (_, ranges) => {
  measure(1000, ranges); // warms up
  const rows = SIZES.map((nodes) => {
    const { parse, build, compare } = measure(nodes, ranges);
    return { nodes, parse, build, compare, all: parse + build + compare };
  });
  const [smallest] = rows as [(typeof rows)[0]];
  const lines = rows.map(
    ({ nodes, parse, build, compare, all }) =>
      `  ${String(nodes).padStart(5)} nodes  parse ${parse.toFixed(2)}  build ${build.toFixed(2)}  compare ${compare.toFixed(2)}` +
      `  all ${all.toFixed(2)} ms, ${((all / nodes) * 1000).toFixed(1)} µs a node: ${(all / nodes / (smallest.all / smallest.nodes)).toFixed(2)} times that of ${smallest.nodes}`,
  );
  console.log([`${ranges} range(s) a shard, median of ${ROUNDS} rounds:`, ...lines].join('\n'));
});

test('a map read from a scripted node', async () => {
  for (const nodes of SIZES) {
    const shards = makeShards(nodes);
    const answers: Record<string, string> = {
      INFO: bulk(INFO_TEXT),
      SHARDS: shardsReply(shards),
      NODES: bulk(nodesText(shards, shards[0]!.primary.id)),
    };
    const node = new ScriptedNode(([, sub], socket) => {
      socket.setNoDelay(true); // or the second answer waits 40 ms for the first to be acknowledged
      return answers[sub ?? ''] ?? '+OK\r\n';
    });
    const port = await node.listen();
    // The other nodes are nobody: up to 64 of them are tried for their views each time, and not waited for.
    shards[0]!.primary.host = '127.0.0.1';
    shards[0]!.primary.port = port;
    answers.SHARDS = shardsReply(shards);
    answers.NODES = bulk(nodesText(shards, shards[0]!.primary.id));
    const pool = new NodePool({ database: 0, protocol: 2, connectTimeout: 200 });
    const versions: number[] = [];
    const watch = new TopologyWatch({
      pool,
      seeds: [`127.0.0.1:${port}`],
      tls: false,
      replicas: true,
      onTopology: (topology) => versions.push(topology.version),
      onLost: (error) => expect.fail(String(error)),
    });
    await watch.start();
    await watch.refresh('asked');
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      await watch.refresh('asked');
      times.push(performance.now() - start);
    }
    watch.stop();
    pool.close();
    await node.close();
    expect(new Set(versions).size).toBe(1);
    console.log(
      `${String(nodes).padStart(5)} nodes read again over a socket: ${median(times).toFixed(1)} ms`,
    );
  }
});
