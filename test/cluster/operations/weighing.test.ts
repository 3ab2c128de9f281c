import keySlot from 'cluster-key-slot';
import { afterEach, describe, expect, test } from 'vitest';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { planOperation } from '../../../main/cluster/operations/run/operate.ts';
import { readCluster } from '../../../main/cluster/operations/reading/read-cluster.ts';
import { slotWeights } from '../../../main/cluster/operations/weighing/slot-weights.ts';
import { requestSchema } from '../../../shared/operations/request.ts';
import { RedisCluster, type RedisClusterOptions } from '../../support/redis-cluster.ts';
import { planFor, runOperation } from '../../support/run-operation.ts';
import { ScriptedNode } from '../../support/scripted-node.ts';
import { FOUND_SERVERS } from '../../support/servers.ts';
import { clusterReading } from '../../unit/main/cluster/operations/readings.ts';

let ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

function operationNodes(): OperationNodes {
  const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 3000 });
  ends.push(() => nodes.close());
  return nodes;
}

async function start(options: RedisClusterOptions = {}) {
  const cluster = await RedisCluster.start({ primaries: 3, replicas: 0, ...options });
  ends.push(() => cluster.stop());
  return { cluster, nodes: operationNodes() };
}

type Started = Awaited<ReturnType<typeof start>>;

/** A tag whose keys are in the slot. */
const tags = new Map<number, string>();
for (let i = 0; tags.size < 16_384; i++) if (!tags.has(keySlot(`t${i}`))) tags.set(keySlot(`t${i}`), `t${i}`);
const keyIn = (slot: number, i = 0) => `{${tags.get(slot)}}:${i}`;

const at = (cluster: RedisCluster, slot: number) => cluster.ports[slot <= 5460 ? 0 : slot <= 10_922 ? 1 : 2]!;

/** Values of so many bytes: `[slot, keys, bytes]`. */
async function fill({ cluster }: Started, values: readonly (readonly [number, number, number])[]) {
  for (const [slot, keys, bytes] of values)
    for (let i = 0; i < keys; i++)
      await cluster.command(at(cluster, slot), 'SET', keyIn(slot, i), 'x'.repeat(bytes));
}

const RESHARD = { kind: 'reshard', move: { atomic: 'never' } };
const REBALANCE = { kind: 'rebalance', threshold: 0, move: { atomic: 'never' } };

/** Two slots of the first primary are heavy, and each primary has a light one. */
const HEAVY = [
  [0, 4, 100_000],
  [1, 4, 100_000],
  [2, 40, 10],
  [6000, 40, 10],
  [12_000, 40, 10],
] as const;

describe.each(FOUND_SERVERS)('$name', ({ server, hasSlotStats }) => {
  test('a rebalance by bytes gives heavy slots away, and by load where the servers count it', async () => {
    const started = await start({ server, conf: hasSlotStats ? ['cluster-slot-stats-enabled yes'] : [] });
    const { cluster, nodes } = started;
    await fill(started, HEAVY);
    const plan = await planFor(nodes, cluster.addresses[2]!, { ...REBALANCE, by: 'bytes' });
    // One of the heavy slots goes, and the light one may: neither of the others can get nearer to a third.
    expect(plan.steps[0]).toMatchObject({
      action: { from: cluster.nodes[0]!.id, slots: [{ first: 0, last: 0 }] },
    });
    expect(plan.totals.slots).toBeLessThanOrEqual(2);
    expect(plan.totals.bytes).toBeGreaterThan(400_000);
    expect(plan.totals.bytes).toBeLessThan(600_000);
    expect(plan.notes).toContain('Bytes of slots are estimated by MEMORY USAGE at 3 primaries.');
    const report = await runOperation(plan, nodes);
    expect(report.verified.filter(({ ok }) => !ok)).toEqual([]);
    expect(report.done).toMatchObject({ slots: plan.totals.slots, keys: plan.totals.keys });

    const reading = await readCluster(nodes, cluster.addresses[2]!);
    const load = await slotWeights(nodes, reading, 'load');
    if (!hasSlotStats) {
      expect(load).toMatchObject({ refusal: expect.stringContaining('has no CLUSTER SLOT-STATS') as string });
      return;
    }
    // Far more than the commands that filled the slots, however slow a busy machine makes single ones.
    await cluster.command(at(cluster, 12_000), 'SETRANGE', keyIn(12_000), '20000000', 'x');
    for (let i = 0; i < 10; i++) await cluster.command(at(cluster, 12_000), 'BITCOUNT', keyIn(12_000));
    const counted = await slotWeights(nodes, reading, 'load');
    if ('refusal' in counted) throw new Error(counted.refusal);
    const { measure } = counted;
    expect(measure![12_000]).toBeGreaterThan(measure![6000]!);
    expect(measure![9000]).toBe(0);
    const byLoad = await planFor(nodes, cluster.addresses[2]!, { ...REBALANCE, by: 'load' });
    expect(byLoad.title).toBe('Rebalance the cluster by load');
  });
});

