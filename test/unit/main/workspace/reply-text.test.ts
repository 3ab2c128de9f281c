/** A large reply as the whole text that redis-cli prints. */
import { expect, it } from 'vitest';
import { replyText, wholeText } from '../../../../main/workspace/reply-text.ts';
import { formatRaw, formatReply } from '../../../../shared/format/tty.ts';
import { decode } from '../../../../shared/resp/resp.ts';
import { bulk, keepReply, LARGE, nested, rows } from '../../../support/kept-reply.ts';

it.each([
  ['an array', `*${LARGE}\r\n${rows(LARGE, nested)}`],
  ['a set', `~${LARGE}\r\n${rows(LARGE, nested)}`],
  ['a map', `%${LARGE}\r\n${rows(LARGE, (i) => bulk(`k${i}`) + nested(i))}`],
  [
    'an array with a value too large for a page',
    `*${LARGE}\r\n${rows(LARGE, () => bulk('x'))}`.replace(bulk('x'), bulk('y'.repeat(300_000))),
  ],
])('%s is written to its end as redis-cli prints it', async (_, text) => {
  const { store, id, frame } = keepReply(text, LARGE);
  expect(await wholeText(store, id, false)).toBe(formatReply(decode(frame)));
});

it('a string is written whole, in quotes or raw', async () => {
  const { store, id, frame } = keepReply(bulk('line of words\n'.repeat(100_000)), 0);
  expect(await wholeText(store, id, false)).toBe(formatReply(decode(frame)));
  expect(await wholeText(store, id, true)).toBe(`${formatRaw(decode(frame))}\n`);
});

it('a reply that is no longer kept says so', async () => {
  const { store, id } = keepReply(`*${LARGE}\r\n${rows(LARGE, nested)}`, LARGE);
  store.clear();
  await expect(replyText(store, id).next()).rejects.toMatchObject({ failure: { code: 'gone' } });
});
