import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import { promises as dns } from 'node:dns';
import { afterEach, expect, test } from 'vitest';
import { createExecutors } from '../../../main/cluster/operations/create/executors.ts';
import { planAddPrimary, planAddReplica } from '../../../main/cluster/operations/create/plan-add.ts';
import { planCreate, planUndoCreate } from '../../../main/cluster/operations/create/plan-create.ts';
import { readNewNode, readNewNodes } from '../../../main/cluster/operations/create/read-new-nodes.ts';
import {
  nodeAt,
  primariesOf,
  replicasOf,
  slotsOf,
} from '../../../main/cluster/operations/reading/cluster-reading.ts';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { verify } from '../../../main/cluster/operations/run/verify.ts';
import { readCluster } from '../../../main/cluster/operations/reading/read-cluster.ts';
import type { RequestOf } from '../../../shared/operations/request.ts';
import { moveOptionsSchema } from '../../../shared/operations/request.ts';
import { BareNodes, type BareNodesOptions } from '../../support/bare-nodes.ts';
import { recordedContext } from '../../support/operations.ts';
import { runOperation } from '../../support/run-operation.ts';
import { allDone, planned, runSteps } from '../../support/run-steps.ts';
import { RedisServer } from '../../support/redis-server.ts';
import { ALL_SERVERS } from '../../support/servers.ts';
import { waitUntil } from '../../support/redis-cluster.ts';

const HOSTS = ['127.0.0.1', '127.0.0.2', '127.0.0.3'];
const open: { stop(): Promise<void> | void }[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

async function start(options: BareNodesOptions): Promise<{ bare: BareNodes; nodes: OperationNodes }> {
  const bare = await BareNodes.start({ nodeTimeout: 5000, ...options });
  open.push(bare);
  const { password } = options;
  const access = password === undefined ? {} : { password };
  const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 1000, ...access });
  open.push({ stop: () => nodes.close() });
  return { bare, nodes };
}

const lookup = async (host: string) => (await dns.lookup(host, { all: true })).map(({ address }) => address);

async function planFor(nodes: OperationNodes, addresses: readonly string[], replicas = 0) {
  const request: RequestOf<'create'> = { kind: 'create', nodes: [...addresses], replicas };
  return planCreate(request, await readNewNodes(nodes, addresses, lookup), Date.now());
}

async function create(nodes: OperationNodes, addresses: readonly string[], replicas = 0) {
  const plan = planned(await planFor(nodes, addresses, replicas));
  expect(allDone(await runSteps(plan, createExecutors, nodes))).toEqual([]);
  return plan;
}

for (const { name, server } of ALL_SERVERS)
  test.skipIf(!server)(`${name}: three primaries and three replicas on three hosts`, async () => {
    const { bare, nodes } = await start({ server, hosts: [...HOSTS, ...HOSTS] });
    const plan = await create(nodes, bare.addresses, 1);
    expect(plan.notes).toEqual(['No host has two nodes of one shard.']);
    const reading = await readCluster(nodes, bare.addresses[3]!);
    expect(reading.nodes.map(({ address }) => address).sort()).toEqual([...bare.addresses].sort());
    const primaries = primariesOf(reading);
    expect(primaries.map(({ id }) => countSlots(slotsOf(reading, id))).sort()).toEqual([5461, 5461, 5462]);
    expect(new Set(reading.nodes.map(({ configEpoch }) => configEpoch)).size).toBeGreaterThanOrEqual(3);
    for (const { id, address } of primaries) {
      const [replica, ...more] = replicasOf(reading, id);
      expect(more).toEqual([]);
      expect(replica!.address.split(':')[0]).not.toBe(address.split(':')[0]);
      expect(replica!.info.get('master_link_status')).toBe('up');
    }
    await waitUntil('every node to serve', async () =>
      (await readCluster(nodes, bare.addresses[0]!)).nodes.every(
        ({ clusterInfo }) => clusterInfo.get('cluster_state') === 'ok',
      ),
    );
    // Everything is done already: a resumed operation changes nothing.
    expect(allDone(await runSteps(plan, createExecutors, nodes))).toEqual([]);
    const again = await readCluster(nodes, bare.addresses[3]!);
    expect(again.nodes.map(({ id, primaryId }) => [id, primaryId])).toEqual(
      reading.nodes.map(({ id, primaryId }) => [id, primaryId]),
    );
  });

test('the runner creates a cluster and finds it sound; the same plan does not start twice', async () => {
  const { bare, nodes } = await start({ hosts: HOSTS });
  const plan = planned(await planFor(nodes, bare.addresses));
  const report = await runOperation(plan, nodes);
  expect(report).toMatchObject({ state: 'done', remarks: [] });
  expect(report.verified.length).toBeGreaterThan(3);
  expect(report.verified.filter(({ ok }) => !ok)).toEqual([]);
  const again = await runOperation(plan, nodes);
  expect(again.state).toBe('failed');
  expect(again.remarks[0]).toContain(`${bare.addresses[0]} has joined a cluster since.`);
  expect(again.records).toEqual([]);
});

