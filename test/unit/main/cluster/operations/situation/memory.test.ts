import { expect, test } from 'vitest';
import { B, dead, drawn, look, NOW, NUMBERS, RA, RB, SENT } from './drawn-situation.ts';

test('a row that ends stays for a minute, and the trouble becomes the last one', () => {
  const calm = look(drawn({}, NOW - 10_000));
  const wrong = look(drawn({ ra: dead, a: { info: SENT } }, NOW), calm.memory);
  const over = look(drawn({}, NOW + 2000), wrong.memory);
  expect(over.situation.resolved.map(({ row, at }) => [row.title, at])).toEqual([
    [`Replica ${RA} of shard 1 is down`, NOW + 2000],
  ]);
  expect(over.situation.headline.since).toBe(NOW + 2000);
  expect(over.situation.last).toMatchObject({ from: NOW - 20_000, until: NOW + 2000, findings: 1 });
  const later = look(drawn({}, NOW + 70_000), over.memory);
  expect(later.situation.resolved).toEqual([]);
});

test('a row that another one stands for meanwhile is not over, and keeps its beginning', () => {
  const noLink = { info: { master_link_status: 'down' } };
  const link = look(drawn({ rb: noLink }, NOW - 8000));
  const both = look(drawn({ b: dead, rb: dead }, NOW - 4000), link.memory);
  expect(both.situation.rows.map(({ title }) => title)).toEqual(['Both nodes of shard 2 are down']);
  expect(both.situation.resolved).toEqual([]);
  const back = look(drawn({ rb: noLink }), both.memory).situation;
  expect(back.rows.map(({ tag, since }) => [tag, since.at])).toEqual([['OUT OF SYNC', NOW - 8000]]);
  expect(back.resolved.map(({ row }) => row.tag)).toEqual(['NOT SERVED']);
  const over = look(drawn({}, NOW + 2000), both.memory).situation.resolved;
  expect(over.map(({ row, at }) => [row.tag, at])).toEqual([
    ['OUT OF SYNC', NOW + 2000],
    ['NOT SERVED', NOW + 2000],
  ]);
});

test('a replica that was down before its primary was lost is of the shard still', () => {
  const before = look(drawn({ rb: dead }, NOW - 30_000)).memory;
  const after = drawn({
    b: { ...dead, slots: [] },
    rb: dead,
    rc: { of: undefined as never, slots: [[5461, 10922]], keys: 200, epoch: 9 },
  });
  NUMBERS['10.0.0.6:7005'] = 2;
  const { rows } = look(after, before).situation;
  delete NUMBERS['10.0.0.6:7005'];
  expect(rows.slice(0, 2).map(({ title }) => title)).toEqual([
    'Shard 2 lost its primary; its replica took over',
    `Replica ${RB} of shard 2 is down`,
  ]);
  expect(rows[0]!.byItself.text).toContain(`No replica until one of ${B} and ${RB} is back`);
});
