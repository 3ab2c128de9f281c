/** Opens slots, counts their keys, and changes their owner, for many slots in one go. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import { ImplausibleMap, parseClusterNodes, type NodeLine } from '../../topology/reading.ts';
import { infoFields, keysByDatabase, textOf } from '../../wire/read-reply.ts';
import { OUTCOMES, type Answer, type Arg, type Failed } from '../reading/nodes.ts';
import { keysInSlots } from '../reading/slot-measures.ts';
import { waitFor } from '../run/wait.ts';
import { MoveFailure, type Move } from './move.ts';
import { claimSlots } from './claim.ts';
import { isWithoutReplicas, setSlots } from './set-slots.ts';

/** Milliseconds until a target learns the source's config epoch; mostly it takes one round of pings. */
const LEARN_MS = 15_000;
/** Characters of a server's words in a sentence. */
const MAX_WORDS = 200;
/** A primary that has lost its last slot becomes a replica by itself, and takes no SETSLOT any more. */
const REPLICA_NOW = /SETSLOT only with masters/i;
/** A node that has yet to learn of the target's failover learns the owners of its slots by the same message. */
const UNAWARE = /Target node is not a master/i;

export const says = ({ says: text }: Failed) => escapeForLine(text.slice(0, MAX_WORDS));

export const slotWords = (slots: readonly number[]) =>
  slots.length === 1 ? `slot ${slots[0]}` : `${slots.length} slots from ${slots[0]} to ${slots.at(-1)}`;

/** Opens the slots at both nodes, the target first. If that is refused, nothing is closed: an earlier run may have moved keys. */
export async function openSlots(move: Move, slots: readonly number[]): Promise<void> {
  const { source, target, from, to } = move;
  const steps: [NodeAddress, Arg[]][] = [
    [target, ['IMPORTING', from]],
    [source, ['MIGRATING', to]],
  ];
  for (const [node, state] of steps) {
    const bad = await setSlots(move, node, slots, state);
    if (!bad) continue;
    throw new MoveFailure(
      `${node} did not open ${slotWords(slots)}: ${says(bad)}. Marks that were set stay: keys may be at both nodes.`,
      bad.kind === 'unknown',
    );
  }
}

/** Keys of each slot at the source, in all its databases. */
export async function countKeys(
  move: Pick<Move, 'context' | 'source'>,
  slots: readonly number[],
): Promise<number[]> {
  const { context, source } = move;
  const sums = slots.map(() => 0);
  const counts = (database: number) => keysInSlots(context.nodes, source, slots, database);
  // All servers have 0, and most only that one.
  const [databases, first] = await Promise.all([databasesOf(move), counts(0)]);
  for (const database of databases)
    for (const [i, keys] of (database === 0 ? first : await counts(database)).entries()) {
      if (typeof keys !== 'number')
        throw new MoveFailure(
          `${source} did not say how many keys it has of slot ${slots[i]}: ${says(keys)}.`,
        );
      sums[i]! += keys;
    }
  return sums;
}

/**
 * Databases in which the source has keys, and 0. Asked each time: a client may begin to use another one while slots move
 * (cluster-databases of Valkey 9).
 */
export async function databasesOf({
  context,
  source,
}: Pick<Move, 'context' | 'source'>): Promise<Set<number>> {
  const info = await context.nodes.reply(source, ['INFO', 'keyspace']);
  return new Set([0, ...keysByDatabase(infoFields(textOf(info))).keys()]);
}

/**
 * Keys that the source has of open slots, in all its databases. Throws unless it owns them, they are open for this move, and the
 * target may claim them. One that has none gets none: the source creates no key in a slot that it migrates.
 */
export async function keysOfOpen(move: Move, slots: readonly number[]): Promise<number[]> {
  const { context, source, target, from } = move;
  const counted = await waitFor(LEARN_MS, async () => {
    const [keys, own, seen] = await Promise.all([
      countKeys(move, slots),
      // A replica counts too, and a primary whose mark names another target gives its keys to that one.
      checkMarks(move, slots, 'open'),
      context.nodes.reply(target, ['CLUSTER', 'NODES']),
    ]);
    return knowsEpoch(linesIn(textOf(seen), target), from, own.configEpoch) ? keys : null;
  });
  if (counted === null)
    throw new MoveFailure(
      `${target} has not learned the config epoch of ${source}, so it must not claim ${slotWords(slots)} yet. Look at the link between the two, then run the operation again.`,
    );
  return counted;
}

/**
 * A node claims slots with an epoch above those that it knows. If it did not know the source's, a message that the source has sent
 * before could take the slots back, and the node would delete the keys that it has just got.
 */
