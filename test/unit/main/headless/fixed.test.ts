import { expect, test } from 'vitest';
import { fixed } from '../../../../main/headless/fixed.ts';

test('a number exactly between two texts gets the even one, every other one the nearer', () => {
  expect([4.625, 4.875, 0.125, 0.375, 3.125].map((value) => fixed(value, 2))).toEqual([
    '4.62',
    '4.88',
    '0.12',
    '0.38',
    '3.12',
  ]);
  expect(fixed(1.005, 2)).toBe('1.00');
  expect(fixed(0.615, 2)).toBe('0.61');
  expect(fixed(99.21875, 4)).toBe('99.2188');
  expect(fixed(0.5, 0)).toBe('0');
  expect(fixed(1.5, 0)).toBe('2');
});