test('one node alone is a cluster', async () => {
  const { bare, nodes } = await start({ hosts: ['127.0.0.1'] });
  await create(nodes, bare.addresses);
  await waitUntil(
    'the node to serve',
    async () => (await bare.command(bare.ports[0]!, 'SET', 'a', '1')) === 'OK',
  );
});

test('six primaries with a password, named by localhost', async () => {
  const { bare, nodes } = await start({ hosts: Array<string>(6).fill('127.0.0.1'), password: 'secret' });
  const plan = await create(
    nodes,
    bare.ports.map((port) => `localhost:${port}`),
  );
  expect(JSON.stringify(plan)).not.toContain('secret');
  const meets = plan.steps.flatMap(({ action }) => (action.kind === 'meet' ? [action.other.ip] : []));
  expect(meets).toEqual(Array<string>(5).fill('127.0.0.1'));
  expect(primariesOf(await readCluster(nodes, bare.addresses[0]!))).toHaveLength(6);
});

test('each reason against a node is told, with what to do about it', async () => {
  const { bare, nodes } = await start({ hosts: Array<string>(3).fill('127.0.0.1') });
  const [withKeys, known, other] = bare.ports as [number, number, number];
  await bare.command(withKeys, 'CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  await waitUntil('a write', async () => (await bare.command(withKeys, 'SET', 'a', '1')) === 'OK');
  await bare.command(known, 'CLUSTER', 'MEET', '127.0.0.1', String(other));
  await waitUntil('the two to know each other', async () =>
    String(await bare.command(known, 'CLUSTER', 'INFO')).includes('cluster_known_nodes:2'),
  );
  const unused = `127.0.0.1:${other + 1}`;
  const plan = await planFor(nodes, ['nonsense', unused, bare.addresses[0]!, bare.addresses[1]!]);
  const refusal = 'refusal' in plan ? plan.refusal : '';
  expect(refusal).toContain('nonsense is not an address: write host:port.');
  expect(refusal).toContain(`${unused} cannot be reached`);
  expect(refusal).toContain(`127.0.0.1:${withKeys} is not empty: it has 1 key. Send it FLUSHALL`);
  expect(refusal).toContain(`127.0.0.1:${known} already knows 1 other node`);
});

test('a frozen node, a wrong password, a server outside clusters and an unknown host are answers', async () => {
  const { bare, nodes } = await start({ hosts: ['127.0.0.1', '127.0.0.1'], password: 'secret' });
  const alone = await RedisServer.start();
  open.push(alone);
  const [frozen, locked] = bare.addresses as [string, string];
  bare.pause(bare.ports[0]!);
  const stranger = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 1000 });
  open.push({ stop: () => stranger.close() });
  const nowhere = () => Promise.reject(new Error('ENOTFOUND'));
  const answers = [
    await readNewNode(nodes, frozen, lookup),
    await readNewNode(stranger, locked, lookup),
    await readNewNode(stranger, `127.0.0.1:${alone.port}`, lookup),
    await readNewNode(nodes, 'no.such.host:7000', nowhere),
  ];
  bare.resume(bare.ports[0]!);
  const refusals = answers.map((answer) => ('refusal' in answer ? answer.refusal : ''));
  expect(refusals[0]).toMatch(new RegExp(`^${frozen} (does not answer|cannot be reached): `));
  expect(refusals[1]).toContain(`${locked} refuses: NOAUTH`);
  expect(refusals[2]).toContain('is not a cluster node. Set cluster-enabled yes');
  expect(refusals[3]).toBe('The host of no.such.host:7000 has no IP address. Check the name.');
});

test('what a broken attempt has left is reset first', async () => {
  const { bare, nodes } = await start({ hosts: ['127.0.0.1'] });
  await bare.command(bare.ports[0]!, 'CLUSTER', 'ADDSLOTS', '5');
  await bare.command(bare.ports[0]!, 'CLUSTER', 'SET-CONFIG-EPOCH', '7');
  const plan = await create(nodes, bare.addresses);
  expect(plan.steps[0]!.action.kind).toBe('reset');
  const reading = await readCluster(nodes, bare.addresses[0]!);
  expect(reading.nodes[0]!.configEpoch).toBe(1);
  expect(slotsOf(reading, reading.seedId)).toEqual([{ first: 0, last: 16383 }]);
});

