/** Turns moves of slots into steps: one for each pair of primaries, or several jobs where servers move slots themselves. */
import { counted } from '../../../../shared/format/count.ts';
import type { SlotMove } from '../../../../shared/operations/moves.ts';
import type { MoveOptions } from '../../../../shared/operations/request.ts';
import { toRanges } from '../../topology/slot-ranges.ts';
import { usesDatabases } from '../atomic/databases.ts';
import { nodeById, type ClusterReading, type NodeReading } from '../reading/cluster-reading.ts';
import type { StepDraft } from './plan-of.ts';

/** Slots in one job of the servers at most: an operation can be stopped between two jobs. */
const JOB_SLOTS = 256;

/** Clients see it while slots go by SETSLOT and MIGRATE. */
export const SEVERAL_KEYS = 'Commands with several keys may fail on a slot while it moves.';

export function moveSteps(
  moves: readonly SlotMove[],
  reading: ClusterReading,
  options: MoveOptions,
): StepDraft[] {
  const pairs = new Map<string, { from: NodeReading; to: NodeReading; slots: number[] }>();
  for (const { from, to, first, last } of moves) {
    const key = `${from} ${to}`;
    const pair = pairs.get(key) ?? {
      from: nodeById(reading, from)!,
      to: nodeById(reading, to)!,
      slots: [],
    };
    for (let slot = first; slot <= last; slot++) pair.slots.push(slot);
    pairs.set(key, pair);
  }
  return [...pairs.values()].flatMap(({ from, to, slots }) => {
    const by = from.abilities.atomic;
    const isAble = by !== null && by === to.abilities.atomic && !usesDatabases(from);
    const isAtomic = isAble && options.atomic !== 'never';
    if (!isAtomic) return [slotStep(from, to, slots, options)];
    const steps: StepDraft[] = [];
    for (let at = 0; at < slots.length; at += JOB_SLOTS)
      steps.push(jobStep(by, from, to, slots.slice(at, at + JOB_SLOTS)));
    return steps;
  });
}

function slotStep(from: NodeReading, to: NodeReading, slots: number[], options: MoveOptions): StepDraft {
  return {
    ...common(from, to, slots),
    action: { kind: 'move-slots', from: from.id, to: to.id, slots: toRanges(slots), options },
    commands: [
      { node: to.address, line: `CLUSTER SETSLOT … IMPORTING ${from.id}` },
      { node: from.address, line: `CLUSTER SETSLOT … MIGRATING ${shownId(to)}` },
      { node: from.address, line: `CLUSTER GETKEYSINSLOT … ${options.batchKeys}` },
      { node: from.address, line: `MIGRATE ${to.address} … ${options.timeoutMs} KEYS …` },
      { node: to.address, line: `CLUSTER SETSLOT … NODE ${shownId(to)}` },
      { node: from.address, line: `CLUSTER SETSLOT … NODE ${shownId(to)}` },
    ],
    risk: SEVERAL_KEYS,
  };
}

function jobStep(by: 'valkey' | 'redis', from: NodeReading, to: NodeReading, slots: number[]): StepDraft {
  const ranges = toRanges(slots);
  const line = ranges.map(({ first, last }) => `${first} ${last}`).join(' ');
  return {
    ...common(from, to, slots),
    action: { kind: 'migrate-slots', by, from: from.id, to: to.id, slots: ranges },
    commands: [
      by === 'valkey'
        ? { node: from.address, line: `CLUSTER MIGRATESLOTS SLOTSRANGE ${line} NODE ${shownId(to)}` }
        : { node: to.address, line: `CLUSTER MIGRATION IMPORT ${line}` },
    ],
    risk: 'Writes to the slots pause for a moment when their owner changes.',
  };
}

/** A node that a reset gives a new ID goes by its address until then. */
const shownId = ({ id, address }: NodeReading) => (id === address ? `<ID of ${address}>` : id);

function common(from: NodeReading, to: NodeReading, slots: number[]) {
  return {
    title: `Move ${counted(slots.length, 'slot')} from ${from.address} to ${to.address}.`,
    // withMovedAmounts fills these in once the slots are chosen.
    moves: { slots: slots.length, keys: null, bytes: null },
    undo: `The slots move back to ${from.address}.`,
    onFailure: 'stop' as const,
  };
}
