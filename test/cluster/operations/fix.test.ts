import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Conflict } from '../../../main/cluster/operations/run/context.ts';
import {
  A,
  B,
  BrokenSlot,
  C,
  fix,
  KEYS,
  planFix,
  startBroken,
  stopBroken,
  wrongIn,
  type Started,
} from '../../support/broken-slot.ts';
import { waitUntil } from '../../support/redis-cluster.ts';
import { ALL_SERVERS, FOUND_SERVERS } from '../../support/servers.ts';

interface Case {
  name: string;
  make: (slot: BrokenSlot) => Promise<unknown>;
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

describe.each(FOUND_SERVERS)('$name', ({ server }) => {
  const isOwn = server === ALL_SERVERS[0]!.server;
  let started: Started;
  let next = 200;
  beforeAll(async () => {
    started = await startBroken({ server });
  });
  afterAll(() => stopBroken(started));

  test.each(CASES.filter(({ everywhere }) => everywhere || isOwn))(
    '$name',
    async ({ make, request, owner }) => {
      const slot = await BrokenSlot.fill(started.cluster, next++);
      await make(slot);
      const report = await fix(started, request);
      expect(wrongIn(report)).toEqual([]);
      await slot.expectWhole(owner);
      expect((await planFix(started, request)).steps).toEqual([]);
    },
  );
});

/** In place of the path of a file. */
const KEPT = '1 key had two values. The one that lost is kept: kept.jsonl';

describe('decisions', () => {
  let started: Started;
  let next = 300;
  beforeAll(async () => {
    started = await startBroken();
  });
  afterAll(() => stopBroken(started));

  const CONFLICTS: { name: string; make: (slot: BrokenSlot) => Promise<unknown>; owner: number }[] = [
    { name: 'an open slot', make: () => Promise.resolve(), owner: B },
    {
      name: 'a slot without an owner',
      make: async (s) => {
        await s.setSlot(A, 'STABLE');
        await s.setSlot(B, 'STABLE');
        await s.uncover();
      },
      owner: A,
    },
    {
      name: 'a slot with keys at another node',
      make: async (s) => [await s.setSlot(A, 'STABLE'), await s.setSlot(B, 'STABLE')],
      owner: A,
    },
  ];
  test.each(CONFLICTS)(
    'two values of a key of $name are asked about, and until then both stay',
    async ({ make, owner }) => {
      const slot = await BrokenSlot.fill(started.cluster, next++);
      await slot.open(0);
      const key = slot.key(9);
      await slot.copy(key);
      await slot.at(A, 'SET', key, 'another');
      await make(slot);
      const stopped = await fix(started);
      expect(stopped.outcomes.some(({ text }) => text.includes('different values'))).toBe(true);
      expect((await slot.count(A)) + (await slot.count(B))).toBe(KEYS + 1);
      // The owner does not change before the decision.
      expect(await slot.ownerSeenBy(C)).toBe(A);
      const seen: Conflict[] = [];
      const decided = await fix(started, {}, (conflict) => {
        seen.push(conflict);
        return Buffer.from(conflict.source.dump).includes('value 9') ? 'source' : 'target';
      });
      expect(seen.map(({ slot: at, key: name }) => [at, Buffer.from(name).toString()])).toEqual([
        [slot.slot, key],
      ]);
      expect(wrongIn(decided)).toEqual([KEPT]);
      await slot.expectWhole(owner);
    },
  );

  test('the value that the owner has may win', async () => {
    const slot = await BrokenSlot.fill(started.cluster, next++);
    await slot.open(0);
    await slot.copy(slot.key(9));
    await slot.setSlot(A, 'STABLE');
    await slot.setSlot(B, 'STABLE');
    await slot.at(A, 'SET', slot.key(9), 'newer');
    slot.values.set(slot.key(9), 'newer');
    expect(wrongIn(await fix(started, {}, () => 'target'))).toEqual([KEPT]);
    await slot.expectWhole(A);
  });

  test('slots without keys that nobody names go in one run to the primary with the fewest', async () => {
    const { cluster } = started;
    const slots = ['1000', '1001', '1002'];
    const slot = await BrokenSlot.fill(cluster, 1003);
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
    expect(wrongIn(report)).toEqual([]);
  });
});
