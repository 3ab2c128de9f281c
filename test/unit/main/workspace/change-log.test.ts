import { expect, test, vi } from 'vitest';
import { ChangeLog } from '../../../../main/workspace/change-log.ts';
import { finding } from '../../../../main/cluster/topology/finding.ts';
import { CHANGES_KEPT, type Change } from '../../../../shared/cluster/change.ts';
import type { Topology } from '../../../../shared/cluster/topology.ts';
import { nodeAt, threeShards } from '../../../support/cluster-fixtures.ts';

function open(label = 'Demo cluster') {
  const told: Change[][] = [];
  const log = new ChangeLog((changes) => told.push(changes));
  log.open(label);
  log.compare(threeShards);
  return { log, told, kinds: () => told.flat().map((change) => change.kind) };
}
const side = (port: number, shard: number) => ({ node: nodeAt(port), shard });

test('ids grow by one, and only the newest changes are kept', () => {
  const { log } = open();
  for (let i = 0; i < CHANGES_KEPT + 10; i++) log.add([finding('epoch', { detail: String(i) })]);
  expect(log.entries).toHaveLength(CHANGES_KEPT);
  expect(log.entries[0]).toMatchObject({ kind: 'epoch', detail: '10' });
  const ids = log.entries.map((change) => change.id);
  expect(ids.every((id, i) => i === 0 || id === ids[i - 1]! + 1)).toBe(true);
});

test('redirects between the same two nodes are one change, reported before the map that explains them', () => {
  const { log, told } = open();
  told.length = 0;
  for (let slot = 16383; slot >= 0; slot--) log.learn({ slot, from: side(7000, 1), to: side(7001, 2) });
  log.learn({ slot: 5, from: null, to: side(7002, 3) });
  expect(told).toEqual([]);
  log.compare({ ...threeShards, epoch: 9 });
  expect(told.flat()).toMatchObject([
    { kind: 'redirected', from: side(7000, 1), to: side(7001, 2), slots: [{ first: 0, last: 16383 }] },
    { kind: 'redirected', from: null, to: side(7002, 3), slots: [{ first: 5, last: 5 }] },
    { kind: 'epoch' },
  ]);
});

test('redirects are reported without a map too', () => {
  vi.useFakeTimers();
  try {
    const { log, kinds } = open();
    log.learn({ slot: 5, from: null, to: side(7002, 3) });
    vi.runAllTimers();
    expect(kinds()).toEqual(['first-read', 'redirected']);
  } finally {
    vi.useRealTimers();
  }
});

test('the timeline continues when the same cluster is connected again, with the present numbers of its shards', () => {
  const { log, kinds } = open();
  const [one, two, three] = threeShards.shards as [
    Topology['shards'][0],
    Topology['shards'][0],
    Topology['shards'][0],
  ];
  log.open('Demo cluster');
  // Slot 0 went to the second shard meanwhile, which is the first by its slots now.
  log.compare({
    ...threeShards,
    shards: [
      { ...two, number: 1, slots: [{ first: 0, last: 0 }, ...two.slots] },
      { ...one, number: 2, slots: [{ first: 1, last: 5460 }] },
      three,
    ],
  });
  expect(kinds()).toEqual(['first-read', 'found', 'slots-moved']);
  expect(log.entries.at(-1)).toMatchObject({
    slots: [{ first: 0, last: 0 }],
    from: { shard: 2 },
    to: { shard: 1 },
  });
});

test('another label, or other nodes behind the same label, begin a new timeline', () => {
  const renamed = open();
  renamed.log.open('127.0.0.1:7000');
  renamed.log.compare(threeShards);
  expect(renamed.log.entries.map((change) => change.kind)).toEqual(['first-read']);

  const remade = open();
  remade.log.open('Demo cluster');
  const shards = threeShards.shards.map((shard) => ({
    ...shard,
    primary: { ...shard.primary!, id: `other ${shard.number}` },
    replicas: [],
  }));
  remade.log.compare({ ...threeShards, shards });
  expect(remade.log.entries.map((change) => change.kind)).toEqual(['first-read']);
  expect(remade.log.entries[0]!.id).toBeGreaterThan(1);
});

test('a connection that fails leaves the timeline as it is', () => {
  const { log } = open();
  log.open('unreachable:1');
  expect(log.entries.map((change) => change.kind)).toEqual(['first-read']);
  log.open('Demo cluster');
  log.compare(threeShards);
  expect(log.entries.map((change) => change.kind)).toEqual(['first-read', 'found']);
});
