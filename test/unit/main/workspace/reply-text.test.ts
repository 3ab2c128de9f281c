/** Large replies as text: all of one as redis-cli prints it, and what is found in it. */
import { expect, it } from 'vitest';
import { ReplyStore } from '../../../../main/cluster/wire/reply-store.ts';
import { findRow } from '../../../../main/workspace/find-row.ts';
import { replyText, wholeText } from '../../../../main/workspace/reply-text.ts';
import { formatRaw, formatReply } from '../../../../shared/format/tty.ts';
import { decode } from '../../../../shared/resp/resp.ts';

const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
const rows = (count: number, of: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => of(i)).join('');

/** Kept in a store, and its frame. */
function keep(text: string, elements: number) {
  const frame = Buffer.from(text);
  const store = new ReplyStore();
  const part = store.admit({ type: frame[0]!, chunks: [frame], bytes: frame.length, elements });
  if (part.whole) throw new Error('must stay');
  return { store, id: part.id, frame: new Uint8Array(frame) };
}

const LARGE = 12_001;
const nested = (i: number) => (i % 1000 === 0 ? `*2\r\n:1\r\n*1\r\n${bulk('deep')}` : bulk(`v${i}\x00`));

it.each([
  ['an array', `*${LARGE}\r\n${rows(LARGE, nested)}`],
  ['a set', `~${LARGE}\r\n${rows(LARGE, nested)}`],
  ['a map', `%${LARGE}\r\n${rows(LARGE, (i) => bulk(`k${i}`) + nested(i))}`],
  [
    'an array with a value too large for a page',
    `*${LARGE}\r\n${rows(LARGE, () => bulk('x'))}`.replace(bulk('x'), bulk('y'.repeat(300_000))),
  ],
])('%s is written as redis-cli prints it, to its end', async (_, text) => {
  const { store, id, frame } = keep(text, LARGE);
  expect(await wholeText(store, id, false)).toBe(formatReply(decode(frame)));
});

it('a string is written whole, in quotes or as it is', async () => {
  const { store, id, frame } = keep(bulk('line of words\n'.repeat(100_000)), 0);
  expect(await wholeText(store, id, false)).toBe(formatReply(decode(frame)));
  expect(await wholeText(store, id, true)).toBe(`${formatRaw(decode(frame))}\n`);
});

it('a reply that is no longer kept says so', async () => {
  const { store, id } = keep(`*${LARGE}\r\n${rows(LARGE, nested)}`, LARGE);
  store.clear();
  await expect(replyText(store, id).next()).rejects.toMatchObject({ failure: { code: 'gone' } });
});

it('a row is found anywhere, on or back, round the end, capitals or not; and none where none is', async () => {
  const { store, id } = keep(
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

it('what begins in one piece of a string and ends in the next is found where it begins', async () => {
  const { store, id } = keep(bulk(`${'.'.repeat(4096 * 300 - 3)}needle${'.'.repeat(5000)}`), 0);
  const search = { id, text: 'needle', back: false, escape: 'redis-cli' as const };
  expect(await findRow(store, { ...search, from: 0 }, () => false)).toBe(299);
  expect(await findRow(store, { ...search, from: 301, back: true }, () => false)).toBe(299);
});

it('a search that is overtaken by another ends', async () => {
  const { store, id } = keep(`*${LARGE}\r\n${rows(LARGE, nested)}`, LARGE);
  const search = { id, text: 'nowhere', from: 0, back: false, escape: 'readable' as const };
  let asked = 0;
  expect(await findRow(store, search, () => ++asked === 1)).toBeNull();
  expect(asked).toBe(1);
});
