import { expect, test } from 'vitest';
import { sameDump } from '../../../../../../main/cluster/operations/transfer/dumps.ts';

const footer = (n: number) => Buffer.alloc(10, n);
/** A string of less than 64 bytes. */
const string = (text: string) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'latin1')]);
const dump = (type: number, count: number, parts: readonly Buffer[], version = 1) =>
  Buffer.concat([Buffer.from([type, count]), ...parts, footer(version)]);
const [SET, HASH, LIST] = [2, 4, 18];
const [a, b, c] = ['a', 'bb', 'ccc'].map(string) as [Buffer, Buffer, Buffer];

test('versions and checksums do not count', () => {
  expect(sameDump(dump(LIST, 1, [a]), dump(LIST, 1, [a], 2))).toBe(true);
  expect(sameDump(dump(LIST, 1, [a]), dump(SET, 1, [a]))).toBe(false);
});

test('the order of a set, and of a hash by its fields, does not count', () => {
  expect(sameDump(dump(SET, 3, [a, b, c]), dump(SET, 3, [c, a, b]))).toBe(true);
  expect(sameDump(dump(HASH, 2, [a, b, c, a]), dump(HASH, 2, [c, a, a, b]))).toBe(true);
});

test('a field with another’s value differs, as does the order of a list', () => {
  expect(sameDump(dump(HASH, 2, [a, b, c, a]), dump(HASH, 2, [a, a, c, b]))).toBe(false);
  expect(sameDump(dump(SET, 2, [a, b]), dump(SET, 2, [a, string('bc')]))).toBe(false);
  expect(sameDump(dump(LIST, 2, [a, b]), dump(LIST, 2, [b, a]))).toBe(false);
});

test('integers, compressed and long strings are parts too', () => {
  const integers = [Buffer.from([0xc0, 7]), Buffer.from([0xc1, 1, 2]), Buffer.from([0xc2, 1, 2, 3, 4])];
  const packed = Buffer.from([0xc3, 3, 40, 9, 9, 9]);
  const long = Buffer.concat([Buffer.from([0x40, 100]), Buffer.alloc(100, 1)]);
  const longer = Buffer.concat([Buffer.from([0x80, 0, 0, 0, 2]), Buffer.from('xy')]);
  const all = [...integers, packed, long, longer];
  expect(sameDump(dump(SET, 6, all), dump(SET, 6, [...all].reverse()))).toBe(true);
});

test.each([
  [
    'a length beyond the end',
    dump(SET, 2, [a, Buffer.from([60, 1])]),
    dump(SET, 2, [Buffer.from([60, 1]), a]),
  ],
  ['fewer parts than it says', dump(SET, 9, [a, b]), dump(SET, 9, [b, a])],
  ['more parts than it says', dump(SET, 1, [a, b]), dump(SET, 1, [b, a])],
  ['an unknown encoding', dump(SET, 2, [a, Buffer.from([0xff])]), dump(SET, 2, [Buffer.from([0xff]), a])],
  ['nothing', footer(1), footer(2)],
])('with %s nothing is equal that differs in a byte', (_, one, other) => {
  expect(sameDump(one, other)).toBe(false);
});
