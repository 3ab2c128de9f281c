/** Rows about slots: half moved, without an owner, with two, and seen differently. Pure. */
import type { SlotRange } from '../../../../shared/cluster/topology.ts';
import type { Finding, SlotMark } from '../../../../shared/operations/finding.ts';
import type { SituationRow } from '../../../../shared/operations/situation.ts';
import { countSlots } from '../../../../shared/slots/slot-ranges.ts';
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import { counted, grouped } from '../../../../shared/format/count.ts';
import { ownersOf } from '../../topology/slot-claims.ts';
import { toRanges } from '../../topology/slot-ranges.ts';
import { nodeAt, nodeById, ownerTable, type NodeReading } from '../reading/cluster-reading.ts';
import { finishAction, fixAction, rollBackAction } from './actions.ts';
import { slotPair, type Facts } from './facts.ts';
import { rowOf } from './row.ts';
import type { Taken } from './shard-rows.ts';

/** Milliseconds without a change of its keys after which a move counts as stuck. */
const STUCK_MS = 10_000;

/** Slots that one node gives and one takes, as their marks say; a mark may be missing at either. */
interface OpenMove {
  from: string;
  to: string;
  slots: number[];
  /** Slots whose mark is missing at the source, and at the target. */
  unmarked: { from: number; to: number };
  marks: SlotMark[];
}

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

/** The shard of a node by its number, else its address. */
function place({ shards, reading }: Facts, id: string): string {
  const shard = shards.find(({ primary, replicas }) => [primary, ...replicas].some((node) => node.id === id));
  return shard !== undefined && shard.number !== null
    ? `shard ${shard.number}`
    : (nodeById(reading, id)?.address ?? id);
}

const slotsWords = (slots: readonly number[]) =>
  slots.length === 1 ? `Slot ${slots[0]}` : counted(slots.length, 'slot');
const isAre = (slots: readonly unknown[]) => (slots.length === 1 ? 'is' : 'are');

/**
 * Replicas know the marks of their primary from Valkey 8 on: theirs count while the primary does not answer, and otherwise only
 * where it has the same.
 */
export function openMoves({ reading }: Pick<Facts, 'reading'>, findings: readonly Finding[]): OpenMove[] {
  const moves = new Map<string, OpenMove>();
  const states = new Map<string, Set<SlotMark['state']>>();
  const all = findings
    .filter(({ kind }) => kind === 'open')
    .flatMap(({ marks }) => marks)
    .map((mark) => {
      const node = nodeAt(reading, mark.node);
      const primary = node?.role === 'replica' ? nodeById(reading, node.primaryId ?? '') : undefined;
      const own = primary?.id ?? node?.id ?? mark.node;
      const [from, to] = mark.state === 'migrating' ? [own, mark.other] : [mark.other, own];
      return { mark, from, to, pair: `${from} ${to}`, counts: !primary || primary.trouble !== null };
    });
  for (const { mark, from, to, pair } of all.filter(({ counts }) => counts)) {
    const move = moves.get(pair) ?? { from, to, slots: [], unmarked: { from: 0, to: 0 }, marks: [] };
    moves.set(pair, move);
    move.marks.push(mark);
    if (!move.slots.includes(mark.slot)) move.slots.push(mark.slot);
    const key = `${pair} ${mark.slot}`;
    states.set(key, (states.get(key) ?? new Set()).add(mark.state));
  }
  for (const { mark, pair, counts } of all)
    if (!counts && states.get(`${pair} ${mark.slot}`)?.has(mark.state)) moves.get(pair)!.marks.push(mark);
  for (const [pair, move] of moves)
    for (const slot of move.slots) {
      const marked = states.get(`${pair} ${slot}`)!;
      if (!marked.has('migrating')) move.unmarked.from++;
      if (!marked.has('importing')) move.unmarked.to++;
    }
  return [...moves.values()];
}

const openRows = (facts: Facts, findings: readonly Finding[]): Taken[] =>
  openMoves(facts, findings).map((move) => ({
    findings: findings.filter(
      ({ kind, marks }) => kind === 'open' && marks.some((mark) => move.marks.includes(mark)),
    ),
    row: openRow(facts, move),
  }));

