/** Moves slots, those that are empty or have few keys many at a time. */
import { counted, grouped } from '../../../../shared/format/count.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import type { ActionOf } from '../../../../shared/operations/action.ts';
import { countSlots, slotsOfRanges } from '../../../../shared/slots/slot-ranges.ts';
import { parseAddress } from '../../wire/address.ts';
import { rangesText } from '../planning/ranges-text.ts';
import { nodeById, primariesOf, type ClusterReading, type NodeReading } from '../reading/cluster-reading.ts';
import { idOf } from '../reading/new-ids.ts';
import { NodeFailure } from '../reading/nodes.ts';
import type { Executors, StepContext, StepEnd } from '../run/context.ts';
import { SlotGroups } from './groups.ts';
import { moveKeysOf } from './keys.ts';
import { MoveFailure, type Move } from './move.ts';
import {
  checkMarks,
  countKeys,
  giveAway,
  handOver,
  keysOfOpen,
  openSlots,
  slotWords,
  tellOwner,
} from './ownership.ts';
import { notServing } from './serving.ts';
import { setSlotAbilities } from './set-slots.ts';
import { goneText, SideFinder, type Sides } from './sides.ts';
import { Throttle } from './throttle.ts';

/** Empty slots that are opened and handed over together: some fiftieths of a second. */
const BATCH = 1024;
/** How often a step goes on after a failover in its midst. */
const ATTEMPTS = 5;

type Action = ActionOf<'move-slots'>;
type Failure = Extract<StepEnd, { end: 'failed' }>;

export const moveExecutors = { 'move-slots': moveSlots } satisfies Executors<'move-slots'>;

async function moveSlots(action: Action, context: StepContext): Promise<StepEnd> {
  const to = await idOf(action.to, context.nodes).catch(failureOf);
  if (typeof to !== 'string') return to;
  const finder = new SideFinder({ ...action, to }, context);
  let before: Failure | null = null;
  for (let attempt = 1; ; attempt++) {
    let sides: Sides | null = null;
    try {
      sides = await finder.find();
      context.report({ acting: { [action.from]: sides.source.id, [action.to]: sides.target.id } });
      if (before) toldHeirs(context, sides);
      return await moveBetween(action, context, finder, sides);
    } catch (error) {
      const failure = failureOf(error);
      // Open slots stay open if no replica takes over.
      if (!sides)
        return before
          ? { ...before, text: `${before.text} ${failure.text}`, unknown: before.unknown || failure.unknown }
          : failure;
      const isOver = attempt === ATTEMPTS || context.control.wish !== 'run';
      if (isOver || !(await haveChanged(finder, sides))) return failure;
      before = failure;
    }
  }
}

async function moveBetween(
  action: Action,
  context: StepContext,
  finder: SideFinder,
  sides: Sides,
): Promise<StepEnd> {
  const { reading, source, target } = sides;
  const both = [source.address, target.address];
  const move: Move = {
    ...moveOf({ from: source.id, to: target.id, options: action.options }, context, reading),
    wasTarget: (id) => finder.isOf('to', id),
    ...(await setSlotAbilities(context.nodes, both)),
  };
  const { open, left: others, moved } = slotsToMove(action, finder, sides);
  const slots = [...open, ...others];
  if (moved.length > 0) {
    await tellOwner(move, moved);
    await closed(move, moved);
  }
  // Slots without keys move all the same.
  await notServing(move, slots, reading);
  const left = await moveAll(move, slots, new Set(open));
  if (left !== null) return { end: 'left', text: left };
  return {
    end: 'done',
    text: `${counted(countSlots(action.slots), 'slot')} moved from ${move.source} to ${move.target}.`,
  };
}

/** Turns what a step throws because of a server into its end. */
export async function endOf(run: () => Promise<StepEnd>): Promise<StepEnd> {
  try {
    return await run();
  } catch (error) {
    return failureOf(error);
  }
}

/** Rethrows what is no failure of the servers. */
function failureOf(error: unknown): Failure {
  if (error instanceof MoveFailure) return { end: 'failed', text: error.message, unknown: error.unknown };
  if (!(error instanceof NodeFailure)) throw error;
  const text = escapeForLine(error.message.slice(0, 500));
  return { end: 'failed', text, unknown: error.answer.kind === 'unknown' };
}

