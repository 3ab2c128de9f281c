/**
 * The undo of each kind of operation. The nodes refuse one that was removed for 60 s: Valkey can be told to refuse it for one, and
 * with THOROUGH=1 the test waits for the others too.
 */
import { promises as dns } from 'node:dns';
import { afterEach, expect, test } from 'vitest';
import { foldJournal } from '../../../main/cluster/operations/run/journal.ts';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { readCluster } from '../../../main/cluster/operations/reading/read-cluster.ts';
import {
  nodeAt,
  nodeById,
  ownerTable,
  primariesOf,
  replicasOf,
  slotsOf,
} from '../../../main/cluster/operations/reading/cluster-reading.ts';
import { planOperation } from '../../../main/cluster/operations/run/operate.ts';
import { planUndo } from '../../../main/cluster/operations/undo/plan-undo.ts';
import { readNewNodes } from '../../../main/cluster/operations/create/read-new-nodes.ts';
import type { JournalRecord } from '../../../shared/operations/journal.ts';
import type { Plan } from '../../../shared/operations/plan.ts';
import type { OperationReport } from '../../../shared/operations/progress.ts';
import { requestSchema } from '../../../shared/operations/request.ts';
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import { BareNodes } from '../../support/bare-nodes.ts';
import { RedisCluster, waitUntil } from '../../support/redis-cluster.ts';
import { runOperation } from '../../support/run-operation.ts';
import { planned } from '../../support/run-steps.ts';
import { ALL_SERVERS, FOUND_SERVERS } from '../../support/servers.ts';
import { THOROUGH } from '../../support/thorough.ts';

let open: { stop(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of open.reverse()) await one.stop();
  open = [];
});

function nodesOf(): OperationNodes {
  const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 3000 });
  open.push({ stop: () => nodes.close() });
  return nodes;
}

const lookup = async (host: string) => (await dns.lookup(host, { all: true })).map(({ address }) => address);

const planFor = async (nodes: OperationNodes, seed: string, request: object): Promise<Plan> => {
  const parsed = requestSchema.parse(request);
  const reading = parsed.kind === 'create' ? null : await readCluster(nodes, seed);
  return planned(await planOperation(parsed, reading, nodes, lookup));
};

function expectSound(report: OperationReport): void {
  expect(report.outcomes.filter(({ state }) => state !== 'ok' && state !== 'skipped')).toEqual([]);
  expect(report.verified.filter(({ ok }) => !ok)).toEqual([]);
  expect(['done', 'done-with-remarks']).toContain(report.state);
}

async function done(nodes: OperationNodes, seed: string, request: object): Promise<JournalRecord[]> {
  const report = await runOperation(await planFor(nodes, seed, request), nodes);
  expectSound(report);
  return report.records;
}

const undoOf = async (nodes: OperationNodes, seed: string, records: readonly JournalRecord[]) =>
  planUndo(records, await readCluster(nodes, seed), nodes, lookup);

async function undo(nodes: OperationNodes, seed: string, records: readonly JournalRecord[]): Promise<Plan> {
  const plan = planned(await undoOf(nodes, seed, records));
  expectSound(await runOperation(plan, nodes));
  return plan;
}

async function refusalOf(nodes: OperationNodes, seed: string, records: readonly JournalRecord[]) {
  const plan = await undoOf(nodes, seed, records);
  return 'refusal' in plan ? plan.refusal : '';
}

