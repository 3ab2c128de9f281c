import { describe, expect, test } from 'vitest';
import { changesBetween } from '../../../../../main/cluster/topology/comparing.ts';
import {
  parseClusterNodes,
  parseClusterShards,
  type NodeLine,
} from '../../../../../main/cluster/topology/reading.ts';
import { buildTopology, type TopologyReading } from '../../../../../main/cluster/topology/building.ts';
import type { Topology } from '../../../../../shared/cluster/topology.ts';
import { decode } from '../../../../../shared/resp/resp.ts';
import {
  INFO_TEXT,
  makeShards,
  nodesText,
  shardsReply,
  type MadeShard,
} from '../../../../support/topology-text.ts';

const SOURCE = '10.0.0.1:6379';
const ID = (index: number) => index.toString(16).padStart(40, '0');

const linesOf = (shards: readonly MadeShard[], index: number, flags = {}) =>
  parseClusterNodes(nodesText(shards, ID(index), flags), `10.0.0.${index}:6379`);

function read(
  shards: readonly MadeShard[],
  previous: Topology | null = null,
  more: Partial<TopologyReading> = {},
): Topology {
  const reading: TopologyReading = {
    shards: parseClusterShards(decode(Buffer.from(shardsReply(shards))), SOURCE, false),
    nodes: linesOf(shards, 1),
    views: [],
    silent: new Set(),
    reports: new Map(),
    info: INFO_TEXT,
    source: SOURCE,
    readAt: 1,
    cause: 'timer',
    ...more,
  };
  return buildTopology(reading, previous);
}

const numbers = (topology: Topology) =>
  Object.fromEntries(topology.shards.map((shard) => [shard.number, shard.primary?.address.split(/[.:]/)[3]]));

describe('shard numbers', () => {
  test('are given in the order of the slots', () => {
    expect(numbers(read(makeShards(6)))).toEqual({ 1: '1', 2: '3', 3: '5' });
  });

  test('stay with a shard whose slots move, even the first of them', () => {
    const shards = makeShards(6);
    const before = read(shards);
    const [one, two, three] = shards as [MadeShard, MadeShard, MadeShard];
    const after = read([{ ...one, slots: three.slots }, two, { ...three, slots: one.slots }], before);
    expect(numbers(after)).toEqual(numbers(before));
  });

  test('stay if a replica has moved to the shard that now comes first', () => {
    const shards = makeShards(6);
    const before = read(shards);
    const [one, two, three] = shards as [MadeShard, MadeShard, MadeShard];
    const after = read(
      [
        { ...one, slots: two.slots, replicas: [] },
        { ...two, slots: one.slots, replicas: [...two.replicas, ...one.replicas] },
        three,
      ],
      before,
    );
    expect(numbers(after)).toEqual(numbers(before));
    expect(
      changesBetween(before, after)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['moved-to-shard', 'slots-moved', 'slots-moved']);
  });

  test('stay with a primary that gives all its slots away', () => {
    const shards = makeShards(6);
    const before = read(shards);
    const [one, two, three] = shards as [MadeShard, MadeShard, MadeShard];
    const empty = [
      { ...one, slots: [], replicas: [] },
      { ...two, slots: [...one.slots, ...two.slots], replicas: [...two.replicas, ...one.replicas] },
      three,
    ];
    expect(numbers(read(empty, before))).toEqual(numbers(before));
  });

  test('stay until the old primary reports that it is a replica', () => {
    const shards = makeShards(6);
    const before = read(shards);
    const [one, two, three] = shards as [MadeShard, MadeShard, MadeShard];
    // The old primary itself knows first.
    const seen = (some: readonly MadeShard[], map: Topology) =>
      read(some, map, { nodes: linesOf(some, 3), source: '10.0.0.3:6379' });
    const heir = { primary: one.replicas[0]!, replicas: [], slots: one.slots };
    const between = seen([heir, { ...one, replicas: [], slots: [] }, two, three], before);
    expect(numbers(between)).toEqual({ 1: '2', 2: '3', 3: '5' });
    expect(changesBetween(before, between).map(({ kind }) => kind)).toEqual(['failover']);
    const later = seen([heir, { ...one, replicas: [], slots: [] }, two, three], between);
    expect(changesBetween(between, later)).toEqual([]);
    const after = seen([{ ...heir, replicas: [one.primary] }, two, three], later);
    expect(changesBetween(later, after).map(({ kind }) => kind)).toEqual(['demoted']);
  });

  test('a primary that has lost its slots to its replica and says that it stays a primary is a shard of its own', () => {
    const shards = makeShards(6);
    const before = read(shards);
    const nodes = linesOf(shards, 1);
    const [old, heir] = [ID(1), ID(2)];
    const { slots } = nodes.find(({ id }) => id === old)!;
    const lines = nodes.map((line): NodeLine => {
      if (line.id === old) return { ...line, slots: [] };
      return line.id === heir ? { ...line, flags: ['master'], primaryId: null, slots } : line;
    });
    const ofOld = lines.map((line) => ({ ...line, flags: line.flags.filter((flag) => flag !== 'myself') }));
    const self = (more: Partial<NodeLine>) =>
      ofOld.map((line) => (line.id === old ? { ...line, flags: ['myself', 'master'], ...more } : line));
    const seen = (own: NodeLine[]) =>
      read(shards, before, {
        shards: [],
        source: '10.0.0.3:6379',
        nodes: ofOld.map((line) =>
          line.id === ID(3) ? { ...line, flags: ['myself', ...line.flags] } : line,
        ),
        views: own.length === 0 ? [] : [{ node: SOURCE, lines: own }],
      }).shards.map(({ number, primary, replicas }) => [number, primary?.id, replicas.map(({ id }) => id)]);
    const beside = [1, heir, [old]];
    // It has not said anything, or has not learned of it yet.
    expect(seen([])[0]).toEqual(beside);
    expect(seen(self({ slots }))[0]).toEqual(beside);
    const apart = seen(self({}));
    expect(apart[0]).toEqual([1, heir, []]);
    expect(apart[3]).toEqual([4, old, []]);
  });

  test('shards without slots get the same numbers in whichever order a server lists them', () => {
    const [first, ...rest] = makeShards(6).map((shard, i) => (i === 0 ? shard : { ...shard, slots: [] }));
    const listed = [first!, ...rest];
    expect(numbers(read(listed))).toEqual({ 1: '1', 2: '3', 3: '5' });
    expect(numbers(read(listed.reverse()))).toEqual({ 1: '1', 2: '3', 3: '5' });
  });

  test('new shards get numbers that no shard has had before them', () => {
    const shards = makeShards(6);
    const before = read(shards);
    const grown = makeShards(8);
    expect(Object.keys(numbers(read(grown, before)))).toEqual(['1', '2', '3', '4']);
  });
});

