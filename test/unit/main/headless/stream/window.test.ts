/** How many lines of a script are under way at once. */
import { expect, test } from 'vitest';
import { Window } from '../../../../../main/headless/stream/window.ts';

/** The size after answers that each take `wait` ms, of which the program is busy for `busy`. */
function sizeAfter(answers: number, { wait, busy }: { wait: number; busy: number }): number {
  const clock = { at: 0, used: 0 };
  const window = new Window({ now: () => clock.at, busy: () => clock.used });
  for (let i = 0; i < answers; i++) {
    clock.at += wait;
    clock.used += busy;
    window.answered();
  }
  return window.size;
}

test('a program that is busy with the lines under way takes no more of them', () => {
  expect(sizeAfter(100_000, { wait: 0.01, busy: 0.009 })).toBe(128);
});

test('one that waits for the network takes twice as many after each window, up to 2,000', () => {
  const far = { wait: 0.2, busy: 0.01 };
  expect(sizeAfter(127, far)).toBe(128);
  expect(sizeAfter(128, far)).toBe(256);
  expect(sizeAfter(128 + 255, far)).toBe(256);
  expect(sizeAfter(128 + 256, far)).toBe(512);
  expect(sizeAfter(100_000, far)).toBe(2000);
});