for (const { name, server } of FOUND_SERVERS) {
  // A share is given by SETSLOT or by Valkey's own migration.
  const isFirstOrLast = server === ALL_SERVERS[0]!.server || server === ALL_SERVERS.at(-1)!.server;
  test(`${name}: a create and nodes that are added are undone, and no key is lost`, async () => {
    const bare = await BareNodes.start({
      server,
      hosts: Array<string>(6).fill('127.0.0.1'),
      nodeTimeout: 5000,
    });
    open.push(bare);
    const nodes = nodesOf();
    const [seed, , , spare, , sixth] = bare.addresses as [string, string, string, string, string, string];
    const members = [0, 1, 2, 4].map((i) => bare.addresses[i]!);
    const created = await done(nodes, seed, { kind: 'create', nodes: members, replicas: 1 });
    const before = await readCluster(nodes, seed);
    expect(primariesOf(before)).toHaveLength(2);
    const owners = ownerTable(before);
    const portOf = (slot: number) => Number(nodeById(before, owners[slot]!)!.address.split(':')[1]);
    // foo is in slot 12182, bar in 5061.
    await waitUntil('a write', async () => (await bare.command(portOf(12182), 'SET', 'foo', '1')) === 'OK');
    await waitUntil('a write', async () => (await bare.command(portOf(5061), 'SET', 'bar', '2')) === 'OK');
    expect(await refusalOf(nodes, seed, created)).toMatch(/has 1 key by now/);

    const share = isFirstOrLast;
    const added = await done(nodes, seed, { kind: 'add-primary', node: spare, share });
    const given = await readCluster(nodes, seed);
    expect(countSlots(slotsOf(given, nodeAt(given, spare)!.id)) > 5000).toBe(share);
    expect(await refusalOf(nodes, seed, created)).toContain(
      `knows ${spare}, which this operation did not create`,
    );
    const back = await undo(nodes, seed, added);
    expect(back.steps.map(({ action }) => action.kind)).toEqual(
      expect.arrayContaining(share ? ['agree', 'forget', 'reset'] : ['forget', 'reset']),
    );
    const without = await readCluster(nodes, seed);
    expect(nodeAt(without, spare)).toBeUndefined();
    expect(ownerTable(without)).toEqual(owners);
    expect(await bare.command(portOf(12182), 'GET', 'foo')).toBe('1');

    // The others refuse the IDs of nodes that have left for 60 s.
    const again = await done(nodes, seed, { kind: 'add-primary', node: spare, share });
    const regiven = await readCluster(nodes, seed);
    expect(nodeAt(regiven, spare)!.id).not.toBe(nodeAt(given, spare)!.id);
    expect(slotsOf(regiven, nodeAt(regiven, spare)!.id)).toEqual(slotsOf(given, nodeAt(given, spare)!.id));
    await undo(nodes, seed, again);
    expect(ownerTable(await readCluster(nodes, seed))).toEqual(owners);
    expect(await bare.command(portOf(12182), 'GET', 'foo')).toBe('1');

    for (let times = isFirstOrLast ? 2 : 1; times > 0; times--) {
      const replica = await done(nodes, seed, { kind: 'add-replica', node: sixth, primary: null });
      await undo(nodes, seed, replica);
      expect(nodeAt(await readCluster(nodes, seed), sixth)).toBeUndefined();
    }

    for (const slot of [12182, 5061]) await bare.command(portOf(slot), 'FLUSHALL');
    await undo(nodes, seed, created);
    // Whatever cluster has these addresses by now is another one.
    created.push({ record: 'end', at: Date.now(), state: 'undone', text: '' });
    expect(await refusalOf(nodes, seed, created)).toBe('It has been undone already.');
    const answers = await readNewNodes(nodes, members, lookup);
    expect(answers.map((answer) => 'refusal' in answer || answer.leftovers)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  }, 180_000);
}

/** FORGET is spread by gossip at one of them, and is not at the other. */
for (const { name, server } of [ALL_SERVERS[0]!, ALL_SERVERS.at(-1)!])
  test.skipIf(!server)(
    `${name}: a primary that was removed comes back with its ID, its slots and its replica`,
    async () => {
      const isValkey = server!.name === 'Valkey';
      const cluster = await RedisCluster.start({
        server,
        // A longer one makes gossip rarer, and ten seconds of waiting.
        nodeTimeout: 5000,
        conf: isValkey ? ['cluster-blacklist-ttl 1'] : [],
      });
      open.push(cluster);
      const nodes = nodesOf();
      const seed = cluster.addresses[0]!;
      const before = await readCluster(nodes, seed);
      const [, leaver] = cluster.nodes;
      const [follower] = replicasOf(before, leaver!.id);
      await cluster.command(cluster.ports[0]!, 'SET', 'bar', '1');
      // world is in slot 9059, the second primary's.
      await cluster.command(leaver!.port, 'SET', 'world', '2');
      const keys = async () =>
        (
          await Promise.all(cluster.ports.slice(0, 3).map((port) => cluster.command(port, 'DBSIZE')))
        ).reduce<number>((sum, size) => sum + Number(size), 0);
      const had = await keys();
      const removed = await done(nodes, seed, { kind: 'remove-node', node: leaver!.id });
      expect(nodeById(await readCluster(nodes, seed), leaver!.id)).toBeUndefined();
      expect(await refusalOf(nodes, seed, removed)).toMatch(
        /refuse it for 60 s\. Undo it in (\d+ s|1 min.*)\.$/,
      );
      if (!isValkey && !THOROUGH) return;
      // A journal of more than a minute ago.
      const aged = isValkey ? removed.map((record) => ({ ...record, at: record.at - 65_000 })) : removed;
      await waitUntil(
        'the undo to be taken',
        async () => (await refusalOf(nodes, seed, aged)) === '',
        90_000,
      );
      await undo(nodes, seed, aged);
      const again = await readCluster(nodes, seed);
      expect(ownerTable(again)).toEqual(ownerTable(before));
      expect(nodeById(again, leaver!.id)).toMatchObject({
        role: 'primary',
        address: `127.0.0.1:${leaver!.port}`,
      });
      expect(nodeById(again, follower!.id)!.primaryId).toBe(leaver!.id);
      expect(await keys()).toBe(had);
      expect(await cluster.command(cluster.ports[0]!, 'GET', 'bar')).toBe('1');
    },
    240_000,
  );

for (const { name, server } of [ALL_SERVERS[0]!, ALL_SERVERS.at(-1)!])
  test.skipIf(!server)(
    `${name}: a primary that was replaced takes its place again, with what was written meanwhile`,
    async () => {
      const isValkey = server!.name === 'Valkey';
      const conf = isValkey ? ['cluster-blacklist-ttl 1'] : [];
      const cluster = await RedisCluster.start({ server, nodeTimeout: 5000, conf });
      open.push(cluster);
      const bare = await BareNodes.start({ server, hosts: ['127.0.0.1'], conf });
      open.push(bare);
      const nodes = nodesOf();
      const seed = cluster.addresses[1]!;
      const by = bare.addresses[0]!;
      const before = await readCluster(nodes, seed);
      const [old] = cluster.nodes;
      const [follower] = replicasOf(before, old!.id);
      await cluster.command(old!.port, 'SET', 'bar', '1');
      const replaced = await done(nodes, seed, { kind: 'replace-node', node: old!.id, by });
      // Every node knows the new owner by now. bar is in slot 5061.
      await bare.command(bare.ports[0]!, 'SET', '{bar}2', '2');
      expect(await refusalOf(nodes, seed, replaced)).toMatch(/refuse it for 60 s/);
      if (!isValkey && !THOROUGH) return;
      const aged = isValkey ? replaced.map((record) => ({ ...record, at: record.at - 65_000 })) : replaced;
      await waitUntil(
        'the undo to be taken',
        async () => (await refusalOf(nodes, seed, aged)) === '',
        90_000,
      );
      await undo(nodes, seed, aged);
      const again = await readCluster(nodes, seed);
      expect(ownerTable(again)).toEqual(ownerTable(before));
      expect(nodeById(again, old!.id)).toMatchObject({ role: 'primary', address: `127.0.0.1:${old!.port}` });
      expect(nodeById(again, follower!.id)!.primaryId).toBe(old!.id);
      expect(nodeAt(again, by)).toBeUndefined();
      expect(await cluster.command(old!.port, 'MGET', 'bar', '{bar}2')).toEqual(['1', '2']);
      expect((await readCluster(nodes, by)).nodes).toHaveLength(1);
      expect(await bare.command(bare.ports[0]!, 'DBSIZE')).toBe(0);
    },
    240_000,
  );

test('a failover by FORCE is undone by a plain one, which says what stays lost; a TAKEOVER is not', async () => {
  const cluster = await RedisCluster.start();
  open.push(cluster);
  const nodes = nodesOf();
  const [seed] = cluster.addresses as [string];
  const [one, , , first] = cluster.nodes.map(({ id }) => id) as [string, string, string, string];
  const forced = await done(nodes, seed, { kind: 'failover', node: first, how: 'force' });
  expect(nodeById(await readCluster(nodes, seed), one)).toMatchObject({ role: 'replica', primaryId: first });
  const plan = await undo(nodes, seed, forced);
  expect(plan.remarks.join()).toContain('is lost, and stays so');
  expect(nodeById(await readCluster(nodes, seed), first)).toMatchObject({ role: 'replica', primaryId: one });
  const taken = await done(nodes, seed, { kind: 'failover', node: first, how: 'takeover' });
  expect(await refusalOf(nodes, seed, taken)).toContain('A TAKEOVER is not undone');
});

test('a failover, a replica with another primary, and settings are undone', async () => {
  const cluster = await RedisCluster.start({ conf: ['maxmemory-samples 5'] });
  open.push(cluster);
  const nodes = nodesOf();
  const [seed] = cluster.addresses as [string];
  const [one, two, , first] = cluster.nodes.map(({ id }) => id) as [string, string, string, string];

  const moved = await done(nodes, seed, { kind: 'replicate', node: first, primary: two });
  expect(nodeById(await readCluster(nodes, seed), first)!.primaryId).toBe(two);
  await undo(nodes, seed, moved);
  expect(nodeById(await readCluster(nodes, seed), first)!.primaryId).toBe(one);

  const taken = await done(nodes, seed, { kind: 'failover', node: first, how: 'plain' });
  expect(nodeById(await readCluster(nodes, seed), first)!.role).toBe('primary');
  await undo(nodes, seed, taken);
  expect(nodeById(await readCluster(nodes, seed), one)!.role).toBe('primary');
  expect(await refusalOf(nodes, seed, taken)).toContain('there is nothing to undo');

  const set = await done(nodes, seed, {
    kind: 'settings',
    changes: [{ name: 'maxmemory-samples', value: '7' }],
  });
  const port = cluster.ports[2]!;
  await cluster.command(port, 'CONFIG', 'SET', 'maxmemory-samples', '9');
  const plan = await undo(nodes, seed, set);
  expect(plan.remarks).toEqual([
    `maxmemory-samples at ${cluster.addresses[2]} has changed since, and is left at 9.`,
  ]);
  const values = cluster.ports.map(
    async (one) => (await cluster.command(one, 'CONFIG', 'GET', 'maxmemory-samples')) as string[],
  );
  expect((await Promise.all(values)).map((value) => value[1])).toEqual(['5', '5', '9', '5', '5', '5']);
  // In the conf file too.
  await cluster.kill(cluster.ports[4]!);
  await cluster.restart(cluster.ports[4]!);
  expect(await cluster.command(cluster.ports[4]!, 'CONFIG', 'GET', 'maxmemory-samples')).toEqual([
    'maxmemory-samples',
    '5',
  ]);
});

test('a primary that gave its last slot away and its replica, which both followed it, come back', async () => {
  const cluster = await RedisCluster.start({ conf: ['cluster-allow-replica-migration yes'] });
  open.push(cluster);
  const nodes = nodesOf();
  const seed = cluster.addresses[2]!;
  const [one, two] = cluster.nodes.map(({ id }) => id) as [string, string];
  const before = await readCluster(nodes, seed);
  const [replica] = replicasOf(before, one);
  // bar is in slot 5061, the first primary's.
  await cluster.command(cluster.ports[0]!, 'SET', 'bar', '1');
  const records = await done(nodes, seed, { kind: 'reshard', from: [one], to: two, amount: 5461 });
  expect(records).toContainEqual(
    expect.objectContaining({ record: 'before', node: replica!.address, name: 'primary', value: one }),
  );
  await waitUntil('both to follow the slots', async () => {
    const reading = await readCluster(nodes, seed);
    return nodeById(reading, one)!.primaryId === two && nodeById(reading, replica!.id)!.primaryId === two;
  });
  const plan = await undo(nodes, seed, records);
  expect(plan.remarks.join()).toContain('became a replica when it had lost its last slot');
  expect(plan.totals).toMatchObject({ slots: 5461, keys: 1 });
  const after = await readCluster(nodes, seed);
  expect(ownerTable(after)).toEqual(ownerTable(before));
  expect(nodeById(after, one)!.role).toBe('primary');
  expect(nodeById(after, replica!.id)!.primaryId).toBe(one);
  expect(await cluster.command(cluster.ports[0]!, 'GET', 'bar')).toBe('1');
});

test('what cannot be undone is said in a sentence', async () => {
  const cluster = await RedisCluster.start({ replicas: 0 });
  open.push(cluster);
  const nodes = nodesOf();
  const [seed] = cluster.addresses as [string];
  const call = await runOperation(await planFor(nodes, seed, { kind: 'call', args: ['PING'] }), nodes);
  expect(await refusalOf(nodes, seed, call.records)).toContain('only its opposite undoes it');
  const [one, two] = cluster.nodes.map(({ id }) => id) as [string, string];
  const records = await done(nodes, seed, { kind: 'reshard', from: [one], to: two, amount: 2 });
  // Nothing had begun.
  expect(await refusalOf(nodes, seed, records.slice(0, 1))).toBe('Nothing can be undone.');
  await cluster.kill(cluster.ports[1]!);
  expect(await refusalOf(nodes, seed, records)).toContain('does not answer');
  expect(foldJournal(records)!.ended).toBe('done');
});
