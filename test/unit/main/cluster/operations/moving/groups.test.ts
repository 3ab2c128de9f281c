import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SlotGroups } from '../../../../../../main/cluster/operations/moving/groups.ts';

/** All groups of slots with these numbers of keys, if each key takes `msPerKey` to move. */
function groupsOf(keys: readonly number[], msPerKey: number, rate: number | null = null): number[][] {
  let now = 0;
  const groups = new SlotGroups(
    keys.map((own, slot) => ({ slot, keys: own })),
    () => now,
  );
  const all: number[][] = [];
  for (;;) {
    const group = groups.next(rate);
    if (group.length === 0) return all;
    all.push(group);
    for (const slot of group) now += keys[slot]! * msPerKey;
  }
}

test('the first slot moves alone, and as many as the pace allows after it', () => {
  expect(groupsOf([100, 100, 100, 100, 100, 100, 100], 1)).toEqual([[0], [1, 2, 3, 4, 5], [6]]);
  expect(groupsOf([100, 100, 100], 10)).toEqual([[0], [1], [2]]);
});

test('many slots with few keys move 32 at a time', () => {
  const groups = groupsOf(new Array<number>(100).fill(1), 0.01);
  expect(groups.map((group) => group.length)).toEqual([1, 32, 32, 32, 3]);
});

test('a limit of keys a second holds for what is open', () => {
  const groups = groupsOf(new Array<number>(20).fill(10), 0.01, 100);
  expect(groups.map((group) => group.length)).toEqual([1, 5, 5, 5, 4]);
});

test('every slot is in one group, in order, and a group of several has no more keys than 20,000', () => {
  const anyKeys = fc.array(fc.integer({ min: 1, max: 30_000 }), { maxLength: 300 });
  fc.assert(
    fc.property(anyKeys, fc.double({ min: 0, max: 5, noNaN: true }), (keys, msPerKey) => {
      const groups = groupsOf(keys, msPerKey);
      expect(groups.flat()).toEqual(keys.map((_, slot) => slot));
      for (const group of groups) {
        const sum = group.reduce((total, slot) => total + keys[slot]!, 0);
        expect(group.length === 1 || sum <= 20_000).toBe(true);
      }
    }),
  );
});
