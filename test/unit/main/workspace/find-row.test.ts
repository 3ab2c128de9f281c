/** Finding text in a large reply. */
import { expect, it } from 'vitest';
import { findRow } from '../../../../main/workspace/find-row.ts';
import { bulk, keepReply, LARGE, nested, rows } from '../../../support/kept-reply.ts';

it('a row is found forwards and backwards, past the end, in any case; null if no row contains the text', async () => {
  const { store, id } = keepReply(
    `*${LARGE}\r\n${rows(LARGE, (i) => bulk(i % 5000 === 7 ? `Needle ${i}` : `hay ${i}`))}`,
    LARGE,
  );
  const find = (text: string, from: number, back = false) =>
    findRow(store, { id, text, from, back, escape: 'readable' }, () => false);
  expect(await find('needle', 0)).toBe(7);
  expect(await find('needle', 8)).toBe(5007);
  expect(await find('needle', 10_008)).toBe(7);
  expect(await find('needle', 10_006, true)).toBe(5007);
  expect(await find('needle', 6, true)).toBe(10_007);
  expect(await find('hay 12000', 0)).toBe(12_000);
  expect(await find('pin', 300)).toBeNull();
});

it('a match that continues in the next piece of a string is found at its beginning', async () => {
  const { store, id } = keepReply(bulk(`${'.'.repeat(4096 * 300 - 3)}needle${'.'.repeat(5000)}`), 0);
  const search = { id, text: 'needle', back: false, escape: 'redis-cli' as const };
  expect(await findRow(store, { ...search, from: 0 }, () => false)).toBe(299);
  expect(await findRow(store, { ...search, from: 301, back: true }, () => false)).toBe(299);
});

it('a search ends when another one begins', async () => {
  const { store, id } = keepReply(`*${LARGE}\r\n${rows(LARGE, nested)}`, LARGE);
  const search = { id, text: 'nowhere', from: 0, back: false, escape: 'readable' as const };
  let asked = 0;
  expect(await findRow(store, search, () => ++asked === 1)).toBeNull();
  expect(asked).toBe(1);
});
