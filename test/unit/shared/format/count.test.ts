import { expect, test } from 'vitest';
import { counted, grouped, plural } from '../../../../shared/format/count.ts';

test.each([
  [0, 'key', '0 keys'],
  [1, 'key', '1 key'],
  [2, 'primary', '2 primaries'],
  [1, 'primary', '1 primary'],
  [5, 'day', '5 days'],
  [16384, 'more byte', '16,384 more bytes'],
  [1.5, 'pair', '1.5 pairs'],
])('%d of %j is written %j', (n, one, text) => {
  expect(counted(n, one)).toBe(text);
});

test('numbers are grouped as Intl groups them', () => {
  const intl = new Intl.NumberFormat('en-US');
  for (const n of [
    0,
    7,
    99,
    100,
    999,
    1000,
    16_384,
    999_999,
    1e6,
    2 ** 53 - 1,
    1e21,
    0.5,
    1234.5678,
    NaN,
    Infinity,
  ])
    for (const one of [n, -n]) expect(grouped(one)).toBe(intl.format(one === 0 ? 0 : one));
  for (const n of [0n, 999n, -1000n, 2n ** 70n]) expect(grouped(n)).toBe(intl.format(n));
});

test('a word that follows no rule brings its own plural', () => {
  expect([1, 3].map((n) => plural(n, 'is', 'are'))).toEqual(['is', 'are']);
  expect(counted(2, 'match', 'matches')).toBe('2 matches');
});
