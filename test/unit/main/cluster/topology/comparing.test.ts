import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changesBetween } from '../../../../../main/cluster/topology/comparing.ts';
import type { ChangeKind } from '../../../../../shared/cluster/change.ts';
import type { ClusterNode, Shard, Topology } from '../../../../../shared/cluster/topology.ts';
import { SLOT_COUNT } from '../../../../../shared/slots/slots.ts';
import { nodeAt, threeShards } from '../../../../support/cluster-fixtures.ts';

const kinds = (before: Topology | null, after: Topology) =>
  changesBetween(before, after).map(({ kind }) => kind);
/** The map with its shards worked over; `change` gets copies. */
function edited(change: (shards: Shard[]) => void, more: Partial<Topology> = {}): Topology {
  const shards = structuredClone(threeShards.shards);
  change(shards);
  const slots = shards.flatMap((shard) => shard.slots);
  const covered = slots.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  for (const shard of shards) shard.slotCount = shard.slots.reduce((sum, r) => sum + r.last - r.first + 1, 0);
  return { ...threeShards, shards, covered, ...more };
}
const [a, b, c] = [7000, 7001, 7002].map((port) => nodeAt(port)) as [string, string, string];
const failedOver = (shards: Shard[]): void => {
  const [shard] = shards as [Shard];
  const [old, heir] = [shard.primary!, shard.replicas[0]!];
  shard.primary = { ...heir, role: 'primary', configEpoch: 6 };
  shard.replicas = [{ ...old, health: 'failed', flags: ['master', 'fail'] }];
};

test('the first reading lists the shards and nodes', () => {
  expect(changesBetween(null, threeShards)).toMatchObject([
    { kind: 'first-read', slots: [{ first: 0, last: 16383 }], detail: '3 shards, 6 nodes', about: null },
  ]);
});

test('nothing differs between a map and itself', () => {
  expect(changesBetween(threeShards, structuredClone(threeShards))).toEqual([]);
});

test('moved slots are reported once per pair of shards, as ranges', () => {
  const after = edited(([one, two, three]) => {
    one!.slots = [
      { first: 0, last: 99 },
      { first: 200, last: 5460 },
    ];
    two!.slots = [
      { first: 100, last: 149 },
      { first: 180, last: 199 },
      { first: 5461, last: 10922 },
    ];
    three!.slots = [
      { first: 150, last: 179 },
      { first: 10923, last: 16383 },
    ];
  });
  expect(changesBetween(threeShards, after)).toMatchObject([
    {
      kind: 'slots-moved',
      from: { node: a, shard: 1 },
      to: { node: b, shard: 2 },
      slots: [
        { first: 100, last: 149 },
        { first: 180, last: 199 },
      ],
    },
    {
      kind: 'slots-moved',
      from: { shard: 1 },
      to: { node: c, shard: 3 },
      slots: [{ first: 150, last: 179 }],
    },
  ]);
});

test('a failover moves no slots: the node that failed, who took over from it, its epochs', () => {
  const after = edited(failedOver, { epoch: 6 });
  const told = changesBetween(threeShards, after);
  expect(told).toMatchObject([
    { kind: 'failed', about: { node: a, shard: 1 } },
    { kind: 'failover', about: { node: nodeAt(7003), shard: 1 }, from: { node: a }, detail: 'epoch 1 → 6' },
  ]);
  const back = edited(
    (shards) => {
      failedOver(shards);
      shards[0]!.replicas[0] = {
        ...shards[0]!.replicas[0]!,
        role: 'replica',
        health: 'online',
        flags: ['slave'],
      };
    },
    { epoch: 6 },
  );
  expect(kinds(after, back)).toEqual(['recovered', 'demoted']);
});

test('a grown epoch is reported only if no failover explains it; a smaller epoch never is', () => {
  expect(changesBetween(threeShards, { ...threeShards, epoch: 4 })).toMatchObject([
    { kind: 'epoch', detail: '3 → 4' },
  ]);
  expect(kinds(threeShards, { ...threeShards, epoch: 2 })).toEqual([]);
});

const health = (health: ClusterNode['health'], failureReports = 0) =>
  edited(([, two]) => Object.assign(two!.primary!, { health, failureReports }));

test('a node in trouble is reported with the number of other nodes that report it', () => {
  expect(changesBetween(threeShards, health('suspected', 1))).toMatchObject([
    { kind: 'suspected', about: { node: b, shard: 2 }, detail: '1 other node reports it' },
  ]);
  expect(changesBetween(health('suspected', 1), health('failed', 2))).toMatchObject([
    { kind: 'failed', detail: '2 other nodes report it' },
  ]);
  expect(kinds(health('failed'), threeShards)).toEqual(['recovered']);
  expect(kinds(threeShards, health('loading'))).toEqual([]);
  const address = 'no address known (bbbbbbbb)';
  const lost = edited(([, two]) => Object.assign(two!.primary!, { health: 'no-address', address }));
  const entry = { kind: 'no-address', about: { node: address, shard: 2 } };
  expect(changesBetween(threeShards, lost)).toMatchObject([{ ...entry, from: { node: b, shard: 2 } }]);
  expect(changesBetween(health('failed'), lost)).toMatchObject([entry]);
  expect(kinds(lost, threeShards)).toEqual(['recovered']);
});

test('nodes that join, leave, or follow another primary', () => {
  const joined = edited(([, , three]) =>
    three!.replicas.push({ ...three!.replicas[0]!, id: 'new', address: nodeAt(7009) }),
  );
  expect(changesBetween(threeShards, joined)).toMatchObject([
    { kind: 'joined', about: { node: nodeAt(7009), shard: 3 }, detail: 'replica' },
  ]);
  expect(changesBetween(joined, threeShards)).toMatchObject([
    { kind: 'left', about: { node: nodeAt(7009) } },
  ]);
  const follows = edited(([one, , three]) => three!.replicas.push(one!.replicas.pop()!));
  expect(changesBetween(threeShards, follows)).toMatchObject([
    {
      kind: 'moved-to-shard',
      about: { node: nodeAt(7003) },
      from: { node: a, shard: 1 },
      to: { node: c, shard: 3 },
    },
  ]);
});

