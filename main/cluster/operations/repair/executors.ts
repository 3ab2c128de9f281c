/** Marks, claims and stray keys of slots at the servers. Every step looks at the servers first, so it can be run again. */
import { slotsOfRanges } from '../../../../shared/slots/slot-ranges.ts';
import type { ActionOf } from '../../../../shared/operations/action.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import { moveKeys } from '../moving/keys.ts';
import { endOf, moveOf } from '../moving/move-slots.ts';
import { MoveFailure, type Move } from '../moving/move.ts';
import { countKeys, says, slotWords } from '../moving/ownership.ts';
import { setSlots } from '../moving/set-slots.ts';
import { notServing } from '../moving/serving.ts';
import { Throttle } from '../moving/throttle.ts';
import { nodeById, ownerTable, type ClusterReading, type NodeReading } from '../reading/cluster-reading.ts';
import type { Answer, Failed } from '../reading/nodes.ts';
import { readCluster } from '../reading/read-cluster.ts';
import type { Executor, Executors, StepContext } from '../run/context.ts';
import { waitFor } from '../run/wait.ts';
import { claimsOfNode, marksAt, misseen } from './slot-facts.ts';

/** Milliseconds that gossip has to spread what a step before has changed. */
const SPREAD_MS = 15_000;

type Kind = 'announce-slots' | 'give-up-slots' | 'take-slots' | 'close-slots' | 'move-keys';

/** Throws MoveFailure unless it is a primary that answers. */
function primary(reading: ClusterReading, id: string): NodeReading {
  const node = nodeById(reading, id);
  if (!node) throw new MoveFailure(`Node ${escapeForLine(id.slice(0, 40))} is not in the cluster any more.`);
  if (node.trouble)
    throw new MoveFailure(
      `${node.address} does not answer: ${escapeForLine(node.trouble.says.slice(0, 200))}.`,
    );
  if (node.role === 'replica')
    throw new MoveFailure(`${node.address} is a replica now. Make the plan again.`);
  return node;
}

/** Throws for the first answer that is no reply. The texts of a transaction's parts are looked at by their effects. */
function allReplied(node: NodeReading, what: string, answers: readonly Answer[]): void {
  const bad = answers.find((answer): answer is Failed => answer.kind !== 'reply');
  if (bad) throw new MoveFailure(`${node.address} did not ${what}: ${says(bad)}.`, bad.kind === 'unknown');
}

const giveUp: Executor<ActionOf<'give-up-slots'>> = (action, context) =>
  endOf(async () => {
    const { nodes, cluster } = context;
    const reading = await readCluster(nodes, cluster);
    const [node, owner] = [primary(reading, action.node), primary(reading, action.to)];
    const claimed = claimsOfNode(node);
    const slots = slotsOfRanges(action.slots).filter((slot) => claimed.has(slot));
    const text = `${node.address} claims ${slotWords(slots)} no more.`;
    if (slots.length === 0) return { end: 'done', text: `${node.address} claims none of the slots.` };
    const owned = claimsOfNode(owner);
    const unowned = slots.find((slot) => !owned.has(slot));
    if (unowned !== undefined)
      throw new MoveFailure(`${owner.address} does not own slot ${unowned} any more. Make the plan again.`);
    // Once it claims them no more, gossip cannot make it delete their keys; the mark keeps them reachable for MIGRATE.
    const answers = await nodes.pipeline(node.address, [
      ['MULTI'],
      ['CLUSTER', 'DELSLOTS', ...slots],
      ...slots.map((slot) => ['CLUSTER', 'SETSLOT', slot, 'NODE', action.to]),
      ...slots.map((slot) => ['CLUSTER', 'SETSLOT', slot, 'IMPORTING', action.to]),
      ['EXEC'],
    ]);
    const after = await readCluster(nodes, cluster);
    const still = claimsOfNode(primary(after, action.node));
    if (slots.some((slot) => still.has(slot))) {
      allReplied(node, `give up ${slotWords(slots)}`, answers);
      throw new MoveFailure(`${node.address} still claims ${slotWords(slots)}.`);
    }
    return { end: 'done', text };
  });

