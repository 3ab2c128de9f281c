import { expect, test } from 'vitest';
import { limitAfter, limitText } from '../../../../../main/headless/cluster/pace.ts';

test('- halves the limit, or the present rate where there is none, and never comes to nothing', () => {
  expect(limitAfter('-', 1000, 5000)).toBe(500);
  expect(limitAfter('-', null, 5000)).toBe(2500);
  expect(limitAfter('-', null, null)).toBe(500);
  expect(limitAfter('-', 1, null)).toBe(1);
});

test('+ doubles a limit and makes none, 0 takes it away, and other keys change nothing', () => {
  expect(limitAfter('+', 500, null)).toBe(1000);
  // The same key without shift.
  expect(limitAfter('=', 500, null)).toBe(1000);
  expect(limitAfter('+', null, 5000)).toBeNull();
  expect(limitAfter('0', 500, null)).toBeNull();
  expect(limitAfter('x', 500, null)).toBeUndefined();
});

test('the limit is said in a sentence', () => {
  expect(limitText(null)).toBe('No limit of keys a second.');
  expect(limitText(1)).toBe('At most 1 key a second.');
  expect(limitText(1500)).toBe('At most 1,500 keys a second.');
});
