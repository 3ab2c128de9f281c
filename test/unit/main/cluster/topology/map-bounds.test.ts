/** Maps that no honest cluster would give: overlapping claims, addresses that are none, sizes beyond all measure. */
import { describe, expect, test } from 'vitest';
import {
  parseClusterNodes,
  parseClusterShards,
  parseClusterSlots,
} from '../../../../../main/cluster/topology/reading.ts';
import { buildTopology } from '../../../../../main/cluster/topology/building.ts';
import { hasAddress, noAddress } from '../../../../../shared/cluster/no-address.ts';
import { decode } from '../../../../../shared/resp/resp.ts';
import { INFO_TEXT, makeShards, nodesText, shardsReply } from '../../../../support/topology-text.ts';

const ASKED = '10.0.0.1:6379';
const A = 'a'.repeat(40);
const B = 'b'.repeat(40);

const line = (id: string, place: string, epoch: number, slots: string, flags = 'master') =>
  `${id} ${place} ${flags} - 0 0 ${epoch} connected ${slots}\n`;

function mapOf(text: string, shards: string | null = null) {
  return buildTopology(
    {
      shards: shards === null ? [] : parseClusterShards(decode(Buffer.from(shards)), ASKED, false),
      nodes: parseClusterNodes(text, ASKED),
      views: [],
      silent: new Set(),
      reports: new Map(),
      info: INFO_TEXT,
      source: ASKED,
      readAt: 1,
      cause: 'timer',
    },
    null,
  );
}

describe('slots that two nodes claim', () => {
  test.each([
    ['listed first', line(A, '10.0.0.1:6379@1', 5, '0-9') + line(B, '10.0.0.2:6379@1', 7, '5-16383')],
    ['listed last', line(B, '10.0.0.2:6379@1', 7, '5-16383') + line(A, '10.0.0.1:6379@1', 5, '0-9')],
  ])('count once, are those of the higher config epoch, and are said: %s', (_, text) => {
    const map = mapOf(text);
    expect(map.covered).toBe(16384);
    expect(map.shards.map(({ primary, slots }) => [primary!.id[0], slots])).toEqual([
      ['a', [{ first: 0, last: 4 }]],
      ['b', [{ first: 5, last: 16383 }]],
    ]);
    expect(map.contests).toEqual([
      { slots: [{ first: 5, last: 9 }], nodes: ['10.0.0.2:6379', '10.0.0.1:6379'] },
    ]);
  });

  test('with the same epoch they belong to the smaller id', () => {
    const map = mapOf(line(B, '10.0.0.2:6379@1', 5, '0-9') + line(A, '10.0.0.1:6379@1', 5, '0-9'));
    expect([map.covered, map.shards.find(({ slotCount }) => slotCount > 0)!.primary!.id]).toEqual([10, A]);
  });

  test('one node that lists a slot twice contests nothing', () => {
    expect(mapOf(line(A, '10.0.0.1:6379@1', 5, '0-9 5 5-7'))).toMatchObject({ covered: 10, contests: [] });
  });
});

describe('a node without an address', () => {
  test.each([
    ['noaddr', ':0@0', 'master,noaddr'],
    ['port 0', '10.0.0.2:0@10000', 'master'],
    ['port 99999', '10.0.0.2:99999@10000', 'master'],
  ])('%s: is named so, and its slots are still its own', (_, place, flags) => {
    const map = mapOf(line(A, ASKED, 1, '0-9', 'myself,master') + line(B, place, 2, '10-16383', flags));
    expect(map.covered).toBe(16384);
    expect(map.shards[1]!.primary).toMatchObject({ address: noAddress(B), health: 'no-address' });
    expect(hasAddress(map.shards[1]!.primary!.address)).toBe(false);
    expect(hasAddress(ASKED)).toBe(true);
  });

  test('SHARDS and SLOTS of 7.0.15 show it by a missing port or port 0', () => {
    const text = (word: string) => `$${word.length}\r\n${word}\r\n`;
    const shards = `*1\r\n*4\r\n${text('slots')}*2\r\n:0\r\n:9\r\n${text('nodes')}*1\r\n*8\r\n${text('id')}${text(B)}${text('ip')}${text('')}${text('endpoint')}${text('')}${text('role')}${text('master')}`;
    expect(parseClusterShards(decode(Buffer.from(shards)), ASKED, false)[0]!.nodes[0]!.address).toBe(
      noAddress(B),
    );
    const slots = `*1\r\n*3\r\n:0\r\n:9\r\n*3\r\n${text('')}:0\r\n${text(B)}`;
    expect(parseClusterSlots(decode(Buffer.from(slots)), ASKED)[0]!.nodes[0]!.address).toBe(noAddress(B));
  });

  test('a name in SHARDS is kept if SHARDS has no address', () => {
    const shards = makeShards(2);
    const reply = shardsReply(shards).replace(':6379', ':99999');
    const map = mapOf(nodesText(shards, shards[0]!.primary.id), reply);
    expect(map.shards[0]!.primary!.address).toBe('10.0.0.1:6379');
  });
});

describe('sizes', () => {
  test('ten thousand nodes are one map, each in its shard', () => {
    const shards = makeShards(10_000);
    const map = mapOf(nodesText(shards, shards[0]!.primary.id), shardsReply(shards));
    expect(map.shards).toHaveLength(5000);
    expect(map.shards.every(({ primary, replicas }) => primary && replicas.length === 1)).toBe(true);
    expect(map.covered).toBe(16384);
  });

  test.each<[string, () => unknown]>([
    ['nodes in NODES', () => parseClusterNodes(line(A, ASKED, 1, '').repeat(20_001), ASKED)],
    [
      'nodes in SHARDS',
      () => parseClusterShards(decode(Buffer.from(shardsReply(makeShards(20_002)))), ASKED, false),
    ],
    ['claims', () => parseClusterNodes(line(A, ASKED, 1, '0-16383 '.repeat(17)), ASKED)],
  ])('too many %s are refused with a sentence', (_, read) => {
    expect(read).toThrow(
      /^its CLUSTER (NODES|SHARDS) (lists more than 20,000 nodes|assigns the slots to too many nodes)/,
    );
  });
});
