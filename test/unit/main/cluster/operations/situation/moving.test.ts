/** Slots that change hands: by an operation of this computer, while a reading is made, and as gossip spreads it. */
import { expect, test } from 'vitest';
import { findingsOf } from '../../../../../../main/cluster/operations/findings/findings.ts';
import type { ClusterReading } from '../../../../../../main/cluster/operations/reading/cluster-reading.ts';
import { slotPair } from '../../../../../../main/cluster/operations/situation/facts.ts';
import { NO_MEMORY } from '../../../../../../main/cluster/operations/situation/memory.ts';
import type { OwnMove } from '../../../../../../main/cluster/operations/situation/own-moves.ts';
import {
  newlyUnclear,
  passingIn,
  withoutPassing,
} from '../../../../../../main/cluster/operations/situation/passing.ts';
import type { Plan } from '../../../../../../shared/operations/plan.ts';
import { A, B, drawn, look, NOW, rowsOf } from './drawn-situation.ts';

const own = (isRunning: boolean, slots: [number, number][] = [[449, 460]]): OwnMove => ({
  name: 'reshard-1',
  isRunning,
  plan: {
    title: 'Move 12 slots',
    steps: [{ action: { kind: 'move-slots', slots: slots.map(([first, last]) => ({ first, last })) } }],
  } as unknown as Plan,
});
const openAt = (...slots: number[]) => ({
  a: { marks: { migrating: slots.map((slot) => ({ slot, to: 'b' })), importing: [] } },
  b: { marks: { migrating: [], importing: slots.map((slot) => ({ slot, from: 'a' })) } },
});
const counts = (left: number, come: number, slot = 449) =>
  new Map([
    [slotPair('a', slot), left],
    [slotPair('b', slot), come],
  ]);

test('a slot that an operation of this computer moves now is moving from the first reading on', () => {
  const measures = { slotKeys: counts(6, 4), ownMoves: [own(true)] };
  const first = look(drawn(openAt(449)), NO_MEMORY, measures);
  expect(first.situation.rows).toMatchObject([{ tag: 'MOVING', severity: 'note', actions: [] }]);
  const later = look(drawn(openAt(449), NOW + 60_000), first.memory, measures);
  expect(later.situation.rows).toMatchObject([{ tag: 'MOVING' }]);
  expect(later.situation.rows[0]!.byItself.text).toContain('they have not changed for 60 s');
});

test('once the operation has ended, its slot is half moved as soon as its keys stand still, since it opened', () => {
  const first = look(drawn(openAt(449)), NO_MEMORY, { slotKeys: counts(6, 4), ownMoves: [own(true)] });
  const ended = { ownMoves: [own(false)] };
  const second = look(drawn(openAt(449), NOW + 2000), first.memory, { ...ended, slotKeys: counts(5, 5) });
  expect(second.situation.rows).toMatchObject([{ tag: 'MOVING' }]);
  const third = look(drawn(openAt(449), NOW + 4000), second.memory, { ...ended, slotKeys: counts(5, 5) });
  expect(third.situation.rows).toMatchObject([{ tag: 'HALF MOVED', severity: 'error', since: { at: NOW } }]);
  expect(third.situation.rows[0]!.actions.map(({ key, resume }) => [key, resume])).toEqual([
    ['T', 'reshard-1'],
    ['F', null],
    ['R', null],
  ]);
});

test('a slot between the same nodes that no operation moves is a row of its own', () => {
  const slotKeys = new Map([...counts(6, 4), ...counts(1, 1, 7)]);
  const rows = rowsOf(drawn(openAt(7, 449)), NO_MEMORY, { slotKeys, ownMoves: [own(true)] });
  expect(rows.map(({ tag, slots }) => [tag, slots])).toEqual([
    ['HALF MOVED', [{ first: 7, last: 7 }]],
    ['MOVING', [{ first: 449, last: 449 }]],
  ]);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(2);
});

const differing = (at = NOW): ClusterReading => {
  const reading = drawn({}, at);
  const view = reading.nodes[2]!.view!.map((line) =>
    line.id === 'a' ? { ...line, slots: [{ first: 0, last: 5000 }] } : line,
  );
  reading.nodes[2] = { ...reading.nodes[2]!, view };
  return reading;
};

test('maps that differ are an error once gossip has had its time, and at once where nobody knows for how long they have', () => {
  expect(rowsOf(differing())).toMatchObject([{ tag: 'MAPS DIFFER', severity: 'error' }]);
  const calm = look(drawn({}, NOW - 2000));
  const first = look(differing(), calm.memory);
  expect(first.situation.rows).toMatchObject([{ tag: 'MAPS DIFFER', severity: 'note', shape: 'clock' }]);
  const later = look(differing(NOW + 10_000), first.memory);
  expect(later.situation.rows).toMatchObject([{ severity: 'error', since: { at: NOW } }]);
  const moved = look(differing(), NO_MEMORY, { ownMoves: [own(true, [[5001, 5460]])] });
  expect(moved.situation.rows).toMatchObject([{ severity: 'note' }]);
});

test('two owners of slots that an operation hands over are no error, and those of others are', () => {
  const two = drawn({ b: { slots: [[5400, 10922]] } });
  const handed = rowsOf(two, NO_MEMORY, { ownMoves: [own(true, [[5400, 5460]])] });
  expect(handed).toMatchObject([{ tag: 'MOVING', severity: 'note', actions: [] }]);
  const partly = rowsOf(two, NO_MEMORY, { ownMoves: [own(true, [[5401, 5460]])] });
  expect(partly).toMatchObject([{ tag: 'TWO OWNERS', severity: 'error' }]);
  expect(partly[0]!.keys.text).toBe('keys not known: their owners have not counted them');
  const one = drawn({
    b: {
      slots: [
        [449, 449],
        [5461, 10922],
      ],
    },
  });
  expect(rowsOf(one, NO_MEMORY, { slotKeys: counts(10, 1) })[0]!.keys.text).toBe(
    `1 key at ${B}, 10 keys at ${A}`,
  );
  expect(rowsOf(two, NO_MEMORY, { ownMoves: [own(false, [[5400, 5460]])] })).toMatchObject([
    { tag: 'TWO OWNERS' },
  ]);
});

test('slots that have no owner in one of two readings are changing hands, and those without in both are not served', () => {
  const first = drawn({ c: { slots: [[10923, 16000]] } });
  const second = drawn({
    c: {
      slots: [
        [10923, 15000],
        [15501, 16383],
      ],
    },
  });
  const unclear = newlyUnclear(first, NO_MEMORY);
  expect(unclear.size).toBe(383);
  const passing = passingIn(second, unclear, NO_MEMORY);
  expect(passing).toEqual([{ first: 15001, last: 15500 }]);
  const found = (reading: ClusterReading) => findingsOf(reading).filter(({ kind }) => kind === 'uncovered');
  expect(withoutPassing(found(second), passing)).toEqual([]);
  expect(withoutPassing(found(first), passing)).toHaveLength(1);
  const known = look(first).memory;
  expect(newlyUnclear(first, known).size).toBe(0);
  expect(newlyUnclear(second, known).size).toBe(500);
  const calm = drawn();
  expect(newlyUnclear(calm, NO_MEMORY).size).toBe(0);
});
