import { expect, test } from 'vitest';
import {
  faster,
  limitAt,
  mbText,
  opsText,
  percentOf,
  positionOf,
  shareOf,
  SLIDER_STEPS,
  slower,
  stopwatch,
} from '../../../../../renderer/features/operations/figures.ts';
import { moveRows, totalOf } from '../../../../../renderer/features/operations/moves.ts';
import { reportText } from '../../../../../renderer/features/operations/report-text.ts';
import { shardNames } from '../../../../../renderer/features/operations/shards.ts';
import { plannedSteps, runningSteps } from '../../../../../renderer/features/operations/steps.ts';
import {
  movedBefore,
  movedByReceiver,
  ownersBefore,
  strip,
  stripNow,
  ticks,
} from '../../../../../renderer/features/operations/strips.ts';
import { countSlots } from '../../../../../shared/slots/slot-ranges.ts';
import {
  ADDRESSES,
  AFTER,
  BEFORE,
  clusterMap,
  IDS,
  offeredPlan,
  operationStatus,
  plan,
} from '../../../../support/operation-status.ts';

const [A, B, C] = IDS;

test('strips cover all slots once, and what moves is told apart from what stays', () => {
  const moved = [
    { first: 0, last: 99 },
    { first: 5461, last: 5470 },
  ];
  const now = stripNow(BEFORE, AFTER, moved);
  expect(countSlots(now)).toBe(16384);
  expect(now).toEqual([
    { first: 0, last: 99, owner: C, state: 'moved', to: null },
    { first: 100, last: 5460, owner: A, state: 'stays', to: null },
    { first: 5461, last: 5470, owner: C, state: 'moved', to: null },
    { first: 5471, last: 5510, owner: B, state: 'to-move', to: C },
    { first: 5511, last: 10922, owner: B, state: 'stays', to: null },
    { first: 10923, last: 16383, owner: C, state: 'stays', to: null },
  ]);
  expect(movedByReceiver(now)).toEqual([{ to: C, moved: 110, left: 40 }]);
  expect(strip(BEFORE).map(({ owner }) => owner)).toEqual([A, B, C]);
  expect(strip([])).toEqual([{ first: 0, last: 16383, owner: null, state: 'stays', to: null }]);
});

test('a plan that is taken up again shows the owners before its first start', () => {
  const half = [
    { id: A, slots: [{ first: 100, last: 5460 }] },
    BEFORE[1]!,
    { id: C, slots: [{ first: 0, last: 99 }, ...BEFORE[2]!.slots] },
  ];
  expect(ownersBefore(half, plan())).toEqual(BEFORE);
  expect(movedBefore(offeredPlan({ before: half }))).toEqual([{ first: 0, last: 99 }]);
  expect(movedBefore(offeredPlan())).toEqual([]);
});

test('the scale has no labels that overlap', () => {
  expect(ticks([strip(BEFORE), strip(AFTER)], 1000)).toEqual([0, 5461, 10923]);
  expect(ticks([strip(BEFORE), strip(AFTER)], 50)).toEqual([0, 100, 5461, 5511, 10923]);
});

test('moves add up to the headline, and a number that is not known makes its sum unknown', () => {
  const rows = moveRows(plan(), [{ first: 0, last: 49 }]);
  expect(rows).toMatchObject([
    { from: A, to: C, slots: 100, keys: 200, moved: 50 },
    { from: B, to: C, slots: 50, keys: 300, moved: 0 },
  ]);
  expect(totalOf(rows)).toEqual({ slots: plan().totals.slots, keys: 500, bytes: 50_000, moved: 50 });
  expect(totalOf(moveRows(plan(null), []))).toMatchObject({ slots: 150, keys: null, bytes: null });
});

test('jobs of one pair of primaries are one row', () => {
  const { steps, ...rest } = plan();
  const second = {
    ...steps[0]!,
    number: 2,
    action: { ...steps[0]!.action, slots: [{ first: 200, last: 209 }] },
  };
  const third = { ...second, number: 3, action: { ...second.action, slots: [{ first: 210, last: 219 }] } };
  const rows = moveRows({ ...rest, steps: [...steps, second, third] as typeof steps }, []);
  // What follows each other is one range.
  expect(rows[0]!.ranges.at(-1)).toEqual({ first: 200, last: 219 });
  expect(rows.map(({ slots, steps }) => [slots, steps])).toEqual([
    [120, [0, 2, 3]],
    [50, [1]],
  ]);
});

