import { expect, test } from 'vitest';
import type { NodeStats } from '../../../../../shared/cluster/node-stats.ts';
import {
  figuresOf,
  largestOf,
  NO_HISTORY,
  piecesOf,
  withPings,
  withStats,
} from '../../../../../renderer/features/nodes/load-history.ts';

const stats = (address: string, ops: number | null, memory: number | null = ops) =>
  ({ address, ops, memory, clients: ops }) as NodeStats;
const START = 1_000_000;

test('a node that does not answer leaves a gap, and so does a time in which nothing was asked', () => {
  let history = NO_HISTORY;
  for (const [i, ops] of [5, 7, null, 9, 11].entries())
    history = withStats(history, [stats('a', ops), stats('b', 100 + i)], START + i * 2000);
  history = withStats(history, [stats('b', 1), stats('a', 13)], START + 60_000);
  expect(piecesOf(history, 'ops', 'a', 0).map((piece) => piece.map(({ value }) => value))).toEqual([
    [5, 7],
    [9, 11],
    [13],
  ]);
  expect(piecesOf(history, 'ops', 'b', START + 5000)).toEqual([
    [
      { at: START + 6000, value: 103 },
      { at: START + 8000, value: 104 },
    ],
    [{ at: START + 60_000, value: 1 }],
  ]);
  expect(piecesOf(history, 'ops', 'gone', 0)).toEqual([]);
  expect(largestOf(history, 'ops', START + 9000)).toBe(13);
  expect(figuresOf(history, 'ops', 'a', 0)).toEqual({ now: 13, least: 5, most: 13 });
  history = withStats(history, [stats('b', 1), stats('a', null)], START + 62_000);
  expect(figuresOf(history, 'clients', 'a', 0)).toEqual({ now: null, least: 5, most: 13 });
  expect(figuresOf(history, 'clients', 'a', START + 61_000)).toBeNull();
});

test('the times of PING are apart from the figures, and ten minutes are kept', () => {
  let history = withPings(NO_HISTORY, [{ address: 'a', latency: 0.4 }], START);
  expect(history.stats).toEqual([]);
  history = withPings(history, [{ address: 'a', latency: null }], START + 2000);
  expect(figuresOf(history, 'latency', 'a', 0)).toEqual({ now: null, least: 0.4, most: 0.4 });
  history = withPings(history, [{ address: 'a', latency: 3 }], START + 600_000);
  expect(piecesOf(history, 'latency', 'a', 0)).toEqual([[{ at: START + 600_000, value: 3 }]]);
  expect(history.pings).toHaveLength(2);
});
