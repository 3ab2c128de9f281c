import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { memberExecutors } from '../../../main/cluster/operations/members/executors.ts';
import { planFailover } from '../../../main/cluster/operations/members/plan-failover.ts';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { readCluster } from '../../../main/cluster/operations/reading/read-cluster.ts';
import { recordedContext } from '../../support/operations.ts';
import { RedisCluster, waitUntil } from '../../support/redis-cluster.ts';
import { SLOW_TEST_SERVERS } from '../../support/servers.ts';

const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 1000 });
afterAll(() => nodes.close());

let cluster: RedisCluster | null = null;
afterEach(async () => {
  await cluster?.stop();
  cluster = null;
});

const address = (port: number) => `127.0.0.1:${port}`;
const roleOf = async (of: RedisCluster, port: number) => ((await of.command(port, 'ROLE')) as string[])[0];

async function inSync(of: RedisCluster): Promise<void> {
  for (const { port, role } of of.nodes)
    if (role === 'replica')
      await waitUntil('the replica to be in sync', async () =>
        String(await of.command(port, 'INFO', 'replication')).includes('master_link_status:up'),
      );
}

describe.each(SLOW_TEST_SERVERS)('failover on $name', ({ server }) => {
  test.skipIf(!server)('a replica takes over with all keys, and its old primary is recorded', async () => {
    cluster = await RedisCluster.start({ server, nodeTimeout: 10_000 });
    await inSync(cluster);
    const primary = cluster.nodes.find(({ role, shard }) => role === 'primary' && shard === 0)!;
    const replica = cluster.nodes.find(({ role, shard }) => role === 'replica' && shard === 0)!;
    await cluster.command(primary.port, 'SET', '{06S}', 'v');
    const reading = await readCluster(nodes, cluster.addresses[1]!);
    const plan = planFailover({ kind: 'failover', node: replica.id, how: 'plain' }, reading);
    expect(plan).toMatchObject({
      remarks: [],
      notes: [expect.stringMatching(/^The replica is [\d,]+ bytes behind/), expect.any(String)],
    });
    const context = recordedContext(nodes, cluster.addresses[1]!);
    const action = { kind: 'failover', node: address(replica.port), how: 'plain' } as const;
    expect(await memberExecutors.failover(action, context)).toMatchObject({ end: 'done' });
    expect(await roleOf(cluster, replica.port)).toBe('master');
    expect(await cluster.command(replica.port, 'GET', '{06S}')).toBe('v');
    expect(context.notes).toEqual([
      { record: 'before', step: 0, node: address(replica.port), name: 'primary', value: primary.id },
    ]);
    const again = recordedContext(nodes, cluster.addresses[1]!);
    expect(await memberExecutors.failover(action, again)).toEqual({
      end: 'done',
      text: `${address(replica.port)} is a primary already.`,
    });
    expect(again.notes).toEqual([]);
  });
});

describe.each(SLOW_TEST_SERVERS)('failovers in a row on $name', ({ server }) => {
  test.skipIf(!server)('are won by new votes, and lose no write', async () => {
    cluster = await RedisCluster.start({ server, nodeTimeout: 2000 });
    await inSync(cluster);
    const primary = cluster.nodes.find(({ role, shard }) => role === 'primary' && shard === 0)!.port;
    const replica = cluster.nodes.find(({ role, shard }) => role === 'replica' && shard === 0)!.port;
    const epochAt = async (port: number) =>
      Number(/cluster_my_epoch:(\d+)/.exec(String(await cluster!.command(port, 'CLUSTER', 'INFO')))![1]);
    let epoch = await epochAt(primary);
    for (const [i, to] of [replica, primary, replica].entries()) {
      const from = to === replica ? primary : replica;
      await waitUntil('the link', async () =>
        String(await cluster!.command(to, 'INFO', 'replication')).includes('master_link_status:up'),
      );
      const context = recordedContext(nodes, cluster.addresses[1]!);
      const end = await memberExecutors.failover(
        { kind: 'failover', node: address(to), how: 'plain' },
        context,
      );
      expect(end).toEqual({ end: 'done', text: `${address(to)} is a primary now.` });
      await cluster.command(to, 'SET', '{06S}', `${i}`);
      await waitUntil('the other to follow', async () => (await roleOf(cluster!, from)) === 'slave');
      expect(await roleOf(cluster, to)).toBe('master');
      expect(await cluster.command(to, 'GET', '{06S}')).toBe(`${i}`);
      expect(await epochAt(to)).toBeGreaterThan(epoch);
      epoch = await epochAt(to);
    }
  });
});

test('FORCE without a majority is accepted, has no effect, and the reason is told; TAKEOVER works', async () => {
  // The cluster's own failover needs a majority too, so nothing else can make the replica a primary.
  cluster = await RedisCluster.start({ nodeTimeout: 1000 });
  await inSync(cluster);
  const of = (wanted: string, shardOf: number) =>
    cluster!.nodes.find(({ role, shard }) => role === wanted && shard === shardOf)!;
  const replica = address(of('replica', 0).port);
  await cluster.kill(of('primary', 0).port);
  await cluster.kill(of('primary', 1).port);
  const context = recordedContext(nodes, replica);
  const end = await memberExecutors.failover({ kind: 'failover', node: replica, how: 'force' }, context);
  expect(end).toEqual({
    end: 'failed',
    unknown: false,
    text: `${replica} accepted, and has not taken over within 5 s. Only 1 of 3 primaries with slots answer, and 2 must vote.`,
  });
  expect(context.outcomes.map(({ state }) => state)).toEqual(['failed']);
  expect(await roleOf(cluster, of('replica', 0).port)).toBe('slave');

  const taken = await memberExecutors.failover({ kind: 'failover', node: replica, how: 'takeover' }, context);
  expect(taken).toMatchObject({ end: 'done' });
  expect(await roleOf(cluster, of('replica', 0).port)).toBe('master');
});

test('a plain failover with a dead primary is refused in the server’s words, and a dead replica is not reached', async () => {
  cluster = await RedisCluster.start({ nodeTimeout: 60_000 });
  await inSync(cluster);
  const [primary, replica] = [cluster.nodes[0]!, cluster.nodes[3]!];
  await cluster.kill(primary.port);
  await waitUntil('the replica to lose its link', async () =>
    String(await cluster!.command(replica.port, 'INFO', 'replication')).includes('master_link_status:down'),
  );
  const context = recordedContext(nodes, cluster.addresses[1]!);
  const action = { kind: 'failover', node: address(replica.port), how: 'plain' } as const;
  expect(await memberExecutors.failover(action, context)).toMatchObject({
    end: 'failed',
    unknown: false,
    text: expect.stringContaining('is down or failed') as string,
  });
  await cluster.kill(replica.port);
  const dead = recordedContext(nodes, cluster.addresses[1]!);
  expect(await memberExecutors.failover(action, dead)).toMatchObject({ end: 'failed', unknown: false });
  expect(dead.outcomes.map(({ state }) => state)).toEqual(['not-reached']);
});
