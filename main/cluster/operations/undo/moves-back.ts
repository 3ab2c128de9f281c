/** Which slots an operation has moved that can go back, and which it has left open. Pure. */
import type { SlotRange } from '../../../../shared/cluster/topology.ts';
import type { ActionOf } from '../../../../shared/operations/action.ts';
import { movesSlots } from '../../../../shared/operations/moves-slots.ts';
import type { PlanRefusal, SlotMove } from '../../../../shared/operations/moves.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';
import { moveOptionsSchema, type MoveOptions } from '../../../../shared/operations/request.ts';
import { slotsOfRanges } from '../../../../shared/slots/slot-ranges.ts';
import { appendSlot, toRanges } from '../../topology/slot-ranges.ts';
import { rangesText } from '../planning/ranges-text.ts';
import {
  awayWithSlots,
  nodeById,
  ownerTable,
  type ClusterReading,
  type NodeReading,
} from '../reading/cluster-reading.ts';
import type { JournalState } from '../run/journal.ts';

export interface MovesBack {
  /** Open slots, which go on to where they were going first. */
  finish: SlotMove[];
  moves: SlotMove[];
  /** Sources that have become replicas of a receiver, having lost their last slot. They must be primaries again. */
  emptied: NodeReading[];
  remarks: string[];
}

type Moving = ActionOf<'move-slots' | 'migrate-slots'>;

export function movesBack(
  { plan, stepsBegun }: JournalState,
  reading: ClusterReading,
): MovesBack | PlanRefusal {
  const steps = plan.steps.flatMap(({ number, action }) =>
    stepsBegun.has(number) && movesSlots(action) ? [action] : [],
  );
  if (steps.length === 0) return { finish: [], moves: [], emptied: [], remarks: [] };
  const open = openPairs(steps, reading);
  if ('refusal' in open) return open;
  // Owners once the open slots are finished, and before the operation.
  const owners = ownerTable(reading);
  const finish: Pairs = new Map();
  for (const [slot, { from, to }] of open.pairs) {
    if (owners[slot] !== from && owners[slot] !== to) continue;
    add(finish, from, to, slot);
    owners[slot] = to;
  }
  const old = [...owners];
  const taken = new Set<number>();
  for (const { from, to, slots } of [...steps].reverse())
    for (const slot of slotsOfRanges(slots))
      if (old[slot] === to) old[slot] = from;
      else if (old[slot] !== from) taken.add(slot);
  const back: Pairs = new Map();
  for (const [slot, owner] of owners.entries())
    if (owner !== undefined && old[slot] !== owner) add(back, owner, old[slot]!, slot);
  const moves = movesOf(back);
  const remarks =
    taken.size > 0 ? [`Other nodes own slots by now, which stay there: ${rangesText(taken)}.`] : [];
  const all = [...movesOf(finish), ...moves];
  const away = all.length > 0 && awayWithSlots(reading);
  if (away)
    return {
      refusal: `${away.address} has slots and does not answer. Slots are not moved before it is back or given up.`,
    };
  const emptied = emptiedIn(moves, reading);
  if ('refusal' in emptied) return emptied;
  return { finish: movesOf(finish), moves, emptied: emptied.nodes, remarks };
}

/** By slot with a mark: the pair of the operation's nodes that it is open between. */
function openPairs(
  steps: readonly Moving[],
  reading: ClusterReading,
): { pairs: Map<number, { from: string; to: string }> } | PlanRefusal {
  const bySlot = new Map<number, Moving[]>();
  for (const step of steps)
    for (const slot of slotsOfRanges(step.slots)) bySlot.set(slot, [...(bySlot.get(slot) ?? []), step]);
  const pairs = new Map<number, { from: string; to: string }>();
  for (const { id: own, role, primaryId, address, line } of reading.nodes) {
    // A replica has the marks of its primary (Valkey 8).
    const id = role === 'replica' && primaryId !== null ? primaryId : own;
    const marks = [
      ...line.migrating.map(({ slot, to }) => ({ slot, from: id, to })),
      ...line.importing.map(({ slot, from }) => ({ slot, from, to: id })),
    ];
    for (const { slot, from, to } of marks) {
      const known = bySlot.get(slot);
      if (!known) continue;
      const pair = pairs.get(slot);
      const isOurs = known.some((step) => step.from === from && step.to === to);
      if (!isOurs || (pair && (pair.from !== from || pair.to !== to)))
        return {
          refusal: `Slot ${slot} is open at ${address}, and not by this operation. Wait for the other one, or fix the cluster first.`,
        };
      pairs.set(slot, { from, to });
    }
  }
  return { pairs };
}

/** Whoever gets slots back must be a primary, or become one again. */
function emptiedIn(
  moves: readonly SlotMove[],
  reading: ClusterReading,
): { nodes: NodeReading[] } | PlanRefusal {
  const givers = new Set(moves.map(({ from }) => from));
  const nodes: NodeReading[] = [];
  for (const id of new Set(moves.map(({ to }) => to))) {
    const node = nodeById(reading, id);
    if (!node) return { refusal: 'A primary that gave slots away is not in the cluster any more.' };
    if (node.trouble !== null) return { refusal: `${node.address}, which gave slots away, does not answer.` };
    if (node.role === 'primary') continue;
    if (!givers.has(node.primaryId ?? ''))
      return {
        refusal: `${node.address}, which gave slots away, is a replica now. Let it take over first (failover).`,
      };
    nodes.push(node);
  }
  return { nodes };
}

/** By source and target. */
type Pairs = Map<string, { from: string; to: string; slots: number[] }>;

function add(pairs: Pairs, from: string, to: string, slot: number): void {
  const key = `${from} ${to}`;
  const pair = pairs.get(key) ?? { from, to, slots: [] };
  pair.slots.push(slot);
  pairs.set(key, pair);
}

const movesOf = (pairs: Pairs): SlotMove[] =>
  [...pairs.values()].flatMap(({ from, to, slots }) =>
    toRanges(slots).map((range) => ({ ...range, from, to })),
  );

/** How the operation moved its slots. */
export function optionsOf({ request, steps }: Plan): MoveOptions {
  if ('move' in request) return request.move;
  const moving = steps.find(({ action }) => action.kind === 'move-slots');
  return moving?.action.kind === 'move-slots' ? moving.action.options : moveOptionsSchema.parse({});
}

/** The cluster as it will be after the moves. The keys go along. */
export function readingAfter(reading: ClusterReading, moves: readonly SlotMove[]): ClusterReading {
  const owners = ownerTable(reading);
  for (const { first, last, to } of moves) owners.fill(to, first, last + 1);
  const slots = new Map<string, SlotRange[]>();
  for (const [slot, id] of owners.entries()) {
    if (id === undefined) continue;
    const ranges = slots.get(id) ?? [];
    appendSlot(ranges, slot);
    slots.set(id, ranges);
  }
  const gave = new Set(moves.map(({ from }) => from));
  return {
    ...reading,
    nodes: reading.nodes.map((node) =>
      gave.has(node.id) && !slots.has(node.id) ? { ...node, keys: 0 } : node,
    ),
    owners: { ...reading.owners, slots },
  };
}
