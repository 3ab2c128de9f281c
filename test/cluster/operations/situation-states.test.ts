/** The states of a cluster in trouble that somebody is woken for, on each server: the same sentences hold. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PatientNodes } from '../../../main/cluster/operations/reading/patient-nodes.ts';
import { RedisCluster, waitUntil } from '../../support/redis-cluster.ts';
import { situationReader } from '../../support/situation-reader.ts';
import { FOUND_SERVERS } from '../../support/servers.ts';

describe.each(FOUND_SERVERS)('$name', ({ server }) => {
  let cluster: RedisCluster;
  const nodes = new PatientNodes({ database: 0, protocol: 2, connectTimeout: 1000 });
  beforeAll(async () => {
    cluster = await RedisCluster.start({ server, nodeTimeout: 2000 });
    await calm();
  });
  afterAll(async () => {
    nodes.close();
    await cluster.stop();
  });

  const look = situationReader(nodes, () => cluster);
  const calm = () => waitUntil('a calm cluster', async () => (await look()).rows.length === 0);
  /** The row with this title, once it is there. */
  const rowOf = (title: string | RegExp) =>
    waitUntil(String(title), async () =>
      (await look()).rows.find((row) =>
        typeof title === 'string' ? row.title === title : title.test(row.title),
      ),
    );

  test('a replica that does not carry out its primary’s writes lags', async () => {
    const [primary, , , replica] = cluster.ports as [number, number, number, number];
    await cluster.command(replica, 'CLIENT', 'PAUSE', '600000', 'WRITE');
    for (let i = 0; i < 4; i++) await cluster.command(primary, 'SET', `{k2}:${i}`, 'x'.repeat(1_000_000));
    const row = await rowOf(/^Replica \S+ lags \d+\.\d MB behind /);
    expect(row).toMatchObject({ tag: 'BEHIND', shard: 1, slots: [{ first: 0, last: 5460 }] });
    await cluster.command(replica, 'CLIENT', 'UNPAUSE');
    await calm();
  });

  // Last: it ends with two nodes of each of two shards killed.
  test('two primaries down are no majority, and a shard without a node can only be started or given up', async () => {
    const ofShard = (shard: number) => cluster.nodes.filter((node) => node.shard === shard);
    const roles = await Promise.all(
      cluster.nodes.map(async ({ port }) => String(await cluster.command(port, 'ROLE')).split(',')[0]),
    );
    const primaryOf = (shard: number) =>
      ofShard(shard).find(({ port }) => roles[cluster.ports.indexOf(port)] === 'master')!.port;
    await Promise.all([cluster.kill(primaryOf(0)), cluster.kill(primaryOf(1))]);
    const lost = await rowOf('Only 1 of 3 primaries answers: no majority');
    expect(lost.next).toContain('Start primaries until 2 answer');
    const row = await rowOf('The primary of shard 1 is down');
    expect(row.byItself.text).toContain('No election can pass');
    expect(row.actions.map(({ key, request }) => [key, request?.kind])).toEqual([
      ['S', undefined],
      ['O', 'failover'],
    ]);
    const replica = ofShard(0).find(({ port }) => port !== primaryOf(0))!.port;
    await cluster.kill(replica);
    const both = await rowOf('Both nodes of shard 1 are down');
    expect(both.actions.map(({ key, request }) => [key, request?.kind])).toEqual([
      ['S', undefined],
      ['X', 'fix'],
    ]);
  });
});
