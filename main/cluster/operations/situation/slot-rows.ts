/** Rows about slots: open, without an owner, with two, and seen differently. Pure. */
import type { SlotRange } from '../../../../shared/cluster/topology.ts';
import type { Finding } from '../../../../shared/operations/finding.ts';
import { countSlots, slotsOfRanges } from '../../../../shared/slots/slot-ranges.ts';
import type { SituationRow } from '../../../../shared/operations/situation.ts';
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import { counted } from '../../../../shared/format/count.ts';
import { ownersOf } from '../../topology/slot-claims.ts';
import { toRanges } from '../../topology/slot-ranges.ts';
import { nodeAt, ownerTable, type NodeReading } from '../reading/cluster-reading.ts';
import { fixAction } from './actions.ts';
import { slotPair, type Facts } from './facts.ts';
import { rowBefore } from './memory.ts';
import { openRows } from './open-rows.ts';
import { ownMoveOf } from './own-moves.ts';
import { rowOf } from './row.ts';
import type { Taken } from './shard-rows.ts';

/** Milliseconds in which gossip settles what nodes say differently. */
const SETTLE_MS = 10_000;

export const slotRows = (facts: Facts, findings: readonly Finding[]): Taken[] => [
  ...openRows(facts, findings),
  ...findings.flatMap((one) =>
    one.kind === 'uncovered'
      ? [uncoveredRow(facts, one)]
      : one.kind === 'contested'
        ? [contestedRow(facts, one)]
        : one.kind === 'views-differ'
          ? [viewsRow(facts, one)]
          : [],
  ),
];

function uncoveredRow(facts: Facts, finding: Finding): Taken {
  const { slots } = finding;
  const count = countSlots(slots);
  return {
    findings: [finding],
    row: rowOf(facts, [finding], {
      id: 'uncovered',
      shape: 'octagon',
      title: `${counted(count, 'slot')} ${count === 1 ? 'has' : 'have'} no owner`,
      tag: 'NOT SERVED',
      slots,
      service: 'unserved',
      keys: { count: null, countedAt: null, text: 'keys not known: no node owns them' },
      affects: 'Every command on them is refused with CLUSTERDOWN: no node says that it owns them.',
      byItself: { lead: 'Nothing.', text: 'Servers never give slots to a node by themselves.' },
      next: 'Start the node that owned them, if there is one: it has their keys. Only if it is lost, give them to others with fix.',
      actions: [
        fixAction(
          facts,
          'Each slot goes to the node that has keys of it, or to the one with the fewest slots.',
        ),
      ],
      commands: ['CLUSTER SLOTS', 'CLUSTER NODES'],
    }),
  };
}

/** Whether an operation of this computer moves all these slots now. */
const areMovedHere = ({ measures }: Facts, slots: readonly SlotRange[]): boolean =>
  measures.ownMoves.length > 0 &&
  slots.every(({ first, last }) => {
    for (let slot = first; slot <= last; slot++)
      if (ownMoveOf(measures.ownMoves, slot)?.isRunning !== true) return false;
    return true;
  });

function contestedRow(facts: Facts, finding: Finding): Taken {
  const { slots, nodes } = finding;
  const [first, ...others] = nodes;
  const count = countSlots(slots);
  if (areMovedHere(facts, slots)) return { findings: [finding], row: handedOver(facts, finding) };
  return {
    findings: [finding],
    row: rowOf(facts, [finding], {
      id: `contested ${nodes.join(' ')}`,
      shape: 'triangle',
      severity: 'error',
      title: `${counted(count, 'slot')} ${count === 1 ? 'has' : 'have'} ${nodes.length === 2 ? 'two' : nodes.length} owners`,
      tag: nodes.length === 2 ? 'TWO OWNERS' : 'SEVERAL OWNERS',
      slots,
      service: 'risk',
      keys: { count: null, countedAt: null, text: keysAtEach(facts, finding) },
      affects: 'Clients are sent to either, so a key may have two values.',
      byItself: {
        lead: 'The higher epoch wins:',
        text: `${others.join(' and ')} ${others.length === 1 ? 'deletes its' : 'delete their'} keys of these slots once ${others.length === 1 ? 'it learns' : 'they learn'} that ${first} owns them.`,
      },
      next: `Save the keys of ${others.join(' and ')} first, if they matter. Do not send SETSLOT by hand: it decides at once.`,
      actions: [
        fixAction(facts, `The keys of the slots are brought to one owner, and the others give the slots up.`),
      ],
      commands: ['CLUSTER NODES', 'CLUSTER INFO'],
    }),
  };
}