async function haveChanged(finder: SideFinder, sides: Sides): Promise<boolean> {
  try {
    return await finder.haveChanged(sides);
  } catch (error) {
    if (error instanceof NodeFailure) return false;
    throw error;
  }
}

function toldHeirs(context: StepContext, { source, target }: Sides): void {
  context.outcome({
    state: 'ok',
    node: null,
    text: `The cluster has changed meanwhile. The move goes on from ${source.address} to ${target.address}.`,
  });
}

/** Throws MoveFailure if one of the two does not answer. `asking`: the source does not own the slots. */
export function moveOf(
  { from, to, options }: Pick<Action, 'from' | 'to' | 'options'>,
  context: StepContext,
  reading: ClusterReading,
  asking = false,
): Move {
  const [source, target] = [from, to].map((id) => {
    const node = nodeById(reading, id);
    if (!node || node.trouble) throw new MoveFailure(goneText(reading, id));
    return node;
  }) as [NodeReading, NodeReading];
  const place = parseAddress(source.view!.find(({ id }) => id === to)?.address ?? '');
  if (!place) throw new MoveFailure(`${source.address} does not know the address of ${target.address}.`);
  return {
    context,
    options,
    from,
    to,
    source: source.address,
    target: target.address,
    targetFromSource: place,
    asking,
    others: primariesOf(reading)
      .filter(({ id, trouble }) => id !== from && id !== to && trouble === null)
      .map(({ address }) => address),
  };
}

/**
 * Those that the target does not own yet, open ones first: some of their keys may be where no client finds them. `moved` are
 * those that it owns and the source is still migrating. Throws if a slot has a mark that is not of this move.
 */
function slotsToMove(action: Action, finder: SideFinder, sides: Sides) {
  const { reading, source, target, owners, reopened } = sides;
  const wanted = new Set(slotsOfRanges(action.slots));
  const open = new Set([...reopened].filter((slot) => owners[slot] === source.id));
  const moved = new Set<number>();
  // A replica has the marks of its primary (Valkey 8).
  for (const { id, address, line } of primariesOf(reading)) {
    const marks = [
      ...line.migrating.map(({ slot, to }) => ({ slot, ours: id === source.id && finder.isOf('to', to) })),
      ...line.importing.map(({ slot, from }) => ({
        slot,
        ours: id === target.id && finder.isOf('from', from),
      })),
    ];
    for (const { slot, ours } of marks) {
      if (!wanted.has(slot)) continue;
      if (!ours)
        throw new MoveFailure(
          `Someone else is moving slot ${slot}: it is open at ${address}. Wait for it, or repair it first.`,
        );
      if (owners[slot] === target.id) moved.add(slot);
      else open.add(slot);
    }
  }
  const left = [...wanted].filter((slot) => owners[slot] !== target.id && !open.has(slot));
  return { open: [...open], left, moved: [...moved] };
}

/** Of a step: those of later steps have not moved either. */
const leftWords = (slots: readonly number[], left: number) =>
  `${grouped(left)} of ${counted(slots.length, 'slot')} of the step under way have not moved.`;