test('a wrong bus port is found before, named when the nodes do not join, and resets undo the attempt', async () => {
  const confOf = (index: number) => (index === 2 ? ['cluster-announce-bus-port 1'] : []);
  const { bare, nodes } = await start({ hosts: Array<string>(3).fill('127.0.0.1'), confOf });
  const plan = planned(await planFor(nodes, bare.addresses));
  expect(plan.remarks.join()).toContain(
    `Bus port 1 of ${bare.addresses[2]} accepts no connection from here.`,
  );
  const steps = plan.steps.map((step) =>
    step.action.kind === 'join' ? { ...step, action: { ...step.action, timeoutMs: 3000 } } : step,
  );
  const end = (await runSteps({ ...plan, steps }, createExecutors, nodes)).at(-1)!;
  expect(end.end).toBe('failed');
  expect(end.text).toMatch(
    new RegExp(`${bare.addresses[0]} (does not know|has no link to) ${bare.addresses[2]}\\.`),
  );
  expect(end.text).toContain(`The bus port 1 of ${bare.addresses[2]} accepts no connection`);
  expect(end.text).not.toContain(`The bus port ${bare.ports[0]! + 10_000}`);
  // The one that did not join is in nobody's map.
  expect((await verify(nodes, plan, null, 0)).verified.filter(({ ok }) => !ok)).toContainEqual({
    ok: false,
    text: `New nodes are not in the map of all nodes that answer: ${bare.addresses[2]}.`,
  });
  const undo = planned(planUndoCreate(plan, 'x', Date.now()));
  expect(allDone(await runSteps(undo, createExecutors, nodes))).toEqual([]);
  const after = await readNewNodes(nodes, bare.addresses, lookup);
  expect(after.map((answer) => 'refusal' in answer || answer.leftovers)).toEqual([false, false, false]);
});

test('undo resets a whole cluster with replicas, but no primary that has keys', async () => {
  const { bare, nodes } = await start({ hosts: Array<string>(4).fill('127.0.0.1') });
  const plan = await create(nodes, bare.addresses, 1);
  const reading = await readCluster(nodes, bare.addresses[0]!);
  const owner = reading.nodes.find(({ id }) => slotsOf(reading, id).some(({ first }) => first === 0))!;
  const port = Number(owner.address.split(':').at(-1));
  await waitUntil('a write', async () => (await bare.command(port, 'SET', '{06S}', '1')) === 'OK');
  const undo = planUndoCreate(plan, 'x', Date.now());
  const end = (await runSteps(undo, createExecutors, nodes)).at(-1)!;
  expect(end).toMatchObject({ end: 'failed', unknown: false });
  expect(end.text).toContain(owner.address);
  expect(await bare.command(port, 'GET', '{06S}')).toBe('1');
  const roles = (await readCluster(nodes, owner.address)).nodes.map(({ role }) => role);
  expect(roles.filter((role) => role === 'replica')).toHaveLength(2);
  expect(
    await createExecutors.flush(
      { kind: 'flush', node: owner.address },
      recordedContext(nodes, owner.address),
    ),
  ).toMatchObject({ end: 'done' });
  expect(allDone(await runSteps(undo, createExecutors, nodes))).toEqual([]);
  const after = await readNewNodes(nodes, bare.addresses, lookup);
  expect(after.every((answer) => !('refusal' in answer))).toBe(true);
});

test('a replica and a primary are added; functions come along', async () => {
  const { bare, nodes } = await start({ hosts: [...HOSTS, '127.0.0.1', '127.0.0.2'] });
  await create(nodes, bare.addresses.slice(0, 3));
  const [seed, , , forReplica, forPrimary] = bare.addresses as [string, string, string, string, string];
  const code = "#!lua name=mine\nredis.register_function('f', function() return 1 end)";
  await bare.command(bare.ports[0]!, 'FUNCTION', 'LOAD', code);

  const replica = planned(
    planAddReplica(
      { kind: 'add-replica', node: forReplica, primary: null },
      await readCluster(nodes, seed),
      await readNewNode(nodes, forReplica, lookup),
    ),
  );
  expect(replica.notes[0]).toMatch(/^127\.0\.0\.[23]:\d+ has the fewest replicas/);
  expect(replica.remarks.join()).not.toContain('is on the host of');
  expect(allDone(await runSteps(replica, createExecutors, nodes))).toEqual([]);

  const primary = planned(
    planAddPrimary(
      { kind: 'add-primary', node: forPrimary, share: false, by: 'slots', move: moveOptionsSchema.parse({}) },
      await readCluster(nodes, seed),
      await readNewNode(nodes, forPrimary, lookup),
      { moveSteps: () => [] },
    ),
  );
  expect(allDone(await runSteps(primary, createExecutors, nodes))).toEqual([]);
  expect(allDone(await runSteps(primary, createExecutors, nodes))).toEqual([]);
  const reading = await readCluster(nodes, seed);
  expect(nodeAt(reading, forReplica)!.role).toBe('replica');
  expect(nodeAt(reading, forReplica)!.info.get('master_link_status')).toBe('up');
  expect(nodeAt(reading, forPrimary)!.role).toBe('primary');
  expect(reading.nodes).toHaveLength(5);
  expect(JSON.stringify(await bare.command(bare.ports[4]!, 'FUNCTION', 'LIST'))).toContain('mine');
});