test('slots that open and close; a failover of one side ends nothing', () => {
  const migrations = [{ slots: [{ first: 3, last: 4 }], from: a, to: b }];
  const open = { ...threeShards, migrations };
  expect(changesBetween(threeShards, open)).toMatchObject([
    {
      kind: 'migration-began',
      from: { node: a, shard: 1 },
      to: { node: b, shard: 2 },
      slots: [{ first: 3, last: 4 }],
    },
  ]);
  const fewer = { ...threeShards, migrations: [{ ...migrations[0]!, slots: [{ first: 4, last: 4 }] }] };
  expect(changesBetween(open, fewer)).toMatchObject([
    { kind: 'migration-ended', slots: [{ first: 3, last: 3 }] },
  ]);
  const taken = edited(failedOver, { migrations: [{ ...migrations[0]!, from: nodeAt(7003) }] });
  expect(kinds(open, taken)).toEqual(['failed', 'failover']);
});

test('slots without an owner, and the state that follows', () => {
  const after = edited(([one]) => (one!.slots = [{ first: 0, last: 5000 }]), { state: 'fail' });
  expect(changesBetween(threeShards, after)).toMatchObject([
    {
      kind: 'coverage',
      from: { shard: 1 },
      to: null,
      slots: [{ first: 5001, last: 5460 }],
      detail: '16384 → 15924',
    },
    { kind: 'state', detail: 'ok → fail' },
  ]);
  expect(changesBetween(after, threeShards)).toMatchObject([
    { kind: 'coverage', from: null, to: { shard: 1 }, detail: '15924 → 16384' },
    { kind: 'state', detail: 'fail → ok' },
  ]);
});

test('nodes that disagree alike share one entry, and a new one only when their view changes', () => {
  const differs = [{ slots: [{ first: 9, last: 9 }], owner: c }];
  const views = [a, b].map((node) => ({ node, epoch: 1, differs }));
  const apart = { ...threeShards, views };
  expect(changesBetween(threeShards, apart)).toMatchObject([
    {
      kind: 'views-differ',
      about: null,
      to: { node: c, shard: 3 },
      slots: [{ first: 9, last: 9 }],
      detail: `${a}, ${b}`,
    },
  ]);
  expect(kinds(apart, { ...apart, views: views.map((view) => ({ ...view, epoch: 2 })) })).toEqual([]);
  expect(changesBetween(apart, { ...apart, views: [views[0]!] })).toMatchObject([
    { kind: 'views-agree', about: { node: b, shard: 2 } },
  ]);
  expect(kinds({ ...threeShards, views }, { ...health('failed'), views: [] })).toEqual([
    'failed',
    'views-agree',
  ]);
});

test('a node that names no owner is distinguished from one that names another', () => {
  const slots = [{ first: 9, last: 9 }];
  const apart = { ...threeShards, views: [{ node: a, epoch: 1, differs: [{ slots, owner: null }] }] };
  expect(changesBetween(threeShards, apart)).toMatchObject([
    { kind: 'views-differ', about: { node: a }, to: { node: null, shard: null }, slots },
  ]);
});

/** A map in which the owner of each run of slots is drawn: a shard's number, or 0 for nobody. */
const mapOf = fc
  .array(fc.tuple(fc.integer({ min: 0, max: SLOT_COUNT - 1 }), fc.integer({ min: 0, max: 5 })), {
    maxLength: 40,
  })
  .map((cuts) => {
    const owners = new Uint8Array(SLOT_COUNT).fill(1);
    for (const [at, owner] of cuts) owners.fill(owner, at, Math.min(SLOT_COUNT, at + 1 + ((at * 7) % 900)));
    return owners;
  });

function topologyOf(owners: Uint8Array): Topology {
  const shards = [5, 2, 1, 4, 3].map((number): Shard => {
    const slots = [...owners.keys()]
      .filter((slot) => owners[slot] === number)
      .map((s) => ({ first: s, last: s }));
    const [{ primary }] = threeShards.shards as [Shard];
    const node = { ...primary!, id: `node-${number}`, address: nodeAt(8000 + number) };
    return { number, slots, slotCount: slots.length, primary: node, replicas: [] };
  });
  return { ...threeShards, shards, covered: owners.filter((owner) => owner > 0).length };
}

test('the reported slot changes turn the earlier map into the later one', () => {
  fc.assert(
    fc.property(mapOf, mapOf, (before, after) => {
      const map = before.slice();
      const slotKinds: readonly ChangeKind[] = ['slots-moved', 'coverage'];
      let covered = before.filter((owner) => owner > 0).length;
      for (const change of changesBetween(topologyOf(before), topologyOf(after))) {
        expect(slotKinds).toContain(change.kind);
        for (const { first, last } of change.slots)
          for (let slot = first; slot <= last; slot++) {
            if (map[slot] !== (change.from?.shard ?? 0))
              throw new Error(`slot ${slot} was not at its source`);
            map[slot] = change.to?.shard ?? 0;
          }
        if (change.kind !== 'coverage') continue;
        const next = map.filter((owner) => owner > 0).length;
        expect(change.detail).toBe(`${covered} → ${next}`);
        covered = next;
      }
      expect(Buffer.compare(map, after)).toBe(0);
      expect(changesBetween(topologyOf(before), topologyOf(before))).toEqual([]);
    }),
    { numRuns: 30 },
  );
});
