/** What the panels ask through the scripted codis: a slot's keys, all slots, the scan by hash tag, and the doctor. */
import { afterEach, expect, test } from 'vitest';
import { examine } from '../../main/cluster/doctor/doctor.ts';
import { KeyspaceScan } from '../../main/cluster/scan/keyspace-scan.ts';
import { Session } from '../../main/cluster/session/session.ts';
import { readKeyFacts } from '../../main/cluster/slots/key-facts.ts';
import { countSlots } from '../../main/cluster/slots/slot-counts.ts';
import { readSlotKeys } from '../../main/cluster/slots/slot-keys.ts';
import { DEFAULT_SCAN, type ScanState } from '../../shared/slots/scan-model.ts';
import { codisSlot } from '../../shared/slots/codis-slots.ts';
import { FIRST_GROUP, SECOND_GROUP } from '../support/codis-backends.ts';
import { CodisProxy } from '../support/codis-proxy.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function connected() {
  const proxy = new CodisProxy();
  closing.push(() => proxy.close());
  await proxy.listen();
  const connection = { database: 0, protocol: 2, connectTimeout: 10_000 } as const;
  const options = { label: 'test', environment: 'local', seeds: [proxy.address], mode: 'direct' } as const;
  const session = new Session({ ...options, connection }, {});
  closing.push(() => session.close());
  await session.connect();
  const refusedBefore = proxy.refused.length;
  return { proxy, cluster: session.cluster, refused: () => proxy.refused.slice(refusedBefore) };
}

const slotOf = (key: string) => codisSlot(Buffer.from(key));
const texts = (keys: readonly Uint8Array[]) => keys.map((key) => Buffer.from(key).toString()).sort();

/** Puts keys where codis would. */
function fill({ backends }: CodisProxy, keys: readonly string[]): void {
  for (const key of keys) backends.data(backends.of(key)).set(key, 'v');
}

test('a slot’s keys come from SLOTSSCAN, page by page, their number from SLOTSINFO, facts without OBJECT', async () => {
  const { proxy, cluster, refused } = await connected();
  const keys = Array.from({ length: 1500 }, (_, i) => `{user}:${i}`);
  fill(proxy, keys);
  const slot = slotOf('user');
  const detail = await readSlotKeys(cluster, { slot, limit: 100_000, database: 0 });
  expect(detail.parts).toMatchObject([
    { node: SECOND_GROUP, shard: 2, role: 'owner', count: 1500, problem: '' },
  ]);
  expect(texts(detail.parts[0]!.keys)).toEqual(keys.sort());
  const few = await readSlotKeys(cluster, { slot, limit: 10, database: 0 });
  expect(few.parts[0]!.keys).toHaveLength(10);
  const [facts] = await readKeyFacts(cluster, {
    slot,
    database: 0,
    node: SECOND_GROUP,
    role: 'owner',
    keys: [Buffer.from('{user}:1')],
  });
  expect(facts).toEqual({ type: 'string', ttl: -1, memory: null, encoding: '', problem: '' });
  expect(refused()).toEqual([]);
});

test('a slot that moves, one that is offline, and no such slot', async () => {
  const { proxy, cluster } = await connected();
  fill(proxy, ['user']);
  const slot = slotOf('user');
  Object.assign(proxy.backends.slots[slot]!, { primary: FIRST_GROUP, from: SECOND_GROUP });
  proxy.backends.slots[5]!.primary = '';
  await cluster.refresh('asked');
  const { parts } = await readSlotKeys(cluster, { slot, limit: 10, database: 0 });
  expect(parts).toMatchObject([
    { node: SECOND_GROUP, role: 'source', count: 1, keys: [] },
    { node: FIRST_GROUP, role: 'target', count: 0, keys: [] },
  ]);
  const failure = (code: string) => ({ failure: { code } });
  const ask = (one: number) => readSlotKeys(cluster, { slot: one, limit: 10, database: 0 });
  await expect(ask(5)).rejects.toMatchObject(failure('no-owner'));
  await expect(ask(1024)).rejects.toMatchObject(failure('bad-argument'));
  proxy.backends.isEndless = true;
  expect((await ask(6)).parts).toMatchObject([{ keys: [] }]);
});

