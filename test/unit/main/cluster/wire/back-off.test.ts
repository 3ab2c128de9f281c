import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BackOff } from '../../../../../main/cluster/wire/back-off.ts';

const waits = (backOff: BackOff, count: number) => Array.from({ length: count }, () => backOff.next());

test('waits double from half a second to half a minute, and stay there', () => {
  const backOff = new BackOff(() => 0.5);
  expect(waits(backOff, 9)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test('each wait is a quarter shorter or longer at most', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (random) => {
      const exact = waits(new BackOff(() => 0.5), 8);
      for (const [i, wait] of waits(new BackOff(() => random), 8).entries())
        expect(Math.abs(wait / exact[i]! - 1)).toBeLessThanOrEqual(0.25 + 1e-9);
    }),
  );
});

test('a success restarts the waits', () => {
  const backOff = new BackOff(() => 0.5);
  expect(backOff.isOn).toBe(false);
  waits(backOff, 20);
  expect(backOff.isOn).toBe(true);
  backOff.reset();
  expect(backOff.isOn).toBe(false);
  expect(backOff.next()).toBe(500);
});
