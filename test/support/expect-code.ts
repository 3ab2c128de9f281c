import { expect } from 'vitest';

/** Expects that a program has ended with `code`; else the failure shows what it printed, which toMatchObject leaves out. */
export function expectCode<T extends { code: number | null }>(ended: T, code: number | null): void {
  expect(ended).toEqual({ ...ended, code });
}
