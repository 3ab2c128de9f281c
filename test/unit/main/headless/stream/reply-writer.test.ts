/** Replies written as they arrive are those of the formatters that have them whole, however they are cut. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteOutput } from '../../../../../main/headless/stream/byte-output.ts';
import { ReplyReader } from '../../../../../main/headless/stream/reply-reader.ts';
import { newWriter } from '../../../../../main/headless/stream/reply-writer.ts';
import { formatCli, type CliForm } from '../../../../../shared/format/cli.ts';
import { decode } from '../../../../../shared/resp/resp.ts';

const bulk = (type: string) => (bytes: Uint8Array) =>
  Buffer.concat([Buffer.from(`${type}${bytes.length}\r\n`), bytes, Buffer.from('\r\n')]);
const line = (text: string) => Buffer.from(`${text}\r\n`, 'latin1');

const text = fc.string({ maxLength: 12 }).map((value) => value.replace(/[\r\n]/g, ' '));
const scalar = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map(bulk('$')),
  fc.uint8Array({ maxLength: 12 }).map((bytes) => bulk('=')(Buffer.concat([Buffer.from('txt:'), bytes]))),
  fc.uint8Array({ maxLength: 12 }).map(bulk('!')),
  text.map((value) => line(`+${Buffer.from(value).toString('latin1')}`)),
  text.map((value) => line(`-ERR ${Buffer.from(value).toString('latin1')}`)),
  fc.integer().map((value) => line(`:${value}`)),
  fc
    .constantFrom(...['$-1', '*-1', '_', '#t', '#f', ',1.5', ',inf', ',nan', '(12345678901234567890'])
    .map(line),
);
const { reply } = fc.letrec<{ reply: Buffer; aggregate: Buffer }>((tie) => ({
  reply: fc.oneof({ maxDepth: 4 }, scalar, tie('aggregate')),
  aggregate: fc
    .tuple(fc.constantFrom('*', '~', '%', '>', '|'), fc.array(tie('reply'), { maxLength: 12 }))
    .map(([type, items]) => {
      if (type !== '%' && type !== '|') return Buffer.concat([line(`${type}${items.length}`), ...items]);
      const pairs = items.slice(0, items.length - (items.length % 2));
      const map = Buffer.concat([line(`${type}${pairs.length / 2}`), ...pairs]);
      return type === '|' ? Buffer.concat([map, line(':7')]) : map;
    }),
}));

/** What is written of the frames, arriving in pieces of these sizes in turn. */
function written(frames: readonly Buffer[], form: CliForm, bare: boolean, sizes: readonly number[]): string {
  const pieces: Buffer[] = [];
  const output = new ByteOutput((bytes) => pieces.push(Buffer.from(bytes)));
  const writer = newWriter(output, { form, delimiter: ',', end: ';' }, bare);
  const reader = new ReplyReader({ starts: () => writer, done: () => writer.finish() });
  const all = Buffer.concat(frames);
  // One buffer for all pieces, as a socket has it.
  const buffer = Buffer.alloc(all.length);
  for (let at = 0, i = 0; at < all.length; i++) {
    const size = Math.min(sizes[i % sizes.length]!, all.length - at);
    all.copy(buffer, 0, at, at + size);
    reader.push(buffer.subarray(0, size));
    buffer.fill(0xee);
    at += size;
  }
  output.flush();
  return Buffer.concat(pieces).toString('latin1');
}

test.each(['standard', 'raw', 'csv', 'json', 'quoted-json'] as const)('%s, in any pieces', (form) => {
  fc.assert(
    fc.property(
      fc.array(reply, { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }),
      fc.boolean(),
      (frames, sizes, bare) => {
        const style = { form, delimiter: ',', end: ';' };
        const whole = frames.map((frame) => formatCli(decode(frame), style, bare)).join('');
        expect(written(frames, form, bare, sizes)).toBe(whole);
      },
    ),
    { numRuns: 500 },
  );
});

test('a long list has its indices in one column', () => {
  const items = Array.from({ length: 1234 }, (_, i) => bulk('$')(Buffer.from(`value ${i}`)));
  const frame = Buffer.concat([line(`*${items.length}`), ...items]);
  const whole = formatCli(decode(frame), { form: 'standard', delimiter: '\n', end: '\n' }, false);
  expect(written([frame], 'standard', false, [65536])).toBe(whole);
});

test.each([
  ['HTTP/1.1 400 Bad Request\r\n', /web server/],
  ['$x\r\n', /a length/],
  ['$3\r\nabcdef', /end of a string/],
  ['*1000000000\r\n', /elements/],
  [`${'*1\r\n'.repeat(200)}`, /nested/],
  [':12a\r\n', /an integer/],
])('%j is no reply', (bytes, problem) => {
  expect(() => written([Buffer.from(bytes)], 'raw', false, [7])).toThrow(problem);
});
