/** Rows about slots that are open: moving, or half moved. Pure. */
import type { Finding, SlotMark } from '../../../../shared/operations/finding.ts';
import type { SituationRow } from '../../../../shared/operations/situation.ts';
import { counted, grouped } from '../../../../shared/format/count.ts';
import { toRanges } from '../../topology/slot-ranges.ts';
import { nodeAt, nodeById } from '../reading/cluster-reading.ts';
import { finishAction, resumeAction, rollBackAction } from './actions.ts';
import { slotPair, type Facts } from './facts.ts';
import { rowBefore } from './memory.ts';
import { ownMoveOf, type OwnMove } from './own-moves.ts';
import { rowOf, said, seconds } from './row.ts';
import type { Taken } from './shard-rows.ts';

/** Milliseconds without a change of its keys after which a move counts as stuck. */
const STUCK_MS = 10_000;

/** Slots that one node gives and one takes, as their marks say; a mark may be missing at either. */
interface OpenMove {
  from: string;
  to: string;
  slots: number[];
  /** Slots whose mark is missing at the source, or at the target. */
  unmarked: number[];
  marks: SlotMark[];
}

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
    const move = moves.get(pair) ?? { from, to, slots: [], unmarked: [], marks: [] };
    moves.set(pair, move);
    move.marks.push(mark);
    if (!move.slots.includes(mark.slot)) move.slots.push(mark.slot);
    const key = `${pair} ${mark.slot}`;
    states.set(key, (states.get(key) ?? new Set()).add(mark.state));
  }
  for (const { mark, pair, counts } of all)
    if (!counts && states.get(`${pair} ${mark.slot}`)?.has(mark.state)) moves.get(pair)!.marks.push(mark);
  for (const [pair, move] of moves)
    move.unmarked = move.slots.filter((slot) => states.get(`${pair} ${slot}`)!.size < 2);
  return [...moves.values()];
}

export const openRows = (facts: Facts, findings: readonly Finding[]): Taken[] =>
  openMoves(facts, findings).flatMap((all) => {
    const parts = byOwner(facts, all);
    return parts.map((move, i) => ({
      findings: findings.filter(
        ({ kind, marks }) => kind === 'open' && marks.some((mark) => move.marks.includes(mark)),
      ),
      // The same name when its operation ends and leaves it open.
      row: openRow(facts, move, i === 0 ? '' : ` ${move.own?.name ?? 'others'}`),
    }));
  });

/** A slot that was stuck before is not moving because an operation moves others between the same nodes. */
function byOwner({ measures }: Facts, move: OpenMove): (OpenMove & { own: OwnMove | undefined })[] {
  const slots = new Map<OwnMove | undefined, number[]>();
  for (const slot of move.slots) {
    const own = ownMoveOf(measures.ownMoves, slot);
    slots.set(own, [...(slots.get(own) ?? []), slot]);
  }
  return [...slots].map(([own, some]) => ({
    ...move,
    own,
    slots: some,
    unmarked: move.unmarked.filter((slot) => some.includes(slot)),
    marks: move.marks.filter(({ slot }) => some.includes(slot)),
  }));
}

/**
 * A slot is moving while an operation of this computer that moves it is under way. Of others' moves only the keys tell: a slot
 * is half moved until its keys are seen to change, and again once they have not for STUCK_MS; at once if it is known that
 * the operation has ended.
 */
function openRow(facts: Facts, move: OpenMove & { own: OwnMove | undefined }, suffix: string): SituationRow {
  const { reading, memory, measures } = facts;
  const { from, to, slots, marks, own } = move;
  const sum = (id: string): number | null => {
    const counts = slots.map((slot) => measures.slotKeys.get(slotPair(id, slot)));
    return counts.some((count) => count === undefined) ? null : counts.reduce<number>((a, b) => a + b!, 0);
  };
  const [left, come] = [sum(from), sum(to)];
  const id = `open ${from} ${to}${suffix}`;
  // Between two slots of a move no slot is open.
  const earlier = rowBefore(memory, id) ?? memory.resolved.find(({ row }) => row.id === id)?.row;
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
  const patience = own?.isRunning === false ? 1 : STUCK_MS;
  const isChanging = changedAt.some((at) => at > began && reading.readAt - at < patience);
  const isMoving = own?.isRunning === true || isChanging;
  const still = isChanging ? 0 : reading.readAt - Math.max(began, ...changedAt);
  const half = move.unmarked.length > 0;
  const between = `${place(facts, from)} and ${place(facts, to)}`;
  const isWhole = left === 0;
  const title = own === undefined ? '' : `“${said(own.plan.title)}”`;
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
          ? 'keys not known: not both nodes have counted them'
          : `${grouped(come)} of ${counted(left + come, 'key')} ${come === 1 ? 'is' : 'are'} at ${place(facts, to)}, ${grouped(left)} still at ${place(facts, from)}`,
    },
    affects:
      half && !own?.isRunning
        ? 'Keys that have moved are not found: without both marks no node redirects with ASK.'
        : 'Multi-key commands on it can get TRYAGAIN; single keys are found through ASK.',
    byItself: {
      lead: 'Nothing.',
      text: own?.isRunning
        ? `Servers never end a move. ${title} of this computer moves the keys now${still >= STUCK_MS ? `; they have not changed for ${seconds(still)}` : ''}.`
        : isMoving
          ? 'A client moves the keys now; servers never end a move.'
          : own
            ? `Servers never end a move. ${title} of this computer began it and does not run now.`
            : 'Servers never end a move, and its keys do not change: whoever began it is gone, or pauses.',
    },
    next: isMoving
      ? `Wait until ${own?.isRunning ? 'it' : 'whoever moves it'} is done. Do not begin a second move of it.`
      : `${own ? 'Take the operation up: it moves its other slots, too. Or finish this alone' : 'Finish it'}${isWhole ? ': no key is left to move' : left === null ? '' : `: ${counted(left, 'key')} to move`}${isWhole || come === null ? '' : `; rolling back moves ${grouped(come)}`}. Do not take its marks away while keys are on both sides.`,
    actions: isMoving
      ? []
      : [
          ...(own ? [resumeAction(facts, own.name)] : []),
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