test('a reshard by keys and by bytes moves slots that hold about as much', async () => {
  const started = await start();
  const { cluster, nodes } = started;
  await fill(started, [
    [5460, 30, 10],
    [5459, 30, 10],
    [5458, 1, 50_000],
    [5457, 30, 10],
  ]);
  const [from, to] = [cluster.nodes[0]!.id, cluster.nodes[1]!.id];
  const request = { ...RESHARD, from: [from], to };
  const byKeys = await planFor(nodes, cluster.addresses[0]!, { ...request, by: 'keys', amount: 91 });
  expect(byKeys.totals).toMatchObject({ slots: 4, keys: 91 });
  const byBytes = await planFor(nodes, cluster.addresses[0]!, { ...request, by: 'bytes', amount: 55_000 });
  expect(byBytes.totals).toMatchObject({ slots: 3, keys: 61 });
  expect(byBytes.totals.bytes).toBeGreaterThan(50_000);
  const report = await runOperation(byBytes, nodes);
  expect(report).toMatchObject({ state: 'done', done: { slots: 3, keys: 61 } });
  expect(Number(await cluster.command(cluster.ports[1]!, 'CLUSTER', 'COUNTKEYSINSLOT', '5458'))).toBe(1);
  expect(Number(await cluster.command(cluster.ports[0]!, 'CLUSTER', 'COUNTKEYSINSLOT', '5457'))).toBe(30);
});

test('big keys are named before they move, with the time that they block', async () => {
  const started = await start({ nodeTimeout: 2000 });
  const { cluster, nodes } = started;
  const port = cluster.ports[0]!;
  await fill(started, [[5460, 20, 10]]);
  await cluster.command(port, 'SETRANGE', keyIn(5460), '60000000', 'x');
  const push =
    "for i = 1, 101 do local t = {} for j = 1, 5000 do t[j] = j end redis.call('RPUSH', KEYS[1], unpack(t)) end";
  for (let i = 0; i < 2; i++) await cluster.command(port, 'EVAL', push, '1', keyIn(5459));
  const request = { ...RESHARD, from: [cluster.nodes[0]!.id], to: cluster.nodes[1]!.id, amount: 2 };
  const plan = await planFor(nodes, cluster.addresses[0]!, request);
  const named = plan.remarks.filter((text) => text.startsWith('Key '));
  expect(named).toHaveLength(2);
  expect(named[0]).toContain(
    `"${keyIn(5459)}" of slot 5459 at ${cluster.addresses[0]!} (list, 1,010,000 elements,`,
  );
  expect(named[0]).toMatch(
    /blocks both nodes for about \d+ s; cluster-node-timeout is 2 s, so a replica may take over\.$/,
  );
  expect(named[1]).toContain(`"${keyIn(5460)}" of slot 5460 at ${cluster.addresses[0]!} (string,`);
  expect(plan.totals).toMatchObject({ slots: 2, keys: 21 });
  expect(plan.totals.bytes).toBeGreaterThan(60_000_000);
  // Small keys alone are no remark.
  const small = await planFor(nodes, cluster.addresses[1]!, { ...request, from: [cluster.nodes[2]!.id] });
  expect(small.remarks).toEqual(['Commands with several keys may fail on a slot while it moves.']);
});
/** A primary of Redis 8.2 that owns all slots: `told` is what it says of slots, by slot. */
async function redis82(told: Record<number, Record<string, number>>, without: readonly string[] = []) {
  const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;
  const entry = (slot: number) => {
    const fields = {
      'key-count': 0,
      'cpu-usec': 0,
      'network-bytes-in': 0,
      'network-bytes-out': 0,
      'memory-bytes': 0,
      ...told[slot],
    };
    const kept = Object.entries(fields).filter(([name]) => !without.includes(name));
    return `*2\r\n:${slot}\r\n*${kept.length * 2}\r\n${kept.map(([name, n]) => `${bulk(name)}:${n}\r\n`).join('')}`;
  };
  const node = new ScriptedNode(([name, sub, slot]) => {
    if (name === 'CLUSTER' && sub === 'SLOT-STATS')
      return `*16384\r\n${Array.from({ length: 16_384 }, (_, i) => entry(i)).join('')}`;
    if (name === 'CLUSTER' && sub === 'COUNTKEYSINSLOT')
      return `:${told[Number(slot)]?.['key-count'] ?? 0}\r\n`;
    return '-ERR not asked here\r\n';
  });
  ends.push(() => node.close());
  const address = `127.0.0.1:${await node.listen()}`;
  const drawn = clusterReading([{ id: 'a', slots: [[0, 16_383]] }, { id: 'b' }]);
  const [a, b] = drawn.nodes;
  const reading = {
    ...drawn,
    seed: address,
    nodes: [{ ...a!, address, abilities: { atomic: null, slotStats: true } }, b!],
  };
  return { node, reading };
}