const take: Executor<ActionOf<'take-slots'>> = (action, context) =>
  endOf(async () => {
    const { nodes, cluster } = context;
    const reading = await readCluster(nodes, cluster);
    const node = primary(reading, action.node);
    const slots = slotsOfRanges(action.slots);
    const rival = rivalOf(reading, node, slots, action.bumpEpoch);
    if (rival) throw new MoveFailure(rival);
    const own = claimsOfNode(node);
    const done = { end: 'done' as const, text: `${node.address} owns ${slotWords(slots)}.` };
    if (slots.every((slot) => own.has(slot)))
      return action.bumpEpoch ? announce({ ...action, kind: 'announce-slots' }, context) : done;
    const open = slots.filter(marked(reading, node));
    if (open.length > 0) await close(context, node, open);
    const owners = ownersSeenBy(node);
    const missing = slots.filter((slot) => !own.has(slot));
    const bound = missing.filter((slot) => owners.has(slot));
    const answers = await nodes.pipeline(node.address, [
      ['MULTI'],
      ...(bound.length > 0 ? [['CLUSTER', 'DELSLOTS', ...bound]] : []),
      ['CLUSTER', 'ADDSLOTS', ...missing],
      ...(action.bumpEpoch ? [['CLUSTER', 'BUMPEPOCH']] : []),
      ['EXEC'],
    ]);
    const now = claimsOfNode(primary(await readCluster(nodes, cluster), action.node));
    if (slots.every((slot) => now.has(slot))) return done;
    allReplied(node, `take ${slotWords(slots)}`, answers);
    throw new MoveFailure(`${node.address} did not take ${slotWords(slots)}. Make the plan again.`);
  });

const announce: Executor<ActionOf<'announce-slots'>> = (action, context) =>
  endOf(async () => {
    const { nodes, cluster } = context;
    const slots = slotsOfRanges(action.slots);
    const done = { end: 'done' as const, text: 'All nodes that answer see the owner.' };
    if (await isSeen(context, action.node, slots)) return done;
    const reading = await readCluster(nodes, cluster);
    const node = primary(reading, action.node);
    const own = claimsOfNode(node);
    const lost = slots.find((slot) => !own.has(slot));
    if (lost !== undefined)
      throw new MoveFailure(`${node.address} does not own slot ${lost} any more. Make the plan again.`);
    const rival = rivalOf(reading, node, slots, true);
    if (rival) throw new MoveFailure(rival);
    const answer = await nodes.ask(node.address, ['CLUSTER', 'BUMPEPOCH']);
    allReplied(node, 'take a new config epoch', [answer]);
    if (await isSeen(context, action.node, slots)) return done;
    throw new MoveFailure(`Some nodes still see another owner of ${slotWords(slots)} than ${node.address}.`);
  });

/** Why the node must not claim the slots, or not with the highest epoch: another one would delete its keys. */
function rivalOf(
  reading: ClusterReading,
  node: NodeReading,
  slots: readonly number[],
  bumpEpoch: boolean,
): string | null {
  const wanted = new Set([...slots, ...(bumpEpoch ? claimsOfNode(node) : [])]);
  for (const other of reading.nodes) {
    if (other.id === node.id || other.trouble) continue;
    const slot = [...claimsOfNode(other)].find((one) => wanted.has(one));
    if (slot !== undefined) return `${other.address} claims slot ${slot} now. Make the plan again.`;
  }
  return null;
}

/** Whether all nodes that answer come to see the node as the owner. */
const isSeen = async ({ nodes, cluster }: StepContext, id: string, slots: readonly number[]) =>
  (await waitFor(SPREAD_MS, async () => {
    const others = new Set(misseen(await readCluster(nodes, cluster)).get(id));
    return slots.some((slot) => others.has(slot)) ? null : 'seen';
  })) !== null;

const closeSlots: Executor<ActionOf<'close-slots'>> = (action, context) =>
  endOf(async () => {
    const { nodes, cluster } = context;
    const reading = await readCluster(nodes, cluster);
    const node = primary(reading, action.node);
    const own = claimsOfNode(node);
    const slots = slotsOfRanges(action.slots).filter(marked(reading, node));
    const foreign = slots.filter((slot) => !own.has(slot));
    // Its keys would be left behind.
    for (let look = 0; look < 2; look++) {
      const counts = await countKeys({ context, source: node.address }, foreign);
      const at = counts.findIndex((keys) => keys > 0);
      if (at >= 0)
        throw new MoveFailure(
          `${node.address} has keys of slot ${foreign[at]} now, so it stays open. Make the plan again.`,
        );
    }
    await close(context, node, slots);
    return { end: 'done', text: `${slotWords(slots)} closed at ${node.address}.` };
  });

