import { describe, expect, test } from 'vitest';
import { findingsOf } from '../../../../../../main/cluster/operations/findings/findings.ts';
import {
  claimsOf,
  type ClusterReading,
  type NodeReading,
  type NodeTrouble,
} from '../../../../../../main/cluster/operations/reading/cluster-reading.ts';
import type { NodeLine } from '../../../../../../main/cluster/topology/reading.ts';
import {
  FINDING_KINDS,
  type Finding,
  type FindingKind,
} from '../../../../../../shared/operations/finding.ts';
import { clusterReading, type DrawnNode } from '../readings.ts';

const [A, B, C, D, E, F] = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => letter.repeat(40)) as [
  ...[string, string, string, string, string, string],
];
/** Three primaries with a replica each, every replica on another host than its primary. */
const SOUND: DrawnNode[] = [
  { id: A, slots: [[0, 5460]], host: '10.0.0.1' },
  { id: B, slots: [[5461, 10922]], host: '10.0.0.2' },
  { id: C, slots: [[10923, 16383]], host: '10.0.0.3' },
  { id: D, of: A, host: '10.0.0.2' },
  { id: E, of: B, host: '10.0.0.3' },
  { id: F, of: C, host: '10.0.0.1' },
];
const places = SOUND.map(({ host }, i) => `${host}:${7000 + i}`);
const [a, b, c, d, e] = places as [string, string, string, string, string];

const drawn = (changes: Readonly<Record<string, Partial<DrawnNode>>>) =>
  clusterReading(SOUND.map((node) => ({ ...node, ...changes[node.id] })));

/** The sound cluster with one node's reading changed; the owners follow from the lines. */
function changed(id: string, change: (node: NodeReading) => Partial<NodeReading>): ClusterReading {
  const reading = drawn({});
  const nodes = reading.nodes.map((node) => (node.id === id ? { ...node, ...change(node) } : node));
  return { ...reading, nodes, owners: claimsOf(nodes) };
}
const inView = (of: string, id: string, change: Partial<NodeLine>) =>
  changed(of, ({ view }) => ({
    view: view!.map((line) => (line.id === id ? { ...line, ...change } : line)),
  }));
const ownLine = (id: string, change: Partial<NodeLine>) =>
  changed(id, ({ line }) => ({ line: { ...line, ...change } }));

const found = (reading: ClusterReading, kind: FindingKind): Finding[] =>
  findingsOf(reading).filter((one) => one.kind === kind);
const only = (reading: ClusterReading, kind: FindingKind): Finding => {
  const [one, ...more] = found(reading, kind);
  expect(more).toEqual([]);
  expect(one, `no finding of kind ${kind}`).toBeDefined();
  return one!;
};
/** Kinds of all findings. */
const kinds = (reading: ClusterReading) => [...new Set(findingsOf(reading).map(({ kind }) => kind))].sort();

test('nothing is found in a sound cluster', () => {
  expect(findingsOf(drawn({}))).toEqual([]);
});

describe('slots', () => {
  test('without an owner', () => {
    const reading = drawn({ [B]: { slots: [[5463, 10922]] } });
    expect(only(reading, 'uncovered')).toMatchObject({
      severity: 'error',
      text: '2 slots of 16384 have no owner.',
      slots: [{ first: 5461, last: 5462 }],
    });
  });

  test('of a node that is away have an owner', () => {
    const reading = drawn({ [B]: { trouble: 'unreachable' } });
    expect(found(reading, 'uncovered')).toEqual([]);
    expect(only(reading, 'node-unreachable')).toMatchObject({
      severity: 'error',
      nodes: [b],
      slots: [{ first: 5461, last: 10922 }],
    });
  });

  test('that are open, at each node by itself', () => {
    const reading = ownLine(A, {
      migrating: [
        { slot: 7, to: B },
        { slot: 3, to: B },
      ],
      importing: [{ slot: 6000, from: B }],
    });
    expect(only(reading, 'open')).toMatchObject({
      severity: 'error',
      text: `${a} has 3 open slots: 2 migrating, 1 importing.`,
      nodes: [a],
      slots: [3, 7, 6000].map((slot) => ({ first: slot, last: slot })),
      marks: [
        { node: a, slot: 7, state: 'migrating', other: B },
        { node: a, slot: 3, state: 'migrating', other: B },
        { node: a, slot: 6000, state: 'importing', other: B },
      ],
    });
  });

  test('that two nodes claim', () => {
    const reading = ownLine(C, {
      slots: [
        { first: 5461, last: 5461 },
        { first: 10923, last: 16383 },
      ],
    });
    const one = only(reading, 'contested');
    // C has the higher epoch.
    expect(one).toMatchObject({ severity: 'error', nodes: [c, b], slots: [{ first: 5461, last: 5461 }] });
    expect(one.text).toContain(`1 slot has several owners: ${c}, ${b}.`);
  });

  test('whose owner is another one at some node', () => {
    const reading = inView(D, A, { slots: [{ first: 1, last: 5460 }] });
    const one = only(reading, 'views-differ');
    expect(one.severity).toBe('error');
    expect(one.nodes).toHaveLength(6);
    expect(one.text).toContain(`against ${d}.`);
  });
});

