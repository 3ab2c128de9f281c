/** Reads the situation of a test's cluster again and again, as a window does, and remembers what it saw. */
import type { PatientNodes } from '../../main/cluster/operations/reading/patient-nodes.ts';
import { NO_MEMORY, type Memory } from '../../main/cluster/operations/situation/memory.ts';
import { readSituation } from '../../main/cluster/operations/situation/read-situation.ts';
import type { Situation } from '../../shared/operations/situation.ts';
import type { RedisCluster } from './redis-cluster.ts';

/** Shards have the numbers that the window gives them at the start. The reader rejects if no node answers. */
export function situationReader(
  nodes: PatientNodes,
  clusterOf: () => RedisCluster,
): () => Promise<Situation> {
  let memory: Memory = NO_MEMORY;
  return async () => {
    const cluster = clusterOf();
    const read = await readSituation(
      {
        nodes,
        seeds: cluster.addresses,
        shardOf: (node) => {
          const known = cluster.nodes.find(({ port }) => `127.0.0.1:${port}` === node);
          return known ? known.shard + 1 : null;
        },
        options: '',
        ownMoves: () => Promise.resolve([]),
      },
      memory,
    );
    memory = read.memory;
    if (read.answer.kind !== 'read') throw new Error('no node answers');
    return read.answer;
  };
}
