import { expect, test } from 'vitest';
import { moveSteps } from '../../../../../../main/cluster/operations/planning/move-steps.ts';
import { planOf } from '../../../../../../main/cluster/operations/planning/plan-of.ts';
import {
  claimsOf,
  ownerTable,
  type ClusterReading,
  type NodeReading,
} from '../../../../../../main/cluster/operations/reading/cluster-reading.ts';
import { foldJournal } from '../../../../../../main/cluster/operations/run/journal.ts';
import { undoPlan } from '../../../../../../main/cluster/operations/run/undo.ts';
import { parseClusterNodes } from '../../../../../../main/cluster/topology/reading.ts';
import type { JournalRecord } from '../../../../../../shared/operations/journal.ts';
import { requestSchema } from '../../../../../../shared/operations/request.ts';

const [A, B, C] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];

function readingOf(slots: readonly string[], atomic: 'valkey' | null = null): ClusterReading {
  const nodes = [A, B, C].map((id, i): NodeReading => {
    const address = `127.0.0.1:700${i}`;
    const text = `${id} ${address}@1700${i} master - 0 0 ${i + 1} connected ${slots[i]}\n`;
    const [line] = parseClusterNodes(text, address);
    return {
      id,
      address,
      trouble: null,
      line: line!,
      role: 'primary',
      primaryId: null,
      configEpoch: i + 1,
      view: [line!],
      clusterInfo: new Map(),
      info: new Map(),
      server: '',
      keys: 0,
      abilities: { atomic, slotStats: false },
      links: null,
    };
  });
  return { readAt: 1, seed: '127.0.0.1:7000', seedId: A, nodes, owners: claimsOf(nodes) };
}

const request = requestSchema.parse({ kind: 'reshard', from: [A], to: B, amount: 600 });
const options = 'move' in request ? request.move : undefined;
const moves = [{ first: 0, last: 599, from: A, to: B }];

test('servers that move slots themselves get jobs of 256 slots at most, each slot once', () => {
  const steps = moveSteps(moves, readingOf(['0-5000', '5001-10000', '10001-16383'], 'valkey'), options!);
  expect(steps.map(({ moves: amount }) => amount!.slots)).toEqual([256, 256, 88]);
  expect(steps.map(({ action }) => 'slots' in action && action.slots)).toEqual([
    [{ first: 0, last: 255 }],
    [{ first: 256, last: 511 }],
    [{ first: 512, last: 599 }],
  ]);
});

test('undo moves back what the target still owns, and names the rest', () => {
  const before = readingOf(['0-5000', '5001-10000', '10001-16383']);
  const plan = planOf(before, {
    request,
    title: 'Move 600 slots',
    remarks: [],
    nodes: [A, B],
    owners: [A, B],
    steps: moveSteps(moves, before, options!),
  });
  const records: JournalRecord[] = [
    { record: 'begin', at: 1, id: 'one', pid: 1, plan },
    { record: 'step', at: 1, step: 0, state: 'begun', text: '' },
    { record: 'slots', at: 1, step: 0, state: 'open', slots: [7] },
    { record: 'slots', at: 1, step: 0, state: 'closed', slots: [7] },
    { record: 'step', at: 1, step: 0, state: 'done', text: '' },
    { record: 'end', at: 1, state: 'done', text: '' },
  ];
  const states = records.map((_, i) => foldJournal(records.slice(0, i + 1))!);
  expect(states.map(({ stepsDone }) => stepsDone.size)).toEqual([0, 0, 0, 0, 1, 1]);
  expect(states.map(({ openSlots }) => openSlots.size)).toEqual([0, 0, 1, 0, 0, 0]);
  expect(states.map(({ ended }) => ended)).toEqual([null, null, null, null, null, 'done']);
  expect(foldJournal([])).toBeNull();

  // Slots 0 to 9 went on to C; 500 to 599 never left A.
  const now = readingOf(['500-5000', '10-499 5001-10000', '0-9 10001-16383']);
  expect(ownerTable(now)[9]).toBe(C);
  const undo = undoPlan(records, now);
  if ('refusal' in undo) throw new Error(undo.refusal);
  expect(undo.steps.map(({ action }) => action)).toEqual([
    { kind: 'move-slots', from: B, to: A, slots: [{ first: 10, last: 499 }], options },
  ]);
  expect(undo.remarks).toEqual(['Other nodes own slots by now, which stay there: 0-9.']);
  expect(undoPlan(records.slice(0, 3), now)).toHaveProperty('refusal');
});