describe('the version', () => {
  test('stays if only the node asked, the time and the cause differ', () => {
    const shards = makeShards(6, 3);
    const before = read(shards);
    const after = read(shards, before, {
      nodes: linesOf(shards, 3),
      source: '10.0.0.3:6379',
      readAt: 2,
      cause: 'moved',
    });
    expect(after.version).toBe(before.version);
  });

  test('grows if a node, a slot, a flag, an epoch or a view differs', () => {
    const shards = makeShards(6);
    const before = read(shards);
    const moved = structuredClone(shards);
    moved[0]!.slots[0]!.last--;
    const others: [string, Topology][] = [
      ['a slot', read(moved, before)],
      ['a flag', read(shards, before, { nodes: linesOf(shards, 1, { [ID(4)]: 'nofailover' }) })],
      ['an epoch', read(shards, before, { info: INFO_TEXT.replace(':7', ':8') })],
      ['reports', read(shards, before, { reports: new Map([[ID(4), 1]]) })],
      ['a view', read(shards, before, { views: [{ node: '10.0.0.3:6379', lines: linesOf(moved, 3) }] })],
    ];
    for (const [what, after] of others) expect([what, after.version]).toEqual([what, before.version + 1]);
  });
});

describe('views', () => {
  const shards = makeShards(6);
  const other = structuredClone(shards);
  // Node 3 gives slots 10 to 12 to itself, and has lost 16000.
  other[0]!.slots = [
    { first: 0, last: 9 },
    { first: 13, last: shards[0]!.slots[0]!.last },
  ];
  other[1]!.slots = [{ first: 10, last: 12 }, ...shards[1]!.slots];
  other[2]!.slots = [
    { first: shards[2]!.slots[0]!.first, last: 15999 },
    { first: 16001, last: 16383 },
  ];
  const node = '10.0.0.3:6379';
  const apart = (lines: NodeLine[] = linesOf(other, 3)) => read(shards, null, { views: [{ node, lines }] });

  test('a node that disagrees is reported with its slots and their owner', () => {
    expect(apart().views).toEqual([
      {
        node,
        epoch: 1,
        differs: [
          { slots: [{ first: 10, last: 12 }], owner: node },
          { slots: [{ first: 16000, last: 16000 }], owner: null },
        ],
      },
    ]);
  });

  test('nodes that agree, even in another order, are not reported', () => {
    expect(apart(linesOf([...shards].reverse(), 3)).views).toEqual([]);
    expect(read(makeShards(200, 20)).views).toEqual([]);
  });

  test('a node that falls silent has not agreed; one that answers has', () => {
    const before = apart();
    expect(read(shards, before, { silent: new Set([node]) }).views).toEqual(before.views);
    expect(read(shards, before, { views: [{ node, lines: linesOf(shards, 3) }] }).views).toEqual([]);
  });

  test('an owner that the map does not know is named as the node names it', () => {
    const stranger = {
      primary: { id: ID(99), host: '10.9.9.9', port: 1 },
      replicas: [],
      slots: [{ first: 0, last: 0 }],
    };
    const lines = linesOf(
      [
        { ...shards[0]!, slots: [{ first: 1, last: shards[0]!.slots[0]!.last }] },
        stranger,
        ...shards.slice(1),
      ],
      3,
    );
    expect(apart(lines).views[0]!.differs).toEqual([{ slots: [{ first: 0, last: 0 }], owner: '10.9.9.9:1' }]);
  });
});

test("open slots are a primary's to tell: Valkey's replicas repeat them", () => {
  const shards = makeShards(6);
  const open = (index: number) => {
    const lines = linesOf(shards, index);
    const self = lines.find((line) => line.flags.includes('myself'))!;
    return lines.map((line) => (line === self ? { ...self, migrating: [{ slot: 5, to: ID(3) }] } : line));
  };
  const topology = read(shards, null, { nodes: open(1), views: [{ node: '10.0.0.2:6379', lines: open(2) }] });
  expect(topology.migrations).toEqual([
    { slots: [{ first: 5, last: 5 }], from: SOURCE, to: '10.0.0.3:6379' },
  ]);
});
