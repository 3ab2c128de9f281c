import { expect, test } from 'vitest';
import { SeenKeys } from '../../../../../main/cluster/scan/seen-keys.ts';

const add = (seen: SeenKeys, key: string) => {
  const bytes = Buffer.from(`<${key}>`);
  return seen.add(bytes, 1, bytes.length - 1);
};

test('each key is new once, however many there are', () => {
  const seen = new SeenKeys(7);
  const keys = Array.from({ length: 20_000 }, (_, i) => `key:${i}`);
  expect(keys.every((key) => add(seen, key))).toBe(true);
  expect(keys.some((key) => add(seen, key))).toBe(false);
  expect(seen.size).toBe(keys.length);
  expect(add(seen, '')).toBe(true);
  expect(add(seen, '')).toBe(false);
});

test('a full table still knows what it has, and says that it is full', () => {
  const seen = new SeenKeys(7, 16);
  const keys = Array.from({ length: 12 }, (_, i) => `key:${i}`);
  for (const key of keys) expect(add(seen, key)).toBe(true);
  expect(seen.isFull).toBe(true);
  expect([add(seen, 'other'), add(seen, 'other')]).toEqual([true, true]);
  expect(keys.some((key) => add(seen, key))).toBe(false);
});
