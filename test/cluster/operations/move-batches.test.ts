import keySlot from 'cluster-key-slot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { RedisCluster } from '../../support/redis-cluster.ts';
import { planFor, runOperation } from '../../support/run-operation.ts';

let cluster: RedisCluster;
const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 3000 });
beforeAll(async () => (cluster = await RedisCluster.start({ primaries: 3, replicas: 0 })));
afterAll(async () => {
  nodes.close();
  await cluster?.stop();
});

const tagOf = (slot: number) =>
  Array.from({ length: 200_000 }, (_, i) => `t${i}`).find((tag) => keySlot(tag) === slot)!;

/** Keys in each batch, as they are reported, of a move of one slot. */
async function batchesOf(move: object): Promise<number[]> {
  const request = {
    ...{ kind: 'reshard', from: [cluster.nodes[0]!.id], to: cluster.nodes[1]!.id, amount: 1 },
    move: { atomic: 'never', ...move },
  };
  const plan = await planFor(nodes, cluster.addresses[0]!, request);
  const batches: number[] = [];
  let before = 0;
  const report = await runOperation(plan, nodes, {
    onProgress: ({ done }) => {
      const keys = done.keys ?? 0;
      if (keys > before) batches.push(keys - before);
      before = keys;
    },
  });
  expect(report).toMatchObject({ state: 'done', done: { keys: plan.totals.keys } });
  return batches;
}

test('a batch holds as many keys as their bytes allow, and a larger key goes alone', async () => {
  const port = cluster.ports[0]!;
  const tag = tagOf(5460);
  for (let i = 0; i < 7; i++) await cluster.command(port, 'SETRANGE', `{${tag}}:${i}`, '300000', 'x');
  expect(await batchesOf({ batchBytes: 700_000 })).toEqual([2, 2, 2, 1]);
  const next = tagOf(5459);
  for (let i = 0; i < 3; i++) await cluster.command(port, 'SETRANGE', `{${next}}:${i}`, '300000', 'x');
  expect(await batchesOf({ batchBytes: 1 })).toEqual([1, 1, 1]);
});

test('a slot with more keys than are listed at a time moves in batches of the number asked for', async () => {
  const port = cluster.ports[0]!;
  const tag = tagOf(5458);
  const fill = "for i = 1, 2500 do redis.call('SET', KEYS[1] .. i, 'v') end";
  await cluster.command(port, 'EVAL', fill, '1', `{${tag}}:`);
  const batches = await batchesOf({ batchKeys: 400 });
  expect(batches.reduce((a, b) => a + b, 0)).toBe(2500);
  expect(Math.max(...batches)).toBe(400);
});

test('among many keys, the sizes of some bound the batches, and those of all once one of them is large', async () => {
  const port = cluster.ports[0]!;
  const fill = "for i = 1, 400 do redis.call('SETRANGE', KEYS[1] .. i, ARGV[1], 'x') end";
  await cluster.command(port, 'EVAL', fill, '1', `{${tagOf(5457)}}:`, '100');
  expect(await batchesOf({ batchBytes: 2 ** 20 })).toEqual([100, 100, 100, 100]);
  // A key needs more than 20 kB.
  await cluster.command(port, 'EVAL', fill, '1', `{${tagOf(5456)}}:`, '20000');
  const batches = await batchesOf({ batchBytes: 2 ** 20 });
  expect(batches.reduce((a, b) => a + b, 0)).toBe(400);
  expect(Math.max(...batches)).toBeLessThanOrEqual(52);
});