function openRow(facts: Facts, move: OpenMove): SituationRow {
  const { reading, memory, measures } = facts;
  const { from, to, slots, unmarked, marks } = move;
  const sum = (id: string): number | null => {
    const counts = slots.map((slot) => measures.slotKeys.get(slotPair(id, slot)));
    return counts.some((count) => count === undefined) ? null : counts.reduce<number>((a, b) => a + b!, 0);
  };
  const [left, come] = [sum(from), sum(to)];
  const id = `open ${from} ${to}`;
  // Between two slots of a move no slot is open.
  const earlier = memory.rows.get(id) ?? memory.resolved.find(({ row }) => row.id === id)?.row;
  const changedAt = slots
    .flatMap((slot) => [slotPair(from, slot), slotPair(to, slot)])
    .flatMap((pair) => {
      const before = memory.slotKeys.get(pair);
      const now = measures.slotKeys.get(pair);
      // Opened since: the move has gone on to another slot.
      if (before === undefined) return earlier && now !== undefined ? reading.readAt : [];
      return before === now ? (memory.slotKeysAt.get(pair) ?? []) : reading.readAt;
    });
  const began = earlier?.since.at ?? reading.readAt;
  const isMoving = changedAt.some((at) => at > began && reading.readAt - at < STUCK_MS);
  const half = unmarked.from > 0 || unmarked.to > 0;
  const between = `${place(facts, from)} and ${place(facts, to)}`;
  const isWhole = left === 0;
  return rowOf(facts, [], {
    id,
    shape: isMoving ? 'clock' : 'triangle',
    severity: isMoving ? 'note' : 'error',
    shard: facts.shards.find(({ primary }) => primary.id === from)?.number ?? null,
    title: isMoving
      ? `${slotsWords(slots)} ${isAre(slots)} moving from ${place(facts, from)} to ${place(facts, to)}`
      : `${slotsWords(slots)} ${isAre(slots)} ${half ? 'open' : 'half moved'} between ${between}`,
    tag: isMoving ? 'MOVING' : half ? 'HALF OPEN' : 'HALF MOVED',
    slots: toRanges(slots),
    service: 'risk',
    keys: {
      count: left === null || come === null ? null : left + come,
      countedAt: null,
      text:
        left === null || come === null
          ? ''
          : `${grouped(come)} of ${counted(left + come, 'key')} ${come === 1 ? 'is' : 'are'} at ${place(facts, to)}, ${grouped(left)} still at ${place(facts, from)}`,
    },
    affects: half
      ? 'Keys that have moved are not found: without both marks no node redirects with ASK.'
      : 'Multi-key commands on it can get TRYAGAIN; single keys are found through ASK.',
    byItself: isMoving
      ? { lead: 'Nothing.', text: 'A client moves the keys now; servers never end a move.' }
      : {
          lead: 'Nothing.',
          text: 'Servers never end a move, and its keys do not change: whoever began it is gone, or pauses.',
        },
    next: isMoving
      ? 'Wait until whoever moves it is done. Do not begin a second move of it.'
      : isWhole
        ? 'Finish it: no key is left to move. Do not take its marks away while keys are on both sides.'
        : `Finish it${left === null ? '' : `: ${counted(left, 'key')} to move`}${come === null ? '' : `; rolling back moves ${grouped(come)}`}. Do not take its marks away while keys are on both sides.`,
    actions: isMoving
      ? []
      : [
          finishAction(facts, `The keys that are left go to ${place(facts, to)}, which then owns the slot.`),
          rollBackAction(
            facts,
            `The keys that have moved go back to ${place(facts, from)}, which keeps the slot.`,
          ),
        ],
    details: marks.map(({ node, slot, state, other }) => ({
      node,
      says: state === 'migrating' ? `[${slot}->-${other}]` : `[${slot}-<-${other}]`,
    })),
    commands: slots.slice(0, 3).map((slot) => `CLUSTER COUNTKEYSINSLOT ${slot}`),
  });
}

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
      next: 'Start the node that owned them, if there is one: it has their keys. Only else give them to others with fix.',
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

function contestedRow(facts: Facts, finding: Finding): Taken {
  const { slots, nodes } = finding;
  const [first, ...others] = nodes;
  const count = countSlots(slots);
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

function viewsRow(facts: Facts, finding: Finding): Taken {
  const { reading } = facts;
  return {
    findings: [finding],
    row: rowOf(facts, [finding], {
      id: 'views-differ',
      shape: 'triangle',
      severity: 'error',
      title: `${counted(finding.nodes.length, 'node')} do not name the same owners`,
      tag: 'MAPS DIFFER',
      slots: differing(facts, reading.nodes),
      service: 'risk',
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