/** `10 keys at a, 1 key at b`. */
function keysAtEach({ measures, reading }: Facts, { nodes, slots }: Finding): string {
  const counts = nodes.map((address) => {
    const id = nodeAt(reading, address)?.id ?? '';
    const each = slotsOfRanges(slots).map((slot) => measures.slotKeys.get(slotPair(id, slot)));
    return each.includes(undefined) ? null : each.reduce<number>((sum, keys) => sum + keys!, 0);
  });
  return counts.every((count) => count === null)
    ? 'keys not known: their owners have not counted them'
    : nodes
        .map(
          (address, i) =>
            `${counts[i] === null ? 'keys not known' : counted(counts[i]!, 'key')} at ${address}`,
        )
        .join(', ');
}

/** The target of a move claims a slot before its source gives it up, when no key is left there. */
function handedOver(facts: Facts, finding: Finding): SituationRow {
  const count = countSlots(finding.slots);
  return rowOf(facts, [finding], {
    id: `contested ${finding.nodes.join(' ')}`,
    shape: 'clock',
    title: `${counted(count, 'slot')} ${count === 1 ? 'is' : 'are'} being handed over to ${finding.nodes[0]}`,
    tag: 'MOVING',
    slots: finding.slots,
    affects: 'Nobody: all keys are at the new owner.',
    byItself: { lead: 'Under way:', text: 'an operation of this computer tells the nodes of the new owner.' },
    next: 'Wait until it is done.',
  });
}

/** Nodes differ for a moment after each slot that has moved, and after each election. */
function viewsRow(facts: Facts, finding: Finding): Taken {
  const { reading, memory } = facts;
  const slots = differing(facts, reading.nodes);
  const seenAt = rowBefore(memory, 'views-differ')?.since.at ?? reading.readAt;
  const isFresh = memory.begunAt !== null && reading.readAt - seenAt < SETTLE_MS;
  const isPassing = isFresh || areMovedHere(facts, slots);
  return {
    findings: [finding],
    row: rowOf(facts, [finding], {
      id: 'views-differ',
      shape: isPassing ? 'clock' : 'triangle',
      severity: isPassing ? 'note' : 'error',
      title: `${counted(finding.nodes.length, 'node')} do not name the same owners`,
      tag: 'MAPS DIFFER',
      slots,
      service: 'risk',
      keys: { count: null, countedAt: null, text: 'keys not counted' },
      affects: 'Clients are redirected more often, and some of them to a node that does not own the slot.',
      byItself: {
        lead: 'Gossip settles it',
        text: 'within seconds, if the nodes see each other and one has a higher epoch.',
      },
      next: 'Wait some seconds. If it stays, fix.',
      actions: [fixAction(facts, 'All nodes are told the owners that count by epoch.')],
      commands: ['CLUSTER NODES', 'CLUSTER SLOTS'],
    }),
  };
}

/** Slots of which any node names another owner than the reading has. */
function differing({ reading }: Facts, nodes: readonly NodeReading[]): SlotRange[] {
  const table = ownerTable(reading);
  const slots = new Set<number>();
  for (const { view } of nodes) {
    if (!view) continue;
    const owners = ownersOf(view, []).slots;
    const own = new Array<string | undefined>(SLOT_COUNT).fill(undefined);
    for (const [id, ranges] of owners) for (const { first, last } of ranges) own.fill(id, first, last + 1);
    for (let slot = 0; slot < SLOT_COUNT; slot++) if (own[slot] !== table[slot]) slots.add(slot);
  }
  return toRanges(slots);
}