export const knowsEpoch = (view: readonly NodeLine[], id: string, epoch: number): boolean =>
  view.some((line) => line.id === id && line.configEpoch >= epoch);

/**
 * Gives the slots to the target. The caller has opened them and moved their keys; the source is asked once more, because
 * keys that it still has would be deleted.
 */
export async function handOver(move: Move, slots: readonly number[]): Promise<void> {
  const left = (await keysOfOpen(move, slots)).findIndex((keys) => keys > 0);
  if (left >= 0)
    throw new MoveFailure(
      `${move.source} has keys of slot ${slots[left]} again, so the slot stays open and its owner the same.`,
    );
  await giveAway(move, slots);
}

/** The caller has just counted: the source has no key of the slots, which are open. */
export async function giveAway(move: Move, slots: readonly number[]): Promise<void> {
  const { target } = move;
  const bad = await claimSlots(move, slots);
  if (bad)
    throw new MoveFailure(
      `${target} did not take over ${slotWords(slots)}: ${says(bad)}. ${slots.length === 1 ? 'It stays open, with its keys' : 'They stay open, with their keys'} at the target; run the operation again.`,
      bad.kind === 'unknown',
    );
  await tellOwner(move, slots);
}

/** Tells all but the target that it owns the slots. Without that they learn it from each other, and the source keeps its marks. */
export async function tellOwner(move: Move, slots: readonly number[]): Promise<void> {
  const { context, source, to } = move;
  const tell = async (node: NodeAddress) => {
    const answers = await context.nodes.pipeline(
      node,
      slots.map((slot) => ['CLUSTER', 'SETSLOT', slot, 'NODE', to]),
    );
    return answers.find((one) => one.kind !== 'reply' && !isHarmless(one)) as Failed | undefined;
  };
  const told = [source, ...move.others].map(async (node) => {
    const failed = await tell(node);
    // Telling it again does no harm, and nobody else can take the source's marks away.
    const isLost = failed !== undefined && failed.kind !== 'refused';
    return { node, failed: node === source && isLost ? await tell(node) : failed };
  });
  for (const { node, failed } of await Promise.all(told)) {
    if (!failed) continue;
    const isSilent = failed.kind !== 'refused';
    if (isSilent) move.others = move.others.filter((other) => other !== node);
    context.outcome({
      state: isSilent ? 'not-reached' : OUTCOMES[failed.kind],
      node,
      text: `It was not told the new owner of ${slotWords(slots)}${isSilent ? ' and of those after' : ''} (${says(failed)}); it learns that from the others.`,
    });
  }
}

const isHarmless = (answer: Answer) =>
  isWithoutReplicas(answer) ||
  (answer.kind === 'refused' && (REPLICA_NOW.test(answer.says) || UNAWARE.test(answer.says)));

/**
 * The source's own line. Throws unless it is a primary that owns the slots. `before`: they may have marks of this move. `open`: they must.
 * One mark overwrites another, and the source has all marks that count: every move of a slot sets one there.
 */
export async function checkMarks(
  { context, source, target, from, to, wasTarget }: Move,
  slots: readonly number[],
  when: 'before' | 'open',
): Promise<NodeLine> {
  const text = textOf(await context.nodes.reply(source, ['CLUSTER', 'NODES']));
  const own = linesIn(text, source).find(({ flags }) => flags.includes('myself'));
  if (!own || !own.flags.includes('master') || own.id !== from)
    throw new MoveFailure(`${source} is not the primary any more that it was. Make the plan again.`);
  const marks = new Map(own.migrating.map((mark) => [mark.slot, mark.to]));
  for (const slot of slots) {
    if (!own.slots.some(({ first, last }) => first <= slot && slot <= last))
      throw new MoveFailure(`${source} does not own slot ${slot} any more. Make the plan again.`);
    const mark = marks.get(slot);
    const isOurs = mark === to || (when === 'before' && mark !== undefined && wasTarget?.(mark));
    if (mark !== undefined && !isOurs)
      throw new MoveFailure(
        `Someone else is moving slot ${slot}: ${source} migrates it elsewhere. Keys that have moved are at ${target}: once the other move has ended, check the cluster.`,
      );
    if (mark === undefined && when === 'open')
      throw new MoveFailure(
        `Someone else has closed slot ${slot} at ${source} while it moved, so its owner stays the same. Run the operation again.`,
      );
  }
  return own;
}

function linesIn(text: string, node: NodeAddress): NodeLine[] {
  try {
    return parseClusterNodes(text, node);
  } catch (error) {
    if (!(error instanceof ImplausibleMap)) throw error;
    throw new MoveFailure(`${node} does not say what it owns: ${escapeForLine(error.message)}`);
  }
}
