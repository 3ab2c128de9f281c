import keySlot from 'cluster-key-slot';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { readCluster } from '../../../main/cluster/operations/reading/read-cluster.ts';
import { planOperation } from '../../../main/cluster/operations/run/operate.ts';
import type { Conflict } from '../../../main/cluster/operations/run/context.ts';
import { requestSchema } from '../../../shared/operations/request.ts';
import { RedisCluster, waitUntil, type RedisClusterOptions } from '../../support/redis-cluster.ts';
import { planFor, runOperation } from '../../support/run-operation.ts';
import { ALL_SERVERS } from '../../support/servers.ts';

const [A, B, C] = [0, 1, 2];
const KEYS = 10;

interface Started {
  cluster: RedisCluster;
  nodes: OperationNodes;
}

async function start(options: RedisClusterOptions = {}): Promise<Started> {
  const cluster = await RedisCluster.start({ primaries: 3, replicas: 0, ...options });
  return { cluster, nodes: new OperationNodes({ database: 0, protocol: 2, connectTimeout: 3000 }) };
}

async function stop({ cluster, nodes }: Started): Promise<void> {
  nodes.close();
  await cluster.stop();
}

/** A slot of the first primary with ten keys there, and what a test does to it at the servers. */
class Broken {
  readonly cluster: RedisCluster;
  readonly slot: number;
  readonly values = new Map<string, string>();

  private constructor(cluster: RedisCluster, slot: number) {
    this.cluster = cluster;
    this.slot = slot;
  }

  static async fill(cluster: RedisCluster, slot: number): Promise<Broken> {
    const broken = new Broken(cluster, slot);
    let tag = 0;
    while (keySlot(`t${tag}`) !== slot) tag++;
    for (let i = 0; i < KEYS; i++) broken.values.set(`{t${tag}}:${i}`, `value ${i}`);
    for (const [key, value] of broken.values) await broken.at(A, 'SET', key, value);
    await broken.at(A, 'PEXPIRE', broken.key(0), '600000');
    return broken;
  }

  key(i: number): string {
    return [...this.values.keys()][i]!;
  }

  id(node: number): string {
    return this.cluster.nodes[node]!.id;
  }

  at(node: number, ...words: string[]) {
    return this.cluster.command(this.cluster.ports[node]!, ...words);
  }

  setSlot(node: number, ...words: string[]) {
    return this.at(node, 'CLUSTER', 'SETSLOT', String(this.slot), ...words);
  }

  /** Marks at both, and `keys` of the keys at the target. */
  open(keys: number, to = B): Promise<number> {
    const [from, target] = [this.cluster.ports[A]!, this.cluster.ports[to]!];
    return this.cluster.migrateSlot(this.slot, from, target, { stopAfter: 'keys', keys });
  }

  /** A copy of the key at the other node too, as a MIGRATE that timed out leaves it. */
  async copy(key: string, to = B): Promise<void> {
    await this.at(A, 'MIGRATE', '127.0.0.1', String(this.cluster.ports[to]!), key, '0', '5000', 'COPY');
  }

  /** Until no node sees an owner. */
  async uncover(nodes: readonly number[] = [A, B, C]): Promise<void> {
    await waitUntil('the slot to have no owner', async () => {
      for (const node of nodes)
        await this.at(node, 'CLUSTER', 'DELSLOTS', String(this.slot)).catch(() => null);
      const lines = await Promise.all(nodes.map((node) => this.ownerSeenBy(node)));
      return lines.every((owner) => owner === null);
    });
  }

  /** Index of the node that this one sees as the owner; null for none. */
  async ownerSeenBy(node: number): Promise<number | null> {
    const lines = String(await this.at(node, 'CLUSTER', 'NODES')).split('\n');
    const owner = lines.find((line) =>
      line
        .split(' ')
        .slice(8)
        .some((range) => {
          const [first, last = first] = range.split('-').map(Number);
          return !range.startsWith('[') && Number(first) <= this.slot && this.slot <= Number(last);
        }),
    );
    if (owner === undefined) return null;
    return this.cluster.nodes.findIndex(({ id }) => owner.startsWith(id));
  }

  async count(node: number): Promise<number> {
    return Number(await this.at(node, 'CLUSTER', 'COUNTKEYSINSLOT', String(this.slot)));
  }

  /** All keys with their values and times to live are at the owner, which all nodes see, and nothing is open. */
  async expectWhole(owner: number): Promise<void> {
    for (const node of [A, B, C]) {
      expect(await this.ownerSeenBy(node)).toBe(owner);
      expect(String(await this.at(node, 'CLUSTER', 'NODES'))).not.toContain('[');
      expect(await this.count(node)).toBe(node === owner ? KEYS : 0);
    }
    for (const [key, value] of this.values) expect(await this.at(owner, 'GET', key)).toBe(value);
    expect(Number(await this.at(owner, 'PTTL', this.key(0)))).toBeGreaterThan(400_000);
  }
}

