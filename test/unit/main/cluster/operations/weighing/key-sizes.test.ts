import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limitFor } from '../../../../../../main/cluster/operations/weighing/key-sizes.ts';

const asked = (counts: readonly number[]) => {
  const most = limitFor(counts);
  return counts.map((count) => Math.min(count, most));
};

test('all keys are asked if there are few', () => {
  expect(asked([5, 99_000, 0, 17])).toEqual([5, 99_000, 0, 17]);
});

test('what small slots leave over goes to the large ones', () => {
  expect(asked([1000, 2000, 500_000, 800_000])).toEqual([1000, 2000, 48_500, 48_500]);
});

test('however many keys there are, at most 100,000 are asked, or ten of each slot', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000_000), { maxLength: 16_384 }), (counts) => {
      const sum = asked(counts).reduce((a, b) => a + b, 0);
      expect(sum).toBeLessThanOrEqual(Math.max(100_000, 10 * counts.length));
      for (const [i, ask] of asked(counts).entries())
        expect(ask).toBeGreaterThanOrEqual(Math.min(10, counts[i]!));
    }),
    { numRuns: 50 },
  );
});
