import { expect, test } from 'vitest';
import { Throttle } from '../../../../../../main/cluster/operations/moving/throttle.ts';
import type { Control } from '../../../../../../main/cluster/operations/run/context.ts';

function throttled(control: Control) {
  const reports: object[] = [];
  let now = 0;
  const throttle = new Throttle(
    { control, report: (progress) => void reports.push(progress) },
    { now: () => now, sleep: (ms) => Promise.resolve(void (now += ms)) },
  );
  /** Milliseconds that it waits after the batch. */
  const after = async (keys: number, latencyMs: number) => {
    const began = now;
    await throttle.after(keys, latencyMs);
    return now - began;
  };
  return { after, reports };
}

test('after a big key it waits as long again, and tells no limit that nobody has set', async () => {
  const { after, reports } = throttled({ wish: 'run', rate: null });
  expect([await after(100, 5), await after(100, 6)]).toEqual([0, 0]);
  expect(reports).toEqual([]);
  expect(await after(1, 500)).toBe(500);
  expect(reports).toEqual([{ restMs: 500 }, { restMs: null }]);
  // The latency of small keys stays the measure.
  expect(await after(1, 9000)).toBe(2000);
  expect(await after(100, 5)).toBe(0);
  expect(reports).toHaveLength(4);
});

test('the user’s limit holds, whatever the latency', async () => {
  const { after, reports } = throttled({ wish: 'run', rate: 1000 });
  expect(await after(100, 20)).toBe(80);
  expect(await after(100, 120)).toBe(120);
  expect(await after(1000, 500)).toBe(500);
  expect(reports).toEqual([{ restMs: 500 }, { restMs: null }]);
});