test('Redis 8.2 tells bytes itself: nothing is estimated, and small slots are not searched for big keys', async () => {
  const { node, reading } = await redis82({ 7: { 'key-count': 3, 'memory-bytes': 900, 'cpu-usec': 5 } });
  const nodes = operationNodes();
  const weights = await slotWeights(nodes, reading, 'bytes');
  if ('refusal' in weights) throw new Error(weights.refusal);
  expect(weights.notes).toEqual([]);
  expect([...weights.measure!].flatMap((bytes, slot) => (bytes > 0 ? [[slot, bytes]] : []))).toEqual([
    [7, 900],
  ]);
  const request = requestSchema.parse({ ...RESHARD, from: ['a'], to: 'b', amount: 8 });
  const plan = await planOperation(request, reading, nodes, () => Promise.reject(new Error('no look-up')));
  if ('refusal' in plan) throw new Error(plan.refusal);
  expect(plan.totals).toEqual({ slots: 8, keys: 3, bytes: 900 });
  expect(node.count('MEMORY')).toBe(0);
});

test('a slot of Redis 8.2 that may hold a big key is searched; a refusal there leaves it unknown, and says so', async () => {
  const { reading } = await redis82({ 7: { 'key-count': 3, 'memory-bytes': 60_000_000 } });
  const nodes = operationNodes();
  const request = requestSchema.parse({ ...RESHARD, from: ['a'], to: 'b', amount: 8 });
  const plan = await planOperation(request, reading, nodes, () => Promise.reject(new Error('no look-up')));
  if ('refusal' in plan) throw new Error(plan.refusal);
  expect(plan.totals).toEqual({ slots: 8, keys: 3, bytes: 60_000_000 });
  expect(plan.remarks[0]).toMatch(
    /^Sizes of keys at .* are unknown, so big keys are not named: ERR not asked here\.$/,
  );
});

test('load that is not counted, or not yet, is refused in words', async () => {
  const off = await redis82({}, ['cpu-usec', 'memory-bytes', 'network-bytes-in', 'network-bytes-out']);
  const nodes = operationNodes();
  expect(await slotWeights(nodes, off.reading, 'load')).toMatchObject({
    refusal: expect.stringContaining('cluster-slot-stats-enabled') as string,
  });
  const idle = await redis82({});
  expect(await slotWeights(nodes, idle.reading, 'load')).toEqual({
    refusal: 'Slots cannot be weighed by load: no load has been counted yet.',
  });
});
