import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Workspace } from '../../main/workspace/workspace.ts';
import { openSettings } from '../../main/storage/settings.ts';
import type { Change, ChangeKind } from '../../shared/cluster/change.ts';
import type { Topology } from '../../shared/cluster/topology.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { run } from '../support/open-session.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';

let cluster: RedisCluster;
let workspace: Workspace;
const directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-changes-'));
/** Everything sent to the window: timeline entries and maps. */
const told: Change[] = [];
const topologies: Topology[] = [];
/** Changes reported since the test began. */
let seen = 0;

const target = () => ({
  seeds: [...cluster.addresses],
  label: 'test',
  environment: 'local' as const,
  readOnly: false,
  connection: { database: 0, protocol: 2 as const, connectTimeout: 10_000 },
});

beforeAll(async () => {
  cluster = await RedisCluster.start({ nodeTimeout: 2000 });
  workspace = new Workspace(
    (name, payload) => {
      if (name === 'changes') told.push(...(payload as Change[]));
      if (name === 'topology' && payload) topologies.push(payload as Topology);
    },
    await openSettings(directory),
  );
  await workspace.connect(target());
});
afterAll(async () => {
  await workspace?.close();
  await cluster?.stop();
  rmSync(directory, { recursive: true, force: true });
});
afterEach(() => {
  seen = told.length;
});

const news = () => told.slice(seen);
const heard = (kind: ChangeKind, check: (change: Change) => boolean = () => true) =>
  waitUntil(`a change of kind ${kind}`, () => news().find((change) => change.kind === kind && check(change)));
const portOf = (address: string) => Number(address.split(':')[1]);
const shard = (number: number) => workspace.topology!.shards.find((s) => s.number === number)!;
const settled = () =>
  waitUntil('a map that all agree on', () => {
    const { topology } = workspace;
    const nodes = topology?.shards.flatMap((s) => [s.primary, ...s.replicas]) ?? [];
    return (
      topology?.views.length === 0 && nodes.length === 6 && nodes.every((node) => node?.health === 'online')
    );
  });

test('the first reading begins the timeline', () => {
  expect(news()[0]).toMatchObject({
    kind: 'first-read',
    detail: '3 shards, 6 nodes',
    slots: [{ first: 0, last: 16383 }],
  });
  expect(workspace.changes).toEqual(told);
});

test('the next entry is from the servers’ own records: when their processes started', async () => {
  const began = Date.now();
  const starts = await waitUntil('what was before', () => told.find(({ kind }) => kind === 'before'));
  const [, ...times] = /^all nodes’ processes started (?:about|between) (\S+)(?: and (\S+))?$/.exec(
    starts.detail,
  )!;
  const seconds = times.filter(Boolean).map((time) => {
    const at = new Date(began);
    const [hour, minute, second] = time.split(':').map(Number) as [number, number, number];
    return (began - at.setHours(hour, minute, second)) / 1000;
  });
  for (const ago of seconds) {
    expect(ago).toBeGreaterThan(-3);
    expect(ago).toBeLessThan(60);
  }
  expect(told.slice(0, 2).map(({ kind }) => kind)).toEqual(['first-read', 'before']);
});

test('a migrating slot is reported as opened, moved and closed, with what a MOVED taught', async () => {
  await settled();
  const [from, to] = [shard(1).primary!.address, shard(2).primary!.address];
  const slot = 449; // k2's
  await run(workspace.connected, 'set k2 v');
  await cluster.migrateSlot(slot, portOf(from), portOf(to), { stopAfter: 'keys' });
  await workspace.connected.refresh();
  expect(await heard('migration-began')).toMatchObject({
    from: { node: from, shard: 1 },
    to: { node: to, shard: 2 },
    slots: [{ first: slot, last: slot }],
  });
  await cluster.migrateSlot(slot, portOf(from), portOf(to));
  await run(workspace.connected, 'get k2');
  expect(await heard('slots-moved')).toMatchObject({
    from: { node: from, shard: 1 },
    to: { node: to, shard: 2 },
    slots: [{ first: slot, last: slot }],
  });
  await heard('migration-ended');
  const kinds = news().map((change) => change.kind);
  expect(kinds.filter((kind) => kind === 'slots-moved')).toHaveLength(1);
  expect(kinds).not.toContain('failover');
  // Whether the MOVED or the timer's reading came first is the clock's to decide; before the map it is always told.
  const learned = kinds.indexOf('redirected');
  if (learned >= 0) expect(learned).toBeLessThan(kinds.indexOf('slots-moved'));
});

