/**
 * No time is asserted, but ratios to a fixed loop in the same process: the quickest of many short batches of each. In twenty
 * runs on a machine with eight times its load they were within an eighth of their median.
 */
import { expect, test } from 'vitest';
import { pureRatios, type PureRatios } from '../support/pure-paths.ts';

/** Measured with Node 20. Measure again after a change that is meant, or with another Node. */
const SAVED: PureRatios = { split: 0.35, route: 0.075, hint: 2, layout: 8, format: 3.6, decode: 0.82 };

test('no pure path of a typed line takes twice as long as it did', () => {
  const ratios = pureRatios();
  const slow = Object.entries(ratios).filter(([path, ratio]) => ratio > 2 * SAVED[path as keyof PureRatios]);
  expect(slow, `ratios: ${JSON.stringify(ratios)}`).toEqual([]);
});
