import { expect, test } from 'vitest';
import { percentile99, samplesOf } from '../../../../main/workspace/round-trips.ts';

const quick = (count: number) => Array.from({ length: count }, (_, at) => ({ at, ms: 1 }));

test('too few samples have no percentile', () => {
  expect(percentile99(quick(19))).toBeNull();
  expect(percentile99(quick(20))).toBe(1);
});

test('one slow answer of many does not count, and one of a hundred does', () => {
  expect(percentile99([...quick(199), { at: 0, ms: 40 }])).toBe(1);
  expect(percentile99([...quick(98), { at: 0, ms: 40 }, { at: 1, ms: 40 }])).toBe(40);
});

test('a wait counts for each PING that it has held up', () => {
  expect(samplesOf({ at: 7, ms: 120 })).toEqual([
    { at: 7, ms: 120 },
    { at: 7, ms: 70 },
    { at: 7, ms: 20 },
  ]);
  expect(samplesOf({ at: 0, ms: 1e9 })).toHaveLength(200);
  const [longest] = samplesOf({ at: 0, ms: 2000 });
  expect(percentile99([...quick(160), ...samplesOf(longest!)])).toBe(1900);
});
