import { expect, test } from 'vitest';
import { planSlotRebalance } from '../../../../../../main/cluster/operations/planning/plan-moves.ts';
import { requestSchema, type RequestOf } from '../../../../../../shared/operations/request.ts';
import { planned } from '../../../../../support/run-steps.ts';
import { clusterReading } from '../readings.ts';

const reading = clusterReading([
  { id: 'a', slots: [[0, 5460]] },
  { id: 'b', slots: [[5461, 10922]] },
  { id: 'c', slots: [[10923, 16383]] },
  { id: 'r', of: 'a' },
]);
const rebalance = (weights: Record<string, number>) => {
  const request = requestSchema.parse({ kind: 'rebalance', weights }) as RequestOf<'rebalance'>;
  return planned(planSlotRebalance(request, reading)).remarks.join(' ');
};

test('a primary that gives all its slots away may become a replica, and its replicas with it: that is told before', () => {
  expect(rebalance({ a: 0 })).toContain(
    '127.0.0.1:7000 gives all its slots away: it may become a replica of the primary that gets the last one, and 127.0.0.1:7003 with it',
  );
  expect(rebalance({ c: 0 })).toContain('127.0.0.1:7002 gives all its slots away');
  expect(rebalance({ a: 0.5 })).not.toContain('gives all its slots away');
});
