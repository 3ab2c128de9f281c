/** Estimates are right as often as they claim; seeded, so the same every time. */
import { describe, expect, test } from 'vitest';
import { totalOf } from '../../../../../main/cluster/scan/estimate.ts';
import { memorySums, randomOf, Samples, type Sample } from '../../../../../main/cluster/scan/samples.ts';

const RUNS = 300;
const NOTHING = new Uint8Array();

/** Sizes of keys as they are: much alike, spread, or a few that are large. */
const SIZES: { readonly [name: string]: (random: () => number) => number } = {
  alike: (random) => 56 + 8 * Math.floor(random() * 3),
  spread: (random) => Math.round(50 * Math.exp(random() * 3)),
  'of two kinds': (random) => (random() < 0.2 ? 2000 : 60),
};

function sampled(keys: number, expected: number, seed: number, size: (random: () => number) => number) {
  const [random, samples] = [randomOf(seed), new Samples(10, randomOf(seed + 1_000_000))];
  if (expected > 0) samples.expect(expected);
  let truth = 0;
  let group = 0;
  for (let i = 0; i < keys; i++) {
    const bytes = size(random);
    truth += bytes;
    // One key in twenty is of the group.
    const row = i % 20 === 0 ? 1 : -1;
    if (row === 1) group += bytes;
    const sample: Sample | null = samples.draw(NOTHING, 0, 0, 0, row);
    if (sample) samples.settle(sample, 'string', bytes);
  }
  return { samples, truth, group };
}

describe.each(Object.entries(SIZES))('keys whose sizes are %s', (_name, size) => {
  test.each([
    ['known', 30_000],
    ['not known', 0],
  ])(
    'the interval covers the truth in nine of ten runs, their number %s before',
    (_case, expected) => {
      let [all, group] = [0, 0];
      for (let seed = 1; seed <= RUNS; seed++) {
        const run = sampled(30_000, expected, seed, size);
        const answered = run.samples.answered;
        expect(answered.length).toBeLessThanOrEqual(2000);
        const total = totalOf(memorySums(answered), 30_000)!;
        if (Math.abs(total.value - run.truth) <= total.error) all++;
        const ofGroup = totalOf(memorySums(answered.filter(({ row }) => row === 1)), 1500)!;
        if (Math.abs(ofGroup.value - run.group) <= ofGroup.error) group++;
      }
      expect(all / RUNS).toBeGreaterThanOrEqual(0.9);
      expect(group / RUNS).toBeGreaterThanOrEqual(0.9);
    },
    60_000,
  );
});

test('it is exact if every key was sampled, and null if too few were', () => {
  expect(totalOf({ count: 4, sum: 100, squares: 3000 }, 4)).toEqual({ value: 100, error: 0 });
  expect(totalOf({ count: 0, sum: 0, squares: 0 }, 4)).toBeNull();
  expect(totalOf({ count: 2, sum: 10, squares: 50 }, 400)).toBeNull();
});

test('equal samples do not make an estimate exact', () => {
  const { value, error } = totalOf({ count: 100, sum: 5600, squares: 313_600 }, 10_000)!;
  expect(value).toBe(560_000);
  expect(error / value).toBeCloseTo(0.03 * 0.99, 5);
});

test('samples follow their rows, and those of forgotten slots go', () => {
  const samples = new Samples(1, randomOf(1));
  const [first, second] = [64 * 2 + 5, 64 * 3 + 5].map((row) => samples.draw(NOTHING, 0, 0, 5, row)!);
  const other = samples.draw(NOTHING, 0, 0, 6, 6)!;
  for (const sample of [first!, second!, other]) samples.settle(sample, 'hash', 1);
  samples.move(5, Int32Array.of(-1, 0, 1, -1));
  expect([first!.row, second!.row, other.row]).toEqual([64 + 5, -1, 6]);
  const slots = new Uint8Array(16384);
  slots[5] = 1;
  samples.removeSlots(slots);
  expect(samples.answered).toEqual([other]);
});
