/** The plan of a rebalance of 1,000 primaries with uneven slots, by slots and by bytes: aim 200 ms. No server is asked. */
import { expect, test } from 'vitest';
import { planSlotRebalance } from '../../main/cluster/operations/planning/plan-moves.ts';
import { requestSchema, type RequestOf } from '../../shared/operations/request.ts';
import { SLOT_COUNT } from '../../shared/slots/slots.ts';
import { median } from '../support/median.ts';
import { clusterReading } from '../unit/main/cluster/operations/readings.ts';

const PRIMARIES = 1000;
const ROUNDS = 9;

/** Pseudo-random, the same every time: from 0 to 1. */
function randoms(): () => number {
  let state = 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

test('plan of a rebalance', () => {
  const random = randoms();
  const starts = new Set([0]);
  while (starts.size < PRIMARIES * 3) starts.add(Math.floor(random() * SLOT_COUNT));
  const sorted = [...starts].sort((a, b) => a - b);
  const slots = Array.from({ length: PRIMARIES }, () => [] as [number, number][]);
  for (const [i, first] of sorted.entries())
    slots[Math.floor(random() * PRIMARIES * 0.9)]!.push([first, (sorted[i + 1] ?? SLOT_COUNT) - 1]);
  const reading = clusterReading(slots.map((ranges, i) => ({ id: `p${i}`, slots: ranges })));
  const measure = Float64Array.from({ length: SLOT_COUNT }, () => Math.floor(random() ** 4 * 1e9));
  for (const by of ['slots', 'bytes'] as const) {
    const request = requestSchema.parse({
      ...{ kind: 'rebalance', by, emptyPrimaries: true, threshold: 0 },
    }) as RequestOf<'rebalance'>;
    const times: number[] = [];
    let moved = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      const plan = planSlotRebalance(request, reading, by === 'slots' ? undefined : measure);
      times.push(performance.now() - start);
      if ('refusal' in plan) throw new Error(plan.refusal);
      moved = plan.totals.slots;
    }
    expect(moved).toBeGreaterThan(PRIMARIES);
    console.log(
      `rebalance of ${PRIMARIES} primaries by ${by}, ${moved} slots moved: the first plan ${times[0]!.toFixed(0)} ms, median of ${ROUNDS} ${median(times).toFixed(0)} ms`,
    );
  }
});
