/** Moves slots one after another, empty ones many at a time. */
import { slotsOfRanges } from '../../../../shared/slots/slot-ranges.ts';
import type { ActionOf } from '../../../../shared/operations/action.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import { parseClusterNodes } from '../../topology/reading.ts';
import { parseAddress } from '../../wire/address.ts';
import { textOf } from '../../wire/read-reply.ts';
import { nodeById, ownerTable, primariesOf, type ClusterReading } from '../reading/cluster-reading.ts';
import { NodeFailure } from '../reading/nodes.ts';
import { readCluster } from '../reading/read-cluster.ts';
import type { Executors, StepContext, StepEnd } from '../run/context.ts';
import { moveKeys } from './keys.ts';
import { MoveFailure, type Move } from './move.ts';
import { countKeys, handOver, openSlots } from './ownership.ts';
import { Throttle } from './throttle.ts';

/** Empty slots that are opened and handed over together. */
const BATCH = 256;

type Action = ActionOf<'move-slots'>;

export const moveExecutors = { 'move-slots': moveSlots } satisfies Executors<'move-slots'>;

function moveSlots(action: Action, context: StepContext): Promise<StepEnd> {
  return endOf(async () => {
    const reading = await readCluster(context.nodes, context.cluster);
    const move = moveOf(action, context, reading);
    const slots = slotsToMove(action, reading, move);
    const left = await moveAll(move, slots);
    if (left !== null) return { end: 'left', text: left };
    return { end: 'done', text: `${slots.length} slots have moved from ${move.source} to ${move.target}.` };
  });
}

/** Turns what a step throws because of a server into its end. */
export async function endOf(run: () => Promise<StepEnd>): Promise<StepEnd> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof MoveFailure) return { end: 'failed', text: error.message, unknown: error.unknown };
    if (error instanceof NodeFailure)
      return {
        end: 'failed',
        text: escapeForLine(error.message.slice(0, 500)),
        unknown: error.answer.kind === 'unknown',
      };
    throw error;
  }
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
    if (!node)
      throw new MoveFailure(`Node ${escapeForLine(id.slice(0, 40))} is not in the cluster any more.`);
    if (node.trouble)
      throw new MoveFailure(
        `${node.address} does not answer: ${escapeForLine(node.trouble.says.slice(0, 200))}. Nothing more is moved until it does, or a replica has taken over.`,
      );
    return node;
  });
  const place = parseAddress(source!.view!.find(({ id }) => id === to)?.address ?? '');
  if (!place) throw new MoveFailure(`${source!.address} does not know the address of ${target!.address}.`);
  return {
    context,
    options,
    from,
    to,
    source: source!.address,
    target: target!.address,
    targetFromSource: place,
    asking,
    others: primariesOf(reading)
      .filter(({ id, trouble }) => id !== from && id !== to && trouble === null)
      .map(({ address }) => address),
  };
}

/** Those that the target does not own yet. Throws if one has another owner, or a mark that is not of this move. */
function slotsToMove(action: Action, reading: ClusterReading, move: Move): number[] {
  const owners = ownerTable(reading);
  const slots: number[] = [];
  for (const slot of slotsOfRanges(action.slots)) {
    if (owners[slot] === action.to) continue;
    if (owners[slot] !== action.from)
      throw new MoveFailure(`Slot ${slot} has another owner now. Make the plan again.`);
    slots.push(slot);
  }
  const wanted = new Set(slots);
  for (const { id, address, line } of reading.nodes) {
    const marks = [
      ...line.migrating.map(({ slot, to }) => ({ slot, ours: id === move.from && to === move.to })),
      ...line.importing.map(({ slot, from }) => ({ slot, ours: id === move.to && from === move.from })),
    ];
    const foreign = marks.find(({ slot, ours }) => !ours && wanted.has(slot));
    if (foreign)
      throw new MoveFailure(
        `Someone else is moving slot ${foreign.slot}: it is open at ${address}. Wait for it, or repair it first.`,
      );
  }
  return slots;
}

/** Null once all have moved; otherwise what is left, because of the user's wish. */
async function moveAll(move: Move, slots: readonly number[]): Promise<string | null> {
  const { context } = move;
  const throttle = new Throttle(context.control);
  for (let at = 0; at < slots.length; at += BATCH) {
    const batch = slots.slice(at, at + BATCH);
    const keys = await countKeys(move, batch);
    const full = batch.filter((_, i) => keys[i]! > 0);
    const empty = batch.filter((_, i) => keys[i] === 0);
    if (context.control.wish !== 'run') return `${slots.length - at} slots have not moved.`;
    if (empty.length > 0) full.push(...(await moveEmpty(move, empty)));
    for (const [i, slot] of full.sort((a, b) => a - b).entries()) {
      if (context.control.wish !== 'run')
        return `${slots.length - at - empty.length - i} slots have not moved.`;
      await context.note({ record: 'slots', step: context.step, state: 'open', slots: [slot] });
      await checkOwner(move, slot);
      await openSlots(move, [slot]);
      if (!(await moveKeys(move, slot, throttle)))
        return `Slot ${slot} is open: some of its keys are at ${move.target}, the others at ${move.source}. Clients are redirected to both. Run the operation again to finish it.`;
      await countedEmpty(move, slot);
      await handOver(move, [slot]);
      await closed(move, [slot]);
    }
  }
  return null;
}

/** Slots without keys. Returns those that got keys meanwhile, which are open then. */
async function moveEmpty(move: Move, slots: readonly number[]): Promise<number[]> {
  const { context } = move;
  await context.note({ record: 'slots', step: context.step, state: 'open', slots: [...slots] });
  await openSlots(move, slots);
  // A source that is migrating a slot creates no keys in it any more.
  const keys = await countKeys(move, slots);
  const still = slots.filter((_, i) => keys[i] === 0);
  if (still.length > 0) {
    await handOver(move, still);
    await closed(move, still);
  }
  return slots.filter((_, i) => keys[i]! > 0);
}

async function closed({ context }: Move, slots: readonly number[]): Promise<void> {
  await context.note({ record: 'slots', step: context.step, state: 'closed', slots: [...slots] });
  context.report({ slot: null }, { slots: slots.length });
}

/** Another operator, or a failover, may have changed the owner since the reading. */
async function checkOwner({ context, source, from, to }: Move, slot: number): Promise<void> {
  const reading = await readOwn(context, source);
  if (!reading)
    throw new MoveFailure(`${source} is a replica now, so its slots are elsewhere. Make the plan again.`);
  if (!reading.slots.some(({ first, last }) => first <= slot && slot <= last))
    throw new MoveFailure(`${source} does not own slot ${slot} any more. Make the plan again.`);
  const mark = reading.migrating.find((one) => one.slot === slot);
  if (reading.id !== from || (mark && mark.to !== to))
    throw new MoveFailure(`Someone else is moving slot ${slot}: ${source} migrates it elsewhere.`);
}

async function countedEmpty(move: Move, slot: number): Promise<void> {
  const [left] = await countKeys(move, [slot]);
  if (left! > 0)
    throw new MoveFailure(
      `${move.source} still has ${left} keys of slot ${slot}, so the slot stays open. Run the operation again.`,
    );
}

async function readOwn(context: StepContext, node: string) {
  const lines = parseClusterNodes(textOf(await context.nodes.reply(node, ['CLUSTER', 'NODES'])), node);
  return lines.find(({ flags }) => flags.includes('myself') && flags.includes('master'));
}
