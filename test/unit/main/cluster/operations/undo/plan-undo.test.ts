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
import { OperationNodes } from '../../../../../../main/cluster/operations/reading/nodes.ts';
import { planUndo } from '../../../../../../main/cluster/operations/undo/plan-undo.ts';
import { parseClusterNodes } from '../../../../../../main/cluster/topology/reading.ts';
import { planned } from '../../../../../support/run-steps.ts';
import type { Plan } from '../../../../../../shared/operations/plan.ts';
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

const never = () => Promise.reject(new Error('no name is looked up'));

async function undoOf(records: readonly JournalRecord[], reading: ClusterReading) {
  const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 1000 });
  try {
    return await planUndo(records, reading, nodes, never);
  } finally {
    nodes.close();
  }
}

function recordsOf(before: ClusterReading): JournalRecord[] {
  const plan = planOf(before, {
    request,
    title: 'Move 600 slots',
    remarks: [],
    nodes: [A, B],
    owners: [A, B],
    steps: moveSteps(moves, before, options!),
  });
  return [
    { record: 'begin', at: 1, id: 'one', pid: 1, plan },
    { record: 'step', at: 1, step: 0, state: 'begun', text: '' },
    { record: 'slots', at: 1, step: 0, state: 'open', slots: [7] },
    { record: 'slots', at: 1, step: 0, state: 'closed', slots: [7] },
    { record: 'step', at: 1, step: 0, state: 'done', text: '' },
    { record: 'end', at: 1, state: 'done', text: '' },
  ];
}

const movesIn = ({ steps }: Plan) =>
  steps.flatMap(({ action }) =>
    action.kind === 'move-slots' ? [{ from: action.from, to: action.to, slots: action.slots }] : [],
  );

test('undo moves back what the target still owns, and names the rest', async () => {
  const records = recordsOf(readingOf(['0-5000', '5001-10000', '10001-16383']));
  const states = records.map((_, i) => foldJournal(records.slice(0, i + 1))!);
  expect(states.map(({ stepsDone }) => stepsDone.size)).toEqual([0, 0, 0, 0, 1, 1]);
  expect(states.map(({ ended }) => ended)).toEqual([null, null, null, null, null, 'done']);
  expect(foldJournal([])).toBeNull();

  // Slots 0 to 9 went on to C; 500 to 599 never left A.
  const now = readingOf(['500-5000', '10-499 5001-10000', '0-9 10001-16383']);
  expect(ownerTable(now)[9]).toBe(C);
  const undo = planned(await undoOf(records, now));
  expect(movesIn(undo)).toEqual([{ from: B, to: A, slots: [{ first: 10, last: 499 }] }]);
  expect(undo.remarks).toEqual(['Other nodes own slots by now, which stay there: 0-9.']);
  expect(undo.request).toEqual({ kind: 'undo', of: 'one' });
});

test('a slot that is open at the servers is finished and then moved back, whatever the journal says', async () => {
  const records = recordsOf(readingOf(['0-5000', '5001-10000', '10001-16383']));
  // Slot 7 is open at both, slot 8 at the source only and the target owns it, slots from 9 on have not moved.
  const now = readingOf([`7 9-5000 [7->-${B}] [8->-${B}]`, `0-6 8 5001-10000 [7-<-${A}]`, '10001-16383']);
  const undo = planned(await undoOf(records, now));
  expect(movesIn(undo)).toEqual([
    { from: A, to: B, slots: [{ first: 7, last: 8 }] },
    { from: B, to: A, slots: [{ first: 0, last: 8 }] },
  ]);
  expect(undo.remarks[0]).toMatch(/^Slots that are open go on/);
  // Someone else has slot 7 open.
  const foreign = readingOf([`7-5000 [7->-${C}]`, '0-6 5001-10000', '10001-16383']);
  const refused = await undoOf(records, foreign);
  expect('refusal' in refused && refused.refusal).toContain('Slot 7 is open at 127.0.0.1:7000');
});

test('marks that only the replicas of the source and the target have are of the operation, as those of their primaries', async () => {
  const records = recordsOf(readingOf(['0-5000', '5001-10000', '10001-16383']));
  const now = readingOf(['7-5000', '0-6 5001-10000', '10001-16383']);
  const replica = (of: number, id: string, marks: Partial<NodeReading['line']>): NodeReading => {
    const primary = now.nodes[of]!;
    const line = { ...primary.line, id, flags: ['slave'], slots: [], ...marks };
    return { ...primary, id, line, role: 'replica', primaryId: primary.id };
  };
  const replicas = [
    replica(0, 'd'.repeat(40), { migrating: [{ slot: 7, to: B }] }),
    replica(1, 'e'.repeat(40), { importing: [{ slot: 7, from: A }] }),
  ];
  const undo = planned(await undoOf(records, { ...now, nodes: [...now.nodes, ...replicas] }));
  expect(movesIn(undo)).toEqual([
    { from: A, to: B, slots: [{ first: 7, last: 7 }] },
    { from: B, to: A, slots: [{ first: 0, last: 7 }] },
  ]);
});

test('an undo that is undone again moves each slot to where it was', async () => {
  const first = recordsOf(readingOf(['0-5000', '5001-10000', '10001-16383']));
  const open = readingOf([`7-5000 [7->-${B}]`, `0-6 5001-10000 [7-<-${A}]`, '10001-16383']);
  const plan = planned(await undoOf(first, open));
  const records: JournalRecord[] = [
    { record: 'begin', at: 1, id: 'two', pid: 1, plan },
    ...plan.steps.map(({ number: step }): JournalRecord => ({
      ...{ record: 'step', at: 1, step, state: 'done', text: '' },
    })),
  ];
  const undone = readingOf(['0-5000', '5001-10000', '10001-16383']);
  // Slot 7 was the source's before, so it stays there.
  expect(movesIn(planned(await undoOf(records, undone)))).toEqual([
    { from: A, to: B, slots: [{ first: 0, last: 6 }] },
  ]);
});