test('two nodes that disagree are shown with what they disagree on, until they agree', async () => {
  await settled();
  const { source } = workspace.topology!;
  // A replica cannot move slots: only its own map is wrong.
  const odd = cluster.addresses.find((address) =>
    shard(3).replicas.some((n) => n.address === address && address !== source),
  )!;
  const wrong = shard(1).primary!;
  const right = shard(3).primary!;
  const slot = shard(3).slots.at(-1)!.last;
  const say = (id: string) =>
    cluster
      .command(portOf(odd), 'CLUSTER', 'SETSLOT', String(slot), 'NODE', id)
      .catch((error: Error) => error);
  const answer = await say(wrong.id);
  // A replica refuses SETSLOT, so a primary of another shard claims it.
  const teller = answer instanceof Error ? shard(2).primary!.address : odd;
  if (answer instanceof Error)
    await cluster.command(portOf(teller), 'CLUSTER', 'SETSLOT', String(slot), 'NODE', wrong.id);
  await workspace.connected.refresh();
  const differ = await heard('views-differ', (change) => change.slots.some(({ last }) => last === slot));
  expect(differ).toMatchObject({
    about: { node: teller },
    to: { node: wrong.address, shard: 1 },
    slots: [{ first: slot, last: slot }],
  });
  expect(topologies.findLast((topology) => topology.views.length > 0)!.views).toMatchObject([
    { node: teller, differs: [{ slots: [{ first: slot, last: slot }], owner: wrong.address }] },
  ]);
  await cluster.command(portOf(teller), 'CLUSTER', 'SETSLOT', String(slot), 'NODE', right.id);
  await workspace.connected.refresh();
  expect(await heard('views-agree')).toMatchObject({ about: { node: teller } });
  expect(workspace.topology!.views).toEqual([]);
});

test('a primary is killed: failed, with who reports it, then taken over from; it comes back as a replica', async () => {
  await settled();
  const old = shard(2).primary!.address;
  const heir = shard(2).replicas[0]!.address;
  await cluster.kill(portOf(old));
  expect(await heard('failover')).toMatchObject({
    about: { node: heir, shard: 2 },
    from: { node: old },
    detail: expect.stringMatching(/^epoch \d+ → \d+$/),
  });
  const failed = await heard('failed', (change) => change.about?.node === old);
  if (failed.detail) expect(failed.detail).toMatch(/^(1 other node reports|2 other nodes report) it$/);
  await cluster.restart(portOf(old));
  await heard('recovered', (change) => change.about?.node === old);
  expect(await heard('demoted')).toMatchObject({ about: { node: old, shard: 2 } });
  await settled();
  const order = (kind: ChangeKind) => news().findIndex((change) => change.kind === kind);
  expect(order('failed')).toBeLessThan(order('demoted'));
  expect(order('failover')).toBeLessThan(order('demoted'));
  const kinds = news().map((change) => change.kind);
  for (const kind of ['slots-moved', 'left', 'joined', 'moved-to-shard'] as const)
    expect(kinds).not.toContain(kind);
  expect(kinds.filter((kind) => kind === 'failover')).toHaveLength(1);
});

test('a primary is killed and returns repeatedly: each failover is reported once, and none backwards', async () => {
  await settled();
  for (let round = 1; round <= 2; round++) {
    const [old, heir] = [shard(3).primary!.address, shard(3).replicas[0]!.address];
    await cluster.kill(portOf(old));
    await waitUntil('the takeover to be told', () =>
      news().some(({ kind, about }) => kind === 'failover' && about?.node === heir),
    );
    // With its old nodes.conf: for a moment it is a primary that owns its slots, by its own account.
    await cluster.restart(portOf(old));
    await waitUntil('the map as the old primary itself gives it', async () => {
      await workspace.connected.refresh();
      return workspace.topology!.shards.some(({ replicas }) =>
        replicas.some(
          ({ address, role, health }) => address === old && role === 'replica' && health === 'online',
        ),
      );
    });
    await settled();
  }
  const failovers = news().filter(({ kind }) => kind === 'failover');
  expect(failovers).toHaveLength(2);
  for (const { detail } of failovers) {
    const [, before, after] = /^epoch (\d+) → (\d+)$/.exec(detail)!.map(Number);
    expect(after).toBeGreaterThan(before!);
  }
  const count = (kind: ChangeKind) => news().filter((change) => change.kind === kind).length;
  expect([count('demoted'), count('slots-moved'), count('left')]).toEqual([2, 0, 0]);
});

test('a node that hangs is reported as failed, and the map is read without it', async () => {
  await settled();
  const replica = shard(3).replicas[0]!.address;
  cluster.pause(portOf(replica));
  try {
    const before = topologies.length;
    await workspace.connected.refresh();
    await workspace.connected.refresh();
    expect(topologies.length).toBeGreaterThan(before);
    await heard('failed', (change) => change.about?.node === replica);
  } finally {
    cluster.resume(portOf(replica));
  }
  await heard('recovered', (change) => change.about?.node === replica);
});

test('a planned failover: one new primary, one new replica, no slots moved', async () => {
  await settled();
  const [old, heir] = [shard(1).primary!.address, shard(1).replicas[0]!.address];
  await cluster.command(portOf(heir), 'CLUSTER', 'FAILOVER');
  expect(await heard('failover')).toMatchObject({ about: { node: heir }, from: { node: old } });
  expect(await heard('demoted')).toMatchObject({ about: { node: old, shard: 1 } });
  expect(news().map((change) => change.kind)).not.toContain('slots-moved');
  expect(workspace.topology!.shards).toHaveLength(3);
});

test('no node answers, then one does; the timeline continues for the same cluster', async () => {
  await settled();
  const before = workspace.changes.length;
  workspace.disconnect();
  await workspace.connect(target());
  await heard('found');
  expect(workspace.changes.length).toBeGreaterThan(before);
  expect(news().map((change) => change.kind)).not.toContain('first-read');

  for (const port of cluster.ports) await cluster.kill(port);
  expect((await heard('lost')).detail).not.toBe('');
  for (const port of cluster.ports) await cluster.restart(port);
  expect((await heard('found', (change) => change.about !== null)).about).toMatchObject({
    node: expect.stringContaining(':'),
  });
});