test('a primary keeps its number when it has given everything away and follows another', () => {
  const names = shardNames(offeredPlan(), clusterMap());
  expect(names.get(A)).toEqual({ number: 1, address: ADDRESSES[0] });
  const later = shardNames(offeredPlan(), clusterMap(true), names);
  expect(IDS.map((id) => later.get(id)!.number)).toEqual([1, 2, 3]);
});

test('a machine that is new has the next number', () => {
  const id = 'd'.repeat(40);
  const after = [...AFTER, { id, slots: [] }];
  const names = shardNames({ before: BEFORE, after, addresses: { [id]: '10.0.0.4:7000' } }, clusterMap());
  expect(names.get(id)).toEqual({ number: 4, address: '10.0.0.4:7000' });
});

test('the last step is the check, which runs once all others are done', () => {
  const planned = plannedSteps(plan());
  expect(planned.map(({ number, title, state }) => [number, title, state])).toEqual([
    [1, 'Move 100 slots', 'waiting'],
    [2, 'Move 50 slots', 'waiting'],
    [3, 'Verify', 'waiting'],
  ]);
  const done = { state: 'done' as const, text: '', beganAt: 0, endedAt: 2000 };
  const running = operationStatus({
    steps: [done, { ...done, state: 'running', endedAt: null }],
    moved: [
      { first: 0, last: 109 },
      { first: 5461, last: 5485 },
    ],
  });
  expect(runningSteps(running).map(({ state, share }) => [state, share])).toEqual([
    ['done', null],
    ['running', 0.5],
    ['waiting', null],
  ]);
  expect(runningSteps(running)[1]!.lines).toEqual(['5461–5510 · 25 of 50 slots']);
  expect(runningSteps({ ...running, steps: [done, done] })[2]!.state).toBe('running');
  const report = {
    state: 'done-with-remarks' as const,
    outcomes: [],
    remarks: ['Shard 3 has no replica.'],
    verified: [
      { ok: true, text: 'x' },
      { ok: false, text: 'No slot is open.' },
    ],
    done: plan().totals,
  };
  const ended = operationStatus({ steps: [done, done], endedAt: 5000, state: report.state, report });
  expect(runningSteps(ended)[2]).toMatchObject({ state: 'failed', lines: ['1 of 2 checks hold'] });
  const failed = { step: 1, state: 'failed' as const, node: '10.0.0.3:7000', text: 'It is silent.' };
  expect(reportText({ ...ended, report: { ...report, outcomes: [failed] } })).toContain(
    'What did not go well:\n- step 2 at 10.0.0.3:7000: failed. It is silent.\n',
  );
  expect(reportText(ended)).toContain(
    '- does not hold: No slot is open.\nLeft to you:\n- Shard 3 has no replica.',
  );
});

test('the share counts slots, earlier runs included, and steps where no slot moves', () => {
  expect(shareOf(operationStatus({ moved: [{ first: 0, last: 99 }] }))).toEqual({
    done: 100,
    total: 150,
    unit: 'slots',
    percent: 66,
  });
  // 149 of 150 is not all.
  expect(percentOf(operationStatus({ moved: [{ first: 0, last: 148 }] }))).toBe(99);
  const still = { ...plan(), totals: { slots: 0, keys: 0, bytes: 0 } };
  const steps = [...operationStatus().steps];
  steps[0] = { ...steps[0]!, state: 'done' };
  expect(shareOf(operationStatus({ plan: still, steps }))).toMatchObject({
    unit: 'steps',
    done: 1,
    percent: 50,
  });
});

test('every position of the slider has a limit of its own, and finds its way back', () => {
  const limits = Array.from({ length: SLIDER_STEPS + 1 }, (_, i) => limitAt(i));
  expect(limits[0]).toBe(100);
  expect(limits.at(-1)).toBeNull();
  expect(limits.map(positionOf)).toEqual(limits.map((_, i) => i));
  expect(positionOf(1)).toBe(0);
  expect(positionOf(1e9)).toBe(SLIDER_STEPS - 1);
});

test('slower halves down to one, faster doubles up to no limit', () => {
  expect([slower(null), slower(2000), slower(1)]).toEqual([50_000, 1000, 1]);
  expect([faster(1000), faster(30_000), faster(null)]).toEqual([2000, null, null]);
});

test('figures are short, and none is a lie', () => {
  expect([mbText(null), mbText(0), mbText(20_000), mbText(1_240_000), mbText(1_241_000_000)]).toEqual([
    '–',
    '0.0',
    '< 0.1',
    '1.2',
    '1,241',
  ]);
  expect([opsText(999), opsText(4100)]).toEqual(['999', '4.1k']);
  expect([stopwatch(-1), stopwatch(103_000)]).toEqual(['00:00:00', '00:01:43']);
});