const planned = ({ cluster, nodes }: Started, request: object = {}) =>
  planFor(nodes, cluster.addresses[C]!, { kind: 'fix', ...request });

async function refused({ cluster, nodes }: Started, request: object = {}): Promise<string> {
  const reading = await readCluster(nodes, cluster.addresses[C]!);
  const asked = requestSchema.parse({ kind: 'fix', ...request });
  const plan = await planOperation(asked, reading, nodes, () => Promise.reject(new Error('no name')));
  if (!('refusal' in plan)) throw new Error('The plan was not refused.');
  return plan.refusal;
}

async function fix(
  started: Started,
  request: object = {},
  conflict?: (conflict: Conflict) => 'source' | 'target' | 'stop',
) {
  for (;;) {
    const plan = await planned(started, request);
    const report = await runOperation(plan, started.nodes, {
      ...(conflict && { resolveConflict: (one) => Promise.resolve(conflict(one)) }),
    });
    // The servers may have settled something between the plan and the run.
    if (!report.remarks.some((text) => text.endsWith('Make a new plan.'))) return { ...report, plan };
  }
}

const bad = ({ verified, outcomes, remarks }: Awaited<ReturnType<typeof fix>>) => [
  ...verified.filter(({ ok }) => !ok),
  ...outcomes.filter(({ state }) => state !== 'ok'),
  ...remarks,
];

interface Case {
  name: string;
  make: (slot: Broken) => Promise<unknown>;
  request?: object;
  owner: number;
  /** On newer servers too. */
  everywhere?: boolean;
}

const CASES: readonly Case[] = [
  { name: 'marks at both, no key moved', make: (s) => s.open(0), owner: B },
  { name: 'marks at both, half of the keys moved', make: (s) => s.open(5), owner: B, everywhere: true },
  { name: 'marks at both, all keys moved', make: (s) => s.open(KEYS), owner: B },
  {
    name: 'marks at both, to be rolled back',
    make: (s) => s.open(8),
    request: { open: 'roll-back' },
    owner: A,
    everywhere: true,
  },
  {
    name: 'importing at the target only, no keys',
    make: (s) => s.setSlot(B, 'IMPORTING', s.id(A)),
    owner: A,
  },
  {
    name: 'importing at the target only, with keys',
    make: async (s) => [await s.open(5), await s.setSlot(A, 'STABLE')],
    owner: A,
    everywhere: true,
  },
  { name: 'migrating at the source only', make: (s) => s.setSlot(A, 'MIGRATING', s.id(B)), owner: A },
  {
    name: 'migrating at the source only, with keys at the target',
    make: async (s) => [await s.open(5), await s.setSlot(B, 'STABLE')],
    owner: A,
  },
  {
    name: 'migrating to one, importing at another',
    make: async (s) => [await s.setSlot(A, 'MIGRATING', s.id(B)), await s.setSlot(C, 'IMPORTING', s.id(A))],
    owner: A,
  },
  {
    name: 'importing at two, keys at all three',
    make: async (s) => {
      await s.open(3, C);
      await s.setSlot(A, 'STABLE');
      await s.open(3, B);
    },
    owner: B,
    everywhere: true,
  },
  {
    name: 'closed at the source only',
    make: async (s) => [await s.open(KEYS), await s.setSlot(A, 'NODE', s.id(B))],
    owner: B,
    everywhere: true,
  },
  {
    name: 'closed at the target only',
    make: async (s) => [await s.open(KEYS), await s.setSlot(B, 'NODE', s.id(B))],
    owner: B,
  },
  { name: 'no owner, keys at one node', make: (s) => s.uncover(), owner: A, everywhere: true },
  { name: 'no owner in its own map only', make: (s) => s.uncover([A]), owner: A },
  {
    name: 'no owner, keys at two nodes',
    make: async (s) => {
      await s.open(7);
      await s.setSlot(A, 'STABLE');
      await s.setSlot(B, 'STABLE');
      await s.uncover();
    },
    owner: B,
    everywhere: true,
  },
  {
    name: 'a key with one value at both, as after a MIGRATE that timed out',
    make: async (s) => [await s.open(5), await s.copy(s.key(9))],
    owner: B,
  },
  {
    name: 'keys at a node that does not own the slot, nothing open',
    make: async (s) => {
      await s.open(5);
      await s.setSlot(A, 'STABLE');
      await s.setSlot(B, 'STABLE');
    },
    owner: A,
    everywhere: true,
  },
];