async function close(context: StepContext, node: NodeReading, slots: readonly number[]): Promise<void> {
  const bad = await setSlots({ context }, node.address, slots, ['STABLE']);
  if (bad) allReplied(node, `close ${slotWords(slots)}`, [bad]);
}

const moveStrayKeys: Executor<ActionOf<'move-keys'>> = (action, context) =>
  endOf(async () => {
    const reading = await readCluster(context.nodes, context.cluster);
    const [from, to] = [primary(reading, action.from), primary(reading, action.to)];
    const move = moveOf(action, context, reading, true);
    const slots = slotsOfRanges(action.slots);
    const [claimed, owned] = [claimsOfNode(from), claimsOfNode(to)];
    const owners = ownerTable(reading);
    for (const slot of slots) {
      const isImported = to.line.importing.some((mark) => mark.slot === slot);
      const isTarget = owned.has(slot) ? owners[slot] === to.id : isImported;
      if (claimed.has(slot) || !isTarget || owners[slot] === undefined)
        throw new MoveFailure(`Slot ${slot} has another owner now. Make the plan again.`);
    }
    // A node that imports a slot does not learn its owner, and without one it sends no keys.
    for (const owner of new Set(slots.map((slot) => owners[slot]!))) {
      const theirs = slots.filter((slot) => owners[slot] === owner);
      const bad = await setSlots({ context }, from.address, theirs, ['NODE', owner]);
      if (bad) allReplied(from, 'learn the owners', [bad]);
    }
    const down = await notServing(move, slots);
    if (down !== null)
      throw new MoveFailure(
        `${down} sees slots without an owner, or its cluster state is fail, so no key can move between ${from.address} and ${to.address}. Nothing was moved; run fix again once it serves.`,
      );
    const throttle = new Throttle(context);
    for (const [i, slot] of slots.entries()) {
      if (context.control.wish !== 'run')
        return { end: 'left', text: `Keys of ${slots.length - i} slots have not moved.` };
      if (!(await moveStray(move, from, slot, throttle)))
        return { end: 'left', text: `Slot ${slot} is open: some of its keys are still at ${from.address}.` };
    }
    return { end: 'done', text: `${from.address} has no keys of ${slotWords(slots)}.` };
  });

/** False if the user wishes to stop; the slot is open then. */
async function moveStray(move: Move, from: NodeReading, slot: number, throttle: Throttle): Promise<boolean> {
  const { context } = move;
  const { step } = context;
  await context.note({ record: 'slots', step, state: 'open', slots: [slot] });
  // Without a mark, the node sends MIGRATE away to the owner.
  const bad = await setSlots({ context }, from.address, [slot], ['IMPORTING', move.to]);
  if (bad) allReplied(from, `open slot ${slot}`, [bad]);
  if (!(await moveKeys(move, slot, throttle))) return false;
  for (let look = 0; look < 2; look++) {
    const [left] = await countKeys(move, [slot]);
    if (left! > 0)
      throw new MoveFailure(`${from.address} still has ${left} keys of slot ${slot}, so it stays open.`);
  }
  await close(context, from, [slot]);
  await context.note({ record: 'slots', step, state: 'closed', slots: [slot] });
  context.report({ slot: null });
  return true;
}

function marked(reading: ClusterReading, node: NodeReading): (slot: number) => boolean {
  const { migrating, importing } = marksAt(reading, node);
  return (slot) => migrating.has(slot) || importing.has(slot);
}

/** Slots that have an owner in the node's own map. */
const ownersSeenBy = ({ view }: NodeReading): Set<number> =>
  new Set(view!.flatMap(({ slots }) => slotsOfRanges(slots)));

export const repairExecutors = {
  'announce-slots': announce,
  'give-up-slots': giveUp,
  'take-slots': take,
  'close-slots': closeSlots,
  'move-keys': moveStrayKeys,
} satisfies Executors<Kind>;