describe('nodes', () => {
  test.each<[NodeTrouble['kind'], FindingKind]>([
    ['unreachable', 'node-unreachable'],
    ['silent', 'node-silent'],
    ['refused', 'node-refuses'],
    ['not-cluster', 'node-refuses'],
    ['no-address', 'node-unknown-address'],
  ])('that are %s', (trouble, kind) => {
    const reading = drawn({ [D]: { trouble } });
    expect(only(reading, kind)).toMatchObject({ severity: 'error', nodes: [d], slots: [] });
    expect(only(reading, kind).text).toBe(`Replica ${d} does not answer: says ${trouble}.`);
  });

  test('whose words may be hostile', () => {
    const says = `\x1b[2J${'x'.repeat(1000)}`;
    const reading = changed(D, () => ({ trouble: { kind: 'refused', says }, view: null }));
    const { text } = only(reading, 'node-refuses');
    expect(text).toContain('\\x1b[2Jxxx');
    expect(text.length).toBeLessThan(300);
  });

  test.each<[string, FindingKind]>([
    ['fail', 'node-failed'],
    ['fail?', 'node-suspected'],
  ])('that others flag %s, although they answer', (flag, kind) => {
    expect(only(inView(A, E, { flags: ['slave', flag] }), kind)).toMatchObject({
      severity: 'error',
      nodes: [e],
      text: `Other nodes flag ${e} ${flag}, although it answers here.`,
    });
  });

  test('that were introduced and have not joined', () => {
    const reading = drawn({ [F]: { trouble: 'unreachable' } });
    const nodes = reading.nodes.map((node) => ({
      ...node,
      view: node.view && [
        ...node.view.map((line) => (line.id === F ? { ...line, flags: ['handshake'] } : line)),
      ],
    }));
    const joining = { ...reading, nodes };
    expect(only(joining, 'handshake')).toMatchObject({ severity: 'warning', nodes: [places[5]] });
    expect(found(joining, 'node-unreachable')).toEqual([]);
    expect(found(joining, 'not-a-member')).toEqual([]);
  });
});

describe('shards', () => {
  test('without a replica, or with one that is away', () => {
    for (const reading of [
      clusterReading(SOUND.slice(0, 3).concat(SOUND.slice(4))),
      drawn({ [D]: { trouble: 'unreachable' } }),
    ])
      expect(only(reading, 'no-replica')).toMatchObject({ severity: 'warning', nodes: [a] });
  });

  test('with a replica on the host of its primary', () => {
    expect(only(drawn({ [D]: { host: '10.0.0.1' } }), 'same-host')).toMatchObject({
      severity: 'note',
      nodes: [a, '10.0.0.1:7003'],
    });
  });

  test('whose replica has lost its primary', () => {
    const reading = drawn({ [E]: { info: { master_link_status: 'down' } } });
    expect(only(reading, 'replica-out-of-sync')).toMatchObject({ severity: 'warning', nodes: [e] });
    expect(kinds(drawn({ [E]: { info: { master_link_status: 'up' } } }))).toEqual([]);
  });

  test('without slots', () => {
    const extra = clusterReading([...SOUND, { id: '9'.repeat(40), host: '10.0.0.9' }]);
    expect(only(extra, 'no-slots')).toMatchObject({ severity: 'note', nodes: ['10.0.0.9:7006'] });
    // It needs no replica.
    expect(kinds(extra)).toEqual(['no-slots']);
  });
});

describe('the whole', () => {
  test('that refuses commands', () => {
    const reading = changed(B, () => ({ clusterInfo: new Map([['cluster_state', 'fail']]) }));
    expect(only(reading, 'state-fail')).toMatchObject({ severity: 'error', nodes: [b] });
  });

  test('without a majority', () => {
    const away = { trouble: 'unreachable' } as const;
    expect(found(drawn({ [A]: away }), 'no-majority')).toEqual([]);
    expect(only(drawn({ [A]: away, [B]: away }), 'no-majority')).toMatchObject({
      severity: 'error',
      nodes: [a, b],
      text: 'Only 1 of 3 primaries with slots answers: without a majority no replica can take over.',
    });
    // Half is no majority.
    const even = (trouble: NodeTrouble['kind']) =>
      clusterReading([
        { id: A, slots: [[0, 1]] },
        { id: B, slots: [[2, 16383]], trouble },
      ]);
    expect(only(even('silent'), 'no-majority').text).toContain('Only 1 of 2');
  });

  test('with one epoch twice', () => {
    expect(
      only(
        changed(B, () => ({ configEpoch: 1 })),
        'same-epoch',
      ),
    ).toMatchObject({
      severity: 'warning',
      nodes: [a, b],
    });
  });

  test('of two versions', () => {
    const { text, severity } = only(
      changed(B, () => ({ server: 'Valkey 9.1.2\n' })),
      'versions-differ',
    );
    expect(severity).toBe('note');
    expect(text).toContain('Redis 7.0.15, Valkey 9.1.2\\n');
  });
});

test('errors come first, notes last', () => {
  const reading = drawn({ [D]: { host: '10.0.0.1' }, [E]: { trouble: 'silent' } });
  expect(findingsOf(reading).map(({ severity }) => severity)).toEqual(['error', 'warning', 'note']);
});

test('every finding names its nodes, and says what to do', () => {
  const broken = clusterReading([
    { id: A, slots: [[0, 100]], trouble: 'unreachable' },
    { id: B, slots: [[50, 200]], info: { master_link_status: 'down' } },
    { id: C, of: B },
    { id: D },
  ]);
  for (const one of findingsOf(broken)) {
    expect(FINDING_KINDS).toContain(one.kind);
    expect(one.text).toMatch(/^[A-Z0-9].*\.$/);
    expect(one.advice).toMatch(/\.$/);
  }
});