describe.each(ALL_SERVERS.filter(({ server }) => server !== null))('$name', ({ server }) => {
  const isOwn = server === ALL_SERVERS[0]!.server;
  let started: Started;
  let next = 200;
  beforeAll(async () => {
    started = await start({ server });
  });
  afterAll(() => stop(started));

  test.each(CASES.filter(({ everywhere }) => everywhere || isOwn))(
    '$name',
    async ({ make, request, owner }) => {
      const slot = await Broken.fill(started.cluster, next++);
      await make(slot);
      const report = await fix(started, request);
      expect(bad(report)).toEqual([]);
      await slot.expectWhole(owner);
      expect((await planned(started, request)).steps).toEqual([]);
    },
  );

  // Newer servers tell each other of CLUSTER FORGET.
  test.runIf(isOwn)('a claim that loses is given up with its keys', async () => {
    const { cluster } = started;
    const slot = await Broken.fill(cluster, next++);
    // Nodes that do not know each other keep their claims.
    await slot.at(A, 'CLUSTER', 'FORGET', slot.id(B));
    await slot.at(B, 'CLUSTER', 'FORGET', slot.id(A));
    await slot.at(B, 'CLUSTER', 'DELSLOTS', String(slot.slot)).catch(() => null);
    await slot.at(B, 'CLUSTER', 'ADDSLOTS', String(slot.slot));
    await slot.at(B, 'CLUSTER', 'BUMPEPOCH');
    const plan = await planned(started);
    expect(plan.steps[0]).toMatchObject({
      action: { kind: 'give-up-slots', node: slot.id(A), to: slot.id(B) },
    });
    // Its keys cannot move before the two know each other.
    const first = await runOperation(plan, started.nodes, {});
    expect(first.outcomes[0]).toMatchObject({ state: 'ok' });
    expect(await slot.ownerSeenBy(A)).not.toBe(A);
    expect(await slot.count(A)).toBe(KEYS);
    await slot.at(A, 'CLUSTER', 'MEET', '127.0.0.1', String(cluster.ports[B]!));
    await waitUntil('all to agree', async () =>
      (await Promise.all([A, B, C].map((node) => slot.ownerSeenBy(node)))).every((owner) => owner === B),
    );
    expect(bad(await fix(started))).toEqual([]);
    await slot.expectWhole(B);
  });
});

describe('decisions', () => {
  let started: Started;
  let next = 300;
  beforeAll(async () => {
    started = await start();
  });
  afterAll(() => stop(started));

  test.each([
    ['an open slot', (s: Broken) => s.open(5)],
    [
      'a slot without an owner',
      async (s: Broken) => {
        await s.open(7);
        await s.setSlot(A, 'STABLE');
        await s.setSlot(B, 'STABLE');
      },
    ],
  ] as const)(
    'two values of a key of %s are asked about, and until then nothing changes',
    async (name, make) => {
      const slot = await Broken.fill(started.cluster, next++);
      await make(slot);
      const key = slot.key(9);
      const [holder, other] = (await slot.at(A, 'EXISTS', key).catch(() => 0)) === 1 ? [A, B] : [B, A];
      // The other node gets another value of it.
      await slot.setSlot(A, 'STABLE');
      const isAtA = holder === A;
      if (isAtA) {
        await slot.setSlot(B, 'IMPORTING', slot.id(A));
        await slot.setSlot(A, 'MIGRATING', slot.id(B));
        await slot.copy(key);
        await slot.at(A, 'SET', key, 'another');
      } else await slot.at(A, 'SET', key, 'another');
      if (name === 'a slot without an owner') await slot.uncover();
      const before = await slot.ownerSeenBy(C);
      const stopped = await fix(started);
      expect(bad(stopped).length).toBeGreaterThan(0);
      expect(stopped.outcomes.some(({ text }) => text.includes('different values'))).toBe(true);
      if (before !== null) expect(await slot.ownerSeenBy(C)).toBe(before);
      expect((await slot.count(A)) + (await slot.count(B))).toBe(KEYS + 1);
      expect(other).not.toBe(holder);
      const seen: Conflict[] = [];
      const decided = await fix(started, {}, (conflict) => {
        seen.push(conflict);
        const isFirst = Buffer.from(conflict.source.dump).includes('value 9');
        return isFirst ? 'source' : 'target';
      });
      expect(seen.length).toBe(1);
      expect(bad(decided)).toEqual([]);
      await slot.expectWhole((await slot.ownerSeenBy(C))!);
    },
  );

  test('slots without keys that nobody names go in one run to the primary with the fewest', async () => {
    const { cluster } = started;
    const slots = ['1000', '1001', '1002'];
    const slot = await Broken.fill(cluster, 1003);
    await waitUntil('the slots to have no owner', async () => {
      for (const node of [A, B, C])
        for (const one of slots) await slot.at(node, 'CLUSTER', 'DELSLOTS', one).catch(() => null);
      const all = await Promise.all([A, B, C].map((node) => slot.at(node, 'CLUSTER', 'NODES')));
      return all.every((text) => !/ 0-5460|1000-|-1002/.test(String(text)));
    });
    const report = await fix(started);
    expect(report.plan.steps.map(({ action }) => action)).toEqual([
      expect.objectContaining({ kind: 'take-slots', slots: [{ first: 1000, last: 1002 }] }),
    ]);
    expect(bad(report)).toEqual([]);
  });
});
