import { atomicExecutors } from '../../../main/cluster/operations/atomic/executors.ts';
import { afterAll, afterEach, expect, test } from 'vitest';
import { createExecutors } from '../../../main/cluster/operations/create/executors.ts';
import { planAddPrimary } from '../../../main/cluster/operations/create/plan-add.ts';
import { readNewNode } from '../../../main/cluster/operations/create/read-new-nodes.ts';
import { memberExecutors } from '../../../main/cluster/operations/members/executors.ts';
import { planRemove } from '../../../main/cluster/operations/members/plan-remove.ts';
import { planReplace } from '../../../main/cluster/operations/members/plan-replace.ts';
import { planReplicate } from '../../../main/cluster/operations/members/plan-replicate.ts';
import {
  nodeAt,
  nodeById,
  ownerTable,
  replicasOf,
  slotsOf,
} from '../../../main/cluster/operations/reading/cluster-reading.ts';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { readCluster } from '../../../main/cluster/operations/reading/read-cluster.ts';
import type { PlanRefusal } from '../../../shared/operations/moves.ts';
import type { Plan } from '../../../shared/operations/plan.ts';
import { requestSchema, type RequestOf } from '../../../shared/operations/request.ts';
import { BareNodes } from '../../support/bare-nodes.ts';
import { moveSteps } from '../../../main/cluster/operations/planning/move-steps.ts';
import { RedisCluster } from '../../support/redis-cluster.ts';
import { NEWER_SERVERS } from '../../support/servers.ts';
import { allDone, planned, runSteps } from '../../support/run-steps.ts';

const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 1000 });
afterAll(() => nodes.close());

let cluster: RedisCluster;
let bare: BareNodes | null = null;
afterEach(async () => {
  await Promise.all([cluster.stop(), bare?.stop()]);
  bare = null;
});

async function run(plan: Plan | PlanRefusal): Promise<void> {
  const ends = await runSteps(
    planned(plan),
    { ...createExecutors, ...memberExecutors, ...atomicExecutors },
    nodes,
  );
  expect(allDone(ends)).toEqual([]);
}

const read = (seed = cluster.addresses[1]!) => readCluster(nodes, seed);
const fresh = () => readNewNode(nodes, bare!.addresses[0]!, (host) => Promise.resolve([host]));
const removal = (node: string) =>
  requestSchema.parse({ kind: 'remove-node', node }) as RequestOf<'remove-node'>;
const noMoves = (): never => {
  throw new Error('nothing is to be moved');
};

test('a new node takes a primary’s place with its slots, keys and replica; the old one knows nobody', async () => {
  cluster = await RedisCluster.start({ nodeTimeout: 10_000 });
  bare = await BareNodes.start({ hosts: ['127.0.0.1'], nodeTimeout: 10_000 });
  const by = bare.addresses[0]!;
  const [old, replica] = [cluster.nodes[0]!, cluster.nodes[3]!];
  await cluster.command(old.port, 'SET', '{06S}', 'v');
  await run(planReplace({ kind: 'replace-node', node: old.id, by }, await read(), await fresh()));

  const reading = await read();
  const heir = nodeAt(reading, by)!;
  expect(heir.role).toBe('primary');
  expect(slotsOf(reading, heir.id)).toEqual([{ first: 0, last: 5460 }]);
  expect(replicasOf(reading, heir.id).map(({ id }) => id)).toEqual([replica.id]);
  expect(await bare.command(bare.ports[0]!, 'GET', '{06S}')).toBe('v');
  expect(nodeById(reading, old.id)).toBeUndefined();
  const alone = await read(cluster.addresses[0]);
  expect(alone.nodes.map(({ id }) => id)).toEqual([old.id]);
});

test('a dead primary whose replica took over is removed, by the others alone', async () => {
  cluster = await RedisCluster.start({ nodeTimeout: 1000 });
  const gone = cluster.nodes[0]!;
  await cluster.kill(gone.port);
  await cluster.waitForFailover(gone.port);
  const before = await read();
  expect(nodeById(before, gone.id)?.trouble?.kind).toBe('unreachable');
  const plan = planRemove(removal(gone.id), before, noMoves);
  expect(plan).toMatchObject({ steps: [{ action: { kind: 'forget' } }] });
  await run(plan);
  const after = await read();
  expect(after.nodes).toHaveLength(5);
  for (const { view } of after.nodes) expect(view!.map(({ id }) => id)).not.toContain(gone.id);
});

test('an empty primary leaves: its replica goes to the primary that has none', async () => {
  cluster = await RedisCluster.start({ nodeTimeout: 10_000 });
  bare = await BareNodes.start({ hosts: ['127.0.0.1'], nodeTimeout: 10_000 });
  const share = { moveSteps: noMoves };
  const add = requestSchema.parse({ kind: 'add-primary', node: bare.addresses[0], share: false });
  await run(planAddPrimary(add as RequestOf<'add-primary'>, await read(), await fresh(), share));
  const joined = nodeAt(await read(), bare.addresses[0]!)!;
  const replica = cluster.nodes[3]!;
  await run(planReplicate({ kind: 'replicate', node: replica.id, primary: joined.id }, await read()));
  expect(replicasOf(await read(), joined.id).map(({ id }) => id)).toEqual([replica.id]);

  await run(planRemove(removal(joined.id), await read(), noMoves));
  const after = await read();
  expect(nodeById(after, joined.id)).toBeUndefined();
  expect(nodeById(after, replica.id)!.primaryId).toBe(cluster.nodes[0]!.id);
  expect((await read(bare.addresses[0])).nodes).toHaveLength(1);
});

const valkey = NEWER_SERVERS.find(({ name }) => name === 'Valkey 9.1')!.server;

test.skipIf(!valkey)(
  'a primary is emptied by the servers, its replica handed on, and it leaves',
  async () => {
    cluster = await RedisCluster.start({ server: valkey, nodeTimeout: 10_000 });
    const [gone, replica] = [cluster.nodes[0]!, cluster.nodes[3]!];
    await cluster.command(gone.port, 'SET', '{06S}', 'v');
    await run(planRemove(removal(gone.id), await read(), moveSteps));
    const after = await read();
    expect(nodeById(after, gone.id)).toBeUndefined();
    expect([1, 2].map((i) => cluster.nodes[i]!.id)).toContain(nodeById(after, replica.id)!.primaryId);
    const owner = nodeById(after, ownerTable(after)[0]!)!.address;
    expect(await cluster.command(Number(owner.split(':')[1]), 'GET', '{06S}')).toBe('v');
    expect((await read(cluster.addresses[0])).nodes).toHaveLength(1);
  },
);