/** Null once all have moved; otherwise what is left, because of the user's wish. `open`: those that are not left for last. */
async function moveAll(
  move: Move,
  slots: readonly number[],
  open: ReadonlySet<number>,
): Promise<string | null> {
  const { context } = move;
  const throttle = new Throttle(context);
  const waiting = new Set(slots);
  const isLast = (slot: number) => !open.has(slot) && context.control.last?.has(slot) === true;
  while (waiting.size > 0) {
    const first = [...waiting].filter((slot) => !isLast(slot));
    const batch = (first.length > 0 ? first : [...waiting]).slice(0, BATCH);
    const keys = await countKeys(move, batch);
    const empty = batch.filter((_, i) => keys[i] === 0);
    if (context.control.wish !== 'run') return leftWords(slots, waiting.size);
    // Those that got keys meanwhile are open: a pause comes after them.
    const filled = empty.length > 0 ? await moveEmpty(move, empty) : [];
    const stopped = await finishOpen(move, filled, throttle);
    if (stopped !== null) return stopped;
    for (const slot of empty) waiting.delete(slot);
    const groups = new SlotGroups(
      batch.flatMap((slot, i) => (keys[i]! > 0 ? [{ slot, keys: keys[i]! }] : [])),
    );
    for (;;) {
      if (context.control.wish !== 'run' && groups.left > 0) return leftWords(slots, waiting.size);
      const next = groups.next(context.control.rate);
      if (next.length === 0) break;
      // Those for last are looked at again once no other one waits.
      const hasOthers = [...waiting].some((slot) => !isLast(slot));
      const group = next.filter((slot) => !hasOthers || !isLast(slot));
      if (group.length === 0) continue;
      await checkMarks(move, group, 'before');
      await context.note({ record: 'slots', step: context.step, state: 'open', slots: group });
      await openSlots(move, group);
      const left = await finishOpen(move, group, throttle);
      if (left !== null) return left;
      for (const slot of group) waiting.delete(slot);
    }
  }
  return null;
}

/** Moves the keys of open slots and hands the slots over. Null once all have moved; otherwise which stay open, because of the user's wish. */
async function finishOpen(move: Move, open: readonly number[], throttle: Throttle): Promise<string | null> {
  if (open.length === 0) return null;
  const done = await whileOpen(open, async () => {
    const emptied = open.slice(0, await moveKeysOf(move, open, throttle));
    if (emptied.length === 0) return emptied;
    await countedEmpty(move, emptied);
    await handOver(move, emptied);
    return emptied;
  });
  if (done.length > 0) await closed(move, done);
  const left = open.slice(done.length);
  if (left.length === 0) return null;
  return left.length === 1
    ? `Slot ${left[0]} is open: some of its keys are at ${move.target}, the others at ${move.source}. Clients are redirected to both. Run the operation again to finish it.`
    : `Slots ${rangesText(left)} are open: some of their keys are at ${move.target}, the others at ${move.source}. Clients are redirected to both. Run the operation again to finish them.`;
}

/** Slots that were counted as empty. Returns those that got keys meanwhile, which are open then. */
async function moveEmpty(move: Move, slots: readonly number[]): Promise<number[]> {
  const { context } = move;
  await checkMarks(move, slots, 'before');
  await context.note({ record: 'slots', step: context.step, state: 'open', slots: [...slots] });
  await openSlots(move, slots);
  const [still, filled] = await whileOpen(slots, async () => {
    const keys = await keysOfOpen(move, slots);
    const unused = slots.filter((_, i) => keys[i] === 0);
    if (unused.length > 0) await giveAway(move, unused);
    return [unused, slots.filter((_, i) => keys[i]! > 0)];
  });
  if (still.length > 0) await closed(move, still);
  return filled;
}

/** A failure says that the slots are open. */
async function whileOpen<T>(slots: readonly number[], run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const end = failureOf(error);
    // A message of a node or its connection ends without a full stop.
    const said = end.text.replace(/[^.!?]$/, '$&.');
    if (/\bopen\b/.test(end.text)) {
      if (slots.length === 1) throw error;
      throw new MoveFailure(`${said} Now open: ${slotWords(slots)}.`, end.unknown);
    }
    throw new MoveFailure(
      `${said} Now open: ${slotWords(slots)}, with keys at either node. Run the operation again.`,
      end.unknown,
    );
  }
}

async function closed({ context }: Move, slots: readonly number[]): Promise<void> {
  await context.note({ record: 'slots', step: context.step, state: 'closed', slots: [...slots] });
  context.report({ slot: null }, { slots: slots.length });
}

async function countedEmpty(move: Move, slots: readonly number[]): Promise<void> {
  const keys = await countKeys(move, slots);
  const i = keys.findIndex((left) => left > 0);
  if (i >= 0)
    throw new MoveFailure(
      `${move.source} still has ${keys[i]} keys of slot ${slots[i]}, so the slot stays open. Run the operation again.`,
    );
}
