/** A node that the map is read from is removed from its cluster and reset: from then on it knows itself alone. */
import { expect, test } from 'vitest';
import { ownersIn } from '../../main/cluster/operations/reading/cluster-reading.ts';
import { OperationNodes } from '../../main/cluster/operations/reading/nodes.ts';
import { readClusterFrom } from '../../main/cluster/operations/reading/read-cluster.ts';
import { openSession } from '../support/open-session.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

test('the map, and a reading for operations, stay those of the cluster', async () => {
  const cluster = await RedisCluster.start();
  const replica = cluster.nodes.find(({ role }) => role === 'replica')!;
  const removed = `127.0.0.1:${replica.port}`;
  const { session, topologies } = await openSession(cluster, 'direct', { seed: removed });
  const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 3000 });
  try {
    expect(session.topology!.source).toBe(removed);
    const slotsNow = () => session.topology!.shards.map(({ slots }) => slots);
    const slots = slotsNow();
    await cluster.command(replica.port, 'CLUSTER', 'RESET');
    await session.refresh();
    expect(session.topology!.source).not.toBe(removed);
    expect(slotsNow()).toEqual(slots);
    // No reading in between took it for the cluster.
    expect(topologies.map(({ shards }) => shards.length)).toEqual(topologies.map(() => slots.length));
    expect(ownersIn(await readClusterFrom(nodes, [removed, ...cluster.addresses]))).toHaveLength(3);
  } finally {
    nodes.close();
    session.close();
    await cluster.stop();
  }
});
