import { expect, test } from 'vitest';
import { counted, plural } from '../../../../shared/format/count.ts';

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

test('a word that follows no rule brings its own plural', () => {
  expect([1, 3].map((n) => plural(n, 'is', 'are'))).toEqual(['is', 'are']);
  expect(counted(2, 'match', 'matches')).toBe('2 matches');
});
