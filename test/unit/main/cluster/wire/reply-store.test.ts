import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode, type Reply } from '../../../../../shared/resp/resp.ts';
import { arrivingOf, ReplyStore } from '../../../../../main/cluster/wire/reply-store.ts';
import type { RawReply } from '../../../../../main/cluster/wire/raw-reply.ts';

/** A frame in chunks of `size` bytes. */
function raw(frame: string, size: number, elements: number): RawReply {
  const bytes = Buffer.from(frame);
  const chunks: Uint8Array[] = [];
  for (let i = 0; i < bytes.length; i += size) chunks.push(bytes.subarray(i, i + size));
  return { type: bytes[0]!, chunks, bytes: bytes.length, elements };
}
const list = (count: number, value: (i: number) => string) =>
  `*${count}\r\n${Array.from({ length: count }, (_, i) => `$${value(i).length}\r\n${value(i)}\r\n`).join('')}`;
const texts = (reply: Reply) =>
  reply.type === 'array'
    ? reply.items.map((item) => (item.type === 'string' ? Buffer.from(item.bytes).toString() : item.type))
    : [];

test('a small reply is sent whole, as received', () => {
  const part = new ReplyStore().admit(raw('*1\r\n:1\r\n', 3, 1));
  expect(part).toEqual({ whole: true, frame: new Uint8Array(Buffer.from('*1\r\n:1\r\n')) });
});

test('the head of a long list is sent, and any page is read in place', () => {
  const store = new ReplyStore();
  const part = store.admit(
    raw(
      list(50_000, (i) => `value-${i}`),
      1000,
      50_000,
    ),
  );
  if (part.whole) throw new Error('must stay');
  expect(part.elements).toBe(50_000);
  expect(texts(decode(part.head)).slice(0, 2)).toEqual(['value-0', 'value-1']);
  expect(texts(decode(part.head))).toHaveLength(part.shown);
  for (const from of [0, 1023, 1024, 31_415, 49_990, 12])
    expect(texts(decode(store.page(part.id, from, 10)))).toEqual(
      Array.from({ length: 10 }, (_, i) => `value-${from + i}`),
    );
  expect(texts(decode(store.page(part.id, 49_995, 100)))).toHaveLength(5);
  expect(texts(decode(store.page(part.id, 60_000, 100)))).toHaveLength(0);
});

test('a long string is read in pieces of 4,096 bytes', () => {
  const store = new ReplyStore();
  const text = 'x'.repeat(4096) + 'y'.repeat(4096) + 'z'.repeat(1 << 20);
  const part = store.admit(raw(`$${text.length}\r\n${text}\r\n`, 777, -1));
  if (part.whole) throw new Error('must stay');
  expect(part).toMatchObject({ elements: null, shown: 4096, bytes: text.length + 12 });
  expect(texts(decode(store.page(part.id, 1, 1)))).toEqual(['y'.repeat(4096)]);
});

test('an element too large to show says how large it is instead', () => {
  const store = new ReplyStore();
  const part = store.admit(
    raw(
      list(2, (i) => (i ? 'small' : 'x'.repeat(2 << 20))),
      65536,
      2,
    ),
  );
  if (part.whole) throw new Error('must stay');
  expect(texts(decode(part.head))).toEqual(['status', 'small']);
});

test('the oldest replies are dropped when too many are kept, and asking for one says so', () => {
  const store = new ReplyStore();
  const ids = Array.from({ length: 20 }, () => {
    const part = store.admit(raw(list(10_001, String), 65536, 10_001));
    return part.whole ? 0 : part.id;
  });
  expect(() => store.page(ids[0]!, 0, 1)).toThrow(/no longer kept/);
  expect(texts(decode(store.page(ids[19]!, 10_000, 1)))).toEqual(['10000']);
});

test('wherever the chunks are cut, nested values and maps are paged alike', () => {
  const value = fc.letrec<{ any: string }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(':1\r\n', '$-1\r\n', '+s\r\n', '_\r\n', '$3\r\na\r\n\r\n', '*0\r\n'),
      fc.array(tie('any'), { maxLength: 3 }).map((items) => `*${items.length}\r\n${items.join('')}`),
      fc.tuple(tie('any'), tie('any')).map(([k, v]) => `%1\r\n${k}${v}`),
      tie('any').map((v) => `|1\r\n+a\r\n:1\r\n${v}`),
    ),
  })).any;
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 9 }),
      (values, size) => {
        const store = new ReplyStore();
        const many = Array.from({ length: 10_002 }, (_, i) => values[i % values.length]!);
        const part = store.admit(raw(`*${many.length}\r\n${many.join('')}`, size * 1000 + 1, many.length));
        if (part.whole) throw new Error('must stay');
        const page = store.page(part.id, 4321, values.length);
        expect(Buffer.from(page).toString()).toBe(
          `*${values.length}\r\n${many.slice(4321, 4321 + values.length).join('')}`,
        );
      },
    ),
    { numRuns: 30 },
  );
});

test('a reply that is arriving shows its first elements, unless an error among them may quote a secret', () => {
  const part = (frame: string, arrived: number) =>
    arrivingOf('a:1', { reply: raw(frame, 4, 3), arrived, of: 3 });
  const { head, ...told } = part('*3\r\n:1\r\n+b\r\n', 2);
  expect(told).toEqual({ node: 'a:1', bytes: 12, isString: false, arrived: 2, of: 3 });
  expect(Buffer.from(head!).toString()).toBe('*2\r\n:1\r\n+b\r\n');
  expect(part('*3\r\n:1\r\n-ERR x\r\n', 2).head).toBeNull();
  expect(part('*3\r\n$5\r\nab', 0).head).toBeNull();
  const text = arrivingOf('a:1', { reply: raw('$9\r\nabcd', 4, -1), arrived: 4, of: 9 });
  expect(Buffer.from(text.head!).toString()).toBe('$4\r\nabcd\r\n');
});
