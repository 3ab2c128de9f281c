import { expect, test } from 'vitest';
import { sameValue, type ExpiryCommand } from '../../../../../../main/cluster/operations/transfer/values.ts';

/** A string of one byte as DUMP gives it: type, length, byte, version and checksum. */
const DUMP = Buffer.from([0, 1, 97, 10, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
const OTHER = Buffer.from([0, 1, 98, 10, 0, 1, 2, 3, 4, 5, 6, 7, 8]);

const same = (a: number | null, b: number | null, command: ExpiryCommand, laterMs?: number) =>
  sameValue({ dump: DUMP, expireAt: a }, { dump: DUMP, expireAt: b }, command, laterMs);

test('expiries by the servers’ clocks are equal to the millisecond; those by PTTL within two seconds', () => {
  expect(same(50_000, 50_000, 'PEXPIRETIME')).toBe(true);
  expect(same(50_000, 50_001, 'PEXPIRETIME')).toBe(false);
  expect(same(50_000, 52_000, 'PTTL')).toBe(true);
  expect(same(50_000, 48_000, 'PTTL')).toBe(true);
  expect(same(50_000, 52_001, 'PTTL')).toBe(false);
  expect(same(50_000, 47_999, 'PTTL')).toBe(false);
});

test('a copy may expire later than its original, and not earlier', () => {
  expect(same(50_000, 57_000, 'PTTL', 5000)).toBe(true);
  expect(same(50_000, 57_001, 'PTTL', 5000)).toBe(false);
  expect(same(50_000, 47_999, 'PTTL', 5000)).toBe(false);
});

test('a value that never expires is not one that does', () => {
  expect(same(null, null, 'PTTL', 5000)).toBe(true);
  expect(same(null, 50_000, 'PTTL', 5000)).toBe(false);
  expect(same(50_000, null, 'PTTL', 5000)).toBe(false);
});

test('another value is another one whatever its expiry', () => {
  const [a, b] = [
    { dump: DUMP, expireAt: null },
    { dump: OTHER, expireAt: null },
  ];
  expect(sameValue(a, b, 'PTTL', 5000)).toBe(false);
});
