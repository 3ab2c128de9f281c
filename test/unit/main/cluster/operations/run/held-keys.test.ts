import { expect, test } from 'vitest';
import {
  comparison,
  keyCount,
  type HeldKeys,
  type KeyCount,
} from '../../../../../../main/cluster/operations/run/held-keys.ts';
import { clusterReading } from '../readings.ts';

const count = (keys: number, dropped: Record<string, number> = { a: 0, b: 0 }): KeyCount => ({
  keys,
  dropped: new Map(Object.entries(dropped)),
});

test.each<[KeyCount, KeyCount, boolean, string]>([
  [count(1000), count(1000), true, '1,000 keys in the slots concerned, as many as before.'],
  [count(1), count(3), true, '3 keys in the slots concerned, 2 more than before: clients have written.'],
  [
    count(10, { a: 5, b: 7 }),
    count(8, { a: 6, b: 8 }),
    true,
    '8 keys in the slots concerned, 2 fewer than before: 2 keys expired or were evicted at these nodes meanwhile.',
  ],
  [
    count(10, { a: 5 }),
    count(8, { a: 6 }),
    false,
    '8 keys in the slots concerned, 2 fewer than before, and 1 key expired or was evicted at these nodes meanwhile. If clients have not deleted the others, keys are missing.',
  ],
  // A server that was restarted counts from 0; one that is new was not asked before.
  [
    count(10, { a: 50 }),
    count(9, { a: 2, c: 90 }),
    false,
    '9 keys in the slots concerned, 1 fewer than before, and none expired or was evicted at these nodes meanwhile. If clients have not deleted the others, keys are missing.',
  ],
])('%o before and %o after', (before, after, isExplained, text) => {
  expect(comparison(before, after)).toEqual({ isExplained, text });
});

test('keys are not compared while some may be at two nodes, or were not counted', () => {
  const [node] = clusterReading([{ id: 'a' }]).nodes;
  const held = (more: Partial<HeldKeys>): HeldKeys[] => [
    { node: node!, own: 3, foreign: 0, unanswered: 0, ...more },
  ];
  expect(keyCount(held({}))).toMatchObject({ keys: 3 });
  expect(keyCount(held({ foreign: 1 }))).toBeNull();
  expect(keyCount(held({ unanswered: 1 }))).toBeNull();
});
