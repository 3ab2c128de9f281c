import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Largest } from '../../../../../main/cluster/scan/largest.ts';

test('the largest are kept in order, equal ones in the order in which they came', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), fc.nat(8), (sizes, limit) => {
      const items = sizes.map((size, index) => ({ size, index }));
      const largest = new Largest<(typeof items)[number]>(limit, ({ size }) => size);
      for (const item of items) largest.add(item);
      // Sorting is stable.
      expect(largest.items).toEqual([...items].sort((a, b) => b.size - a.size).slice(0, limit));
    }),
  );
});
