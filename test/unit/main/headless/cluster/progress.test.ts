import { expect, test } from 'vitest';
import { ProgressLine, progressText } from '../../../../../main/headless/cluster/progress.ts';
import type { Progress } from '../../../../../shared/operations/progress.ts';

const half: Progress = {
  state: 'running',
  step: 0,
  steps: 1,
  title: 'Move',
  done: { slots: 50, keys: 1000, bytes: 0 },
  total: { slots: 100, keys: 2000, bytes: null },
  slot: 7,
  rate: 1234.5,
  leftMs: 65_000,
  latencyMs: 1,
  limit: null,
  restMs: null,
};

function line(columns: number | null) {
  const written: string[] = [];
  const clock = { now: 1000 };
  const progress = new ProgressLine({
    write: (text) => void written.push(text),
    columns: () => columns,
    now: () => clock.now,
  });
  return { written, clock, progress };
}

test('slots, keys, rate, time left and the slot under way', () => {
  expect(progressText(half)).toBe(
    'Moved: 50 of 100 slots, 1,000 of 2,000 keys, 1,235 keys/s, 1 min 5 s left, slot 7',
  );
  expect(
    progressText({
      ...half,
      state: 'pausing',
      limit: 500,
      rate: null,
      leftMs: null,
      slot: null,
      total: { slots: 1, keys: null, bytes: null },
    }),
  ).toBe('Pausing: 50 of 1 slot, at most 500/s');
  expect(progressText({ ...half, rate: null, leftMs: null, restMs: 1840 })).toBe(
    'Moved: 50 of 100 slots, 1,000 of 2,000 keys, waits 1.8 s after a slow MIGRATE, slot 7',
  );
});

test('of an import, only keys', () => {
  const imported = { ...half, slot: null, total: { slots: 0, keys: 2000, bytes: null } };
  expect(progressText(imported)).toBe('Imported: 1,000 of 2,000 keys, 1,235 keys/s, 1 min 5 s left');
  expect(progressText({ ...imported, state: 'cancelling' })).toContain('Stopping: 1,000 of 2,000 keys');
});

test('nothing for what moves no slots, or has ended', () => {
  expect(progressText({ ...half, total: { slots: 0, keys: 0, bytes: 0 } })).toBeNull();
  expect(progressText({ ...half, state: 'done' })).toBeNull();
});

test('a pipe gets a line a second at most, and none of an operation that is shorter', () => {
  const { written, clock, progress } = line(null);
  for (clock.now = 1000; clock.now <= 3900; clock.now += 50) progress.tell(half);
  progress.clear();
  expect(written).toHaveLength(2);
  for (const text of written) expect(text).toMatch(/^Moved: .*\n$/);
});

test('a terminal has one line, which never wraps and is taken away once', () => {
  const { written, clock, progress } = line(30);
  clock.now += 100;
  progress.tell(half);
  progress.tell(half);
  progress.clear();
  progress.clear();
  expect(written).toEqual([`\r\x1b[K${progressText(half)!.slice(0, 29)}`, '\r\x1b[K']);
});

test('a terminal that does not know its width shows the whole line', () => {
  const { written, clock, progress } = line(0);
  clock.now = 2000;
  progress.tell({ ...half, rate: null, leftMs: null });
  expect(written).toEqual(['\r\x1b[KMoved: 50 of 100 slots, 1,000 of 2,000 keys, slot 7']);
});

test('keys that are not counted are left out', () => {
  const moved = {
    ...half,
    done: { slots: 50, keys: null, bytes: null },
    rate: null,
    leftMs: null,
    slot: null,
  };
  expect(progressText(moved)).toBe('Moved: 50 of 100 slots');
});
