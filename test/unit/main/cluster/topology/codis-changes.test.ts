/** Readings of SLOTSMAPPING, and what differs between two of them. */
import { expect, test } from 'vitest';
import { standaloneTopology } from '../../../../../main/cluster/topology/building.ts';
import { CodisReach } from '../../../../../main/cluster/topology/codis-changes.ts';
import { readCodisMap } from '../../../../../main/cluster/topology/codis-map.ts';
import { changesBetween } from '../../../../../main/cluster/topology/comparing.ts';
import type { CodisMap, Topology } from '../../../../../shared/cluster/topology.ts';
import { decode } from '../../../../../shared/resp/resp.ts';
import { nodeStats } from '../../../../support/cluster-fixtures.ts';

const [ONE, TWO, NEW] = ['127.0.0.1:7001', '127.0.0.1:7003', '127.0.0.1:7009'];

type Entry = [primary: string, from?: string, replicas?: string[]];

/** SLOTSMAPPING of two groups of 512 slots, with other entries for some slots. */
function mapping(others: { readonly [slot: number]: Entry } = {}, [first, second] = [ONE, TWO]) {
  const entries = Array.from({ length: 1024 }, (_, slot) => {
    const [primary, from = '', replicas] = others[slot] ?? [slot < 512 ? first : second];
    const lists = replicas
      ? `*1\r\n*${replicas.length}\r\n${replicas.map((r) => `+${r}\r\n`).join('')}`
      : '*-1\r\n';
    return `*4\r\n+${slot}\r\n+${primary}\r\n+${from}\r\n${lists}`;
  });
  return decode(Buffer.from(`*1024\r\n${entries.join('')}`));
}

const at = (codis: CodisMap): Topology => ({
  ...standaloneTopology('127.0.0.1:7000', 'primary', 1),
  kind: 'proxy',
  codis,
});

const start = at(readCodisMap(mapping(), null));
const changes = (after: ReturnType<typeof mapping>, before = start) =>
  changesBetween(before, at(readCodisMap(after, before.codis!)));
const one = (slot: number) => [{ first: slot, last: slot }];
const [first, second] = [
  { node: ONE, shard: 1 },
  { node: TWO, shard: 2 },
];

test('the first reading names the groups, servers and offline slots', () => {
  expect(changesBetween(null, start)).toMatchObject([
    {
      kind: 'first-read',
      groups: true,
      slots: [{ first: 0, last: 1023 }],
      detail: 'codis, 2 groups, 2 servers',
    },
  ]);
  const offline = at(readCodisMap(mapping({ 7: [''] }), null));
  expect(changesBetween(null, offline)[0]!.detail).toBe('codis, 2 groups, 2 servers, 1 slot offline');
  expect(changes(mapping())).toEqual([]);
});

test('a slot moves: begun, ended and moved, and at once if both were between two readings', () => {
  const moving = mapping({ 815: [ONE, TWO] });
  const began = { kind: 'migration-began', groups: true, from: second, to: first, slots: one(815) };
  expect(changes(moving)).toMatchObject([began]);
  const moved = { kind: 'slots-moved', groups: true, from: second, to: first, slots: one(815) };
  const between = at(readCodisMap(moving, start.codis!));
  expect(changes(mapping({ 815: [ONE] }), between)).toMatchObject([
    moved,
    { kind: 'migration-ended', slots: one(815) },
  ]);
  expect(changes(mapping({ 815: [ONE] }))).toMatchObject([moved]);
});

test('slots that lose their server and get one again', () => {
  const gone = changes(mapping({ 5: [''], 6: [''] }));
  expect(gone).toMatchObject([
    {
      kind: 'coverage',
      groups: true,
      from: first,
      to: null,
      slots: [{ first: 5, last: 6 }],
      detail: '1024 → 1022',
    },
  ]);
  const before = at(readCodisMap(mapping({ 5: [''] }), start.codis!));
  expect(changes(mapping(), before)).toMatchObject([{ kind: 'coverage', from: null, to: first }]);
});

test('another primary of a group, whether it was named as a replica or not', () => {
  const took = { kind: 'failover', groups: true, about: { node: NEW, shard: 1 }, from: first };
  expect(changes(mapping({}, [NEW, TWO]))).toMatchObject([took, { kind: 'joined' }, { kind: 'left' }]);
  const before = at(readCodisMap(mapping({ 0: [ONE, '', [NEW]] }), null));
  const after = mapping({ 0: [NEW, '', [ONE]] }, [NEW, TWO]);
  expect(changes(after, before)).toMatchObject([took, { kind: 'demoted', about: first }]);
});

test('a server that the proxy no longer reaches, and reaches again, is told once', () => {
  const reach = new CodisReach();
  const stats = (reason: string | null) => [
    { ...nodeStats(7001), address: ONE },
    {
      ...nodeStats(7003, { trouble: reason === null ? null : { kind: 'silent', since: 1, reason } }),
      address: TWO,
    },
  ];
  const take = (reason: string | null) => reach.take(start.codis!, stats(reason));
  expect(take(null)).toEqual([]);
  expect(take('backend conn failure, EOF')).toMatchObject([
    { kind: 'unreachable', groups: true, about: second, detail: 'backend conn failure, EOF' },
  ]);
  expect(take('backend conn reset')).toEqual([]);
  expect(take(null)).toMatchObject([{ kind: 'recovered', groups: true, about: second }]);
});

test('an entry that cannot be read, or shown as it is, counts as offline; the lists are bounded', () => {
  const entries = [
    '\u202e7.0.0.1:7001',
    'host',
    '@x:1',
    'a b:1',
    '\u001b[31m:1',
    `${'h'.repeat(400)}:1`,
    'h:99999',
  ];
  const hostile = mapping(Object.fromEntries(entries.map((text, slot) => [slot, [text]])));
  expect(readCodisMap(hostile, null).offline).toEqual([{ first: 0, last: entries.length - 1 }]);
  for (const frame of [
    '*0\r\n',
    '+OK\r\n',
    '*-1\r\n',
    '*1\r\n*4\r\n+-1\r\n+a:1\r\n+\r\n*-1\r\n',
    '*2\r\n*1\r\n+0\r\n:5\r\n',
  ])
    expect(readCodisMap(decode(Buffer.from(frame)), null), frame).toMatchObject({
      groups: [],
      migrations: [],
    });
  const replicas = (slot: number) =>
    Array.from({ length: 90 }, (_, i) => `10.0.${slot % 250}.${i}:${7000 + slot}`);
  const many = Object.fromEntries(
    Array.from({ length: 1024 }, (_, slot) => [slot, [ONE, '', replicas(slot)]] as const),
  );
  expect(readCodisMap(mapping(many as never), null).groups[0]!.replicas).toHaveLength(100);
  const groups = Object.fromEntries(
    Array.from({ length: 1024 }, (_, slot) => [slot, [`h${slot}:1`, '', replicas(slot)]]),
  );
  const read = readCodisMap(mapping(groups as never), null).groups;
  expect([read.length, read.flatMap((group) => group.replicas).length]).toEqual([1024, 1000]);
});
