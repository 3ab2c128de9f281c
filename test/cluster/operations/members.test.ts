import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { memberExecutors } from '../../../main/cluster/operations/members/executors.ts';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { recordedContext } from '../../support/operations.ts';
import { RedisCluster, waitUntil } from '../../support/redis-cluster.ts';
import { ALL_SERVERS } from '../../support/servers.ts';

const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 1000 });
afterAll(() => nodes.close());

let cluster: RedisCluster | null = null;
afterEach(async () => {
  await cluster?.stop();
  cluster = null;
});

const knows = async (port: number, id: string) =>
  String(await cluster!.command(port, 'CLUSTER', 'NODES')).includes(id);

/** How often the node has sent or received gossip. */
const messages = async (port: number) =>
  Number(
    /cluster_stats_messages_received:(\d+)/.exec(String(await cluster!.command(port, 'CLUSTER', 'INFO')))![1],
  );

describe.each(ALL_SERVERS)('forget on $name', ({ server }) => {
  test.skipIf(!server)('a dead replica is forgotten by all, and stays forgotten', async () => {
    cluster = await RedisCluster.start({ server, nodeTimeout: 1000 });
    const gone = cluster.nodes[5]!;
    await cluster.kill(gone.port);
    const context = recordedContext(nodes, cluster.addresses[0]!);
    const end = await memberExecutors.forget({ kind: 'forget', node: gone.id }, context);
    expect(end).toEqual({
      end: 'done',
      text: `All nodes that answer have forgotten ${gone.id.slice(0, 8)}….`,
    });
    expect(context.outcomes.map(({ node, state }) => [node, state])).toEqual(
      expect.arrayContaining(cluster.addresses.slice(0, 5).map((node) => [node, 'ok'])),
    );
    expect(context.outcomes).toHaveLength(5);
    const others = cluster.ports.filter((port) => port !== gone.port);
    // Gossip goes round several times: it would bring the node back if anyone still knew it.
    const before = await Promise.all(others.map(messages));
    await waitUntil('gossip to go round', async () =>
      (await Promise.all(others.map(messages))).every((count, i) => count > before[i]! + 40),
    );
    for (const port of others) expect(await knows(port, gone.id)).toBe(false);
    const again = recordedContext(nodes, cluster.addresses[0]!);
    expect(await memberExecutors.forget({ kind: 'forget', node: gone.id }, again)).toMatchObject({
      end: 'done',
    });
  });
});

test('a node that could not be told is named', async () => {
  cluster = await RedisCluster.start({ nodeTimeout: 1000 });
  const [gone, away] = [cluster.nodes[5]!, cluster.nodes[4]!];
  await cluster.kill(gone.port);
  await cluster.kill(away.port);
  const context = recordedContext(nodes, cluster.addresses[0]!);
  const end = await memberExecutors.forget({ kind: 'forget', node: gone.id }, context);
  expect(end).toMatchObject({
    end: 'done',
    text: expect.stringContaining(`${cluster.addresses[4]} could not be told`) as string,
  });
  expect(context.outcomes.filter(({ state }) => state === 'not-reached').map(({ node }) => node)).toEqual([
    cluster.addresses[4],
  ]);
});

test('a node with slots is not forgotten, and a replica’s primary cannot be: nobody is told anything', async () => {
  cluster = await RedisCluster.start({ nodeTimeout: 60_000 });
  const owner = cluster.nodes[0]!;
  const context = recordedContext(nodes, cluster.addresses[1]!);
  expect(await memberExecutors.forget({ kind: 'forget', node: owner.id }, context)).toMatchObject({
    end: 'failed',
    text: expect.stringContaining('still has slots') as string,
  });
  for (const port of cluster.ports) expect(await knows(port, owner.id)).toBe(true);
});