test('keys of all slots are counted by group; strays are not', async () => {
  const { proxy, cluster } = await connected();
  fill(proxy, ['a', 'b', '{user}:1', '{user}:2']);
  proxy.backends.keys.get(SECOND_GROUP)!.set('foo', 'stray');
  const counts = await countSlots(cluster, 0, () => {});
  expect(counts.keys[slotOf('user')]).toBe(2);
  expect(counts.keys[slotOf('foo')]).toBe(1);
  expect([counts.known[1023], counts.known[1024]]).toEqual([1, 0]);
  expect(counts.missing).toEqual([]);
});

const scanned = (cluster: Session['cluster'], tuning = {}) =>
  new Promise<{ state: ScanState; scan: KeyspaceScan }>((resolve) => {
    const scan: KeyspaceScan = new KeyspaceScan(
      cluster,
      1,
      { ...DEFAULT_SCAN, count: 10 },
      (state) => {
        if (!['running', 'settling', 'paused'].includes(state.phase)) resolve({ state, scan });
      },
      { seed: 1, ...tuning },
    );
    closing.push(() => scan.stop());
  });

const TAGS = { filter: '', shard: null, order: 'keys', descending: true, from: 0, count: 10 } as const;

test('the scan by hash tag goes through all 1024 slots, with codis’s slots and groups, and ends', async () => {
  const { proxy, cluster, refused } = await connected();
  fill(proxy, [...Array.from({ length: 40 }, (_, i) => `{user}:${i}`), 'plain:1', '{}empty']);
  const { state, scan } = await scanned(cluster);
  expect(state).toMatchObject({ phase: 'done', keys: 43, failure: null, unsettled: [] });
  expect(state.slots).toHaveLength(1024);
  expect(state.fullestSlot).toMatchObject({ slot: slotOf('user'), keys: 40, tagKeys: 40 });
  expect(state.slots[slotOf('user')]).toBe(40);
  expect(state.slots[0]).toBe(1);
  expect(state.shards.map(({ shard, done }) => [shard, done])).toEqual([
    [1, true],
    [2, true],
  ]);
  const [first] = scan.tags(TAGS).rows;
  expect(first).toMatchObject({ keys: 40, slot: slotOf('user'), shard: 2 });
  const walked = new Set(proxy.received.filter(([name]) => name === 'SLOTSSCAN').map(([, slot]) => slot));
  expect(walked.size).toBe(1024);
  expect(refused()).toEqual([]);
});

test('the scan leaves out offline slots, and ends though a group does not answer', async () => {
  const { proxy, cluster } = await connected();
  proxy.backends.slots[5]!.primary = '';
  await cluster.refresh('asked');
  const { state } = await scanned(cluster);
  expect(state.notes.join(' ')).toContain('1 slots have no server');
  proxy.backends.dead.add(SECOND_GROUP);
  const { state: partly } = await scanned(cluster, { timeoutMs: 200 });
  expect(partly.phase).toBe('done');
  expect(partly.unsettled).toEqual([{ first: 512, last: 1023 }]);
  expect(partly.shards.find(({ shard }) => shard === 2)!.note).toContain('backend conn failure');
});

test('the doctor names codis, its slots, each server in the proxy’s words, and slots that move', async () => {
  const { proxy } = await connected();
  const { slots, dead } = proxy.backends;
  slots[0]!.replicas = [['127.0.0.1:29002']];
  const target = { seeds: [proxy.address], entries: [], tunnel: null, sentinel: null };
  const connection = { database: 0, protocol: 2, connectTimeout: 1000 } as const;
  const diagnose = () => examine({ ...target, connection }, () => {});
  const healthy = await diagnose();
  expect(healthy.usable).toBe('yes');
  expect(healthy.steps.slice(-4).map(({ name, status }) => `${name} ${status}`)).toEqual([
    'kind ok',
    'coverage ok',
    'nodes ok',
    'migrations ok',
  ]);
  dead.add(SECOND_GROUP);
  slots[300]!.primary = '';
  Object.assign(slots[815]!, { primary: FIRST_GROUP, from: SECOND_GROUP });
  const { steps } = await diagnose();
  const step = (name: string) => steps.find((one) => one.name === name)!;
  expect(step('kind').found).toMatch(/^codis/);
  expect(step('coverage')).toMatchObject({ status: 'failed', found: expect.stringContaining('300') });
  expect(step('nodes').found).toBe('the proxy reaches 2 of 3 servers');
  expect(step('nodes').details[0]).toMatchObject({
    good: false,
    text: expect.stringContaining('backend conn'),
  });
  expect(step('migrations').found).toContain('1 slot being moved');
});
