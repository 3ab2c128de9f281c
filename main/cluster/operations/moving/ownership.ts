/** Marks and owners of slots at the servers (CLUSTER SETSLOT), for many slots in one go. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import { infoFields, keysByDatabase, textOf } from '../../wire/read-reply.ts';
import { OUTCOMES, type Answer, type Arg, type Failed } from '../reading/nodes.ts';
import { keysInSlots } from '../reading/slot-measures.ts';
import type { StepContext } from '../run/context.ts';
import { MoveFailure, type Move } from './move.ts';

/** Characters of a server's words in a sentence. */
const MAX_WORDS = 200;
/** A primary that has lost its last slot becomes a replica by itself, and takes no SETSLOT any more. */
const REPLICA_NOW = /SETSLOT only with masters/i;
const NO_REPLICAS = /^NOREPLICAS/;

export const says = ({ says: text }: Failed) => escapeForLine(text.slice(0, MAX_WORDS));

export const slotWords = (slots: readonly number[]) =>
  slots.length === 1 ? `slot ${slots[0]}` : `${slots.length} slots from ${slots[0]} to ${slots.at(-1)}`;

/** Opens the slots at both nodes, the target first. If that is refused, nothing is closed: an earlier run may have moved keys. */
export async function openSlots(move: Move, slots: readonly number[]): Promise<void> {
  const { source, target, from, to } = move;
  const steps: [NodeAddress, (slot: number) => Arg[]][] = [
    [target, (slot) => ['CLUSTER', 'SETSLOT', slot, 'IMPORTING', from]],
    [source, (slot) => ['CLUSTER', 'SETSLOT', slot, 'MIGRATING', to]],
  ];
  for (const [node, command] of steps) {
    const answers = await move.context.nodes.pipeline(node, slots.map(command));
    const bad = answers.find((answer) => answer.kind !== 'reply') as Failed | undefined;
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
  for (const database of await databasesOf(move))
    for (const [i, keys] of (await keysInSlots(context.nodes, source, slots, database)).entries()) {
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
 * Gives the slots to the target. The caller has opened them and moved their keys; the source is asked once more, because
 * keys that it still has would be deleted.
 */
export async function handOver(move: Move, slots: readonly number[]): Promise<void> {
  const { context, source, target, to, others } = move;
  const left = (await countKeys(move, slots)).findIndex((keys) => keys > 0);
  if (left >= 0)
    throw new MoveFailure(
      `${source} has keys of slot ${slots[left]} again, so the slot stays open and its owner the same.`,
    );
  const command = (slot: number): Arg[] => ['CLUSTER', 'SETSLOT', slot, 'NODE', to];
  const atTarget = await setSlots(context, target, slots, command);
  const bad = atTarget.find((answer) => answer.kind !== 'reply') as Failed | undefined;
  if (bad)
    throw new MoveFailure(
      `${target} did not take over ${slotWords(slots)}: ${says(bad)}. They stay open, with their keys at the target; run the operation again.`,
      bad.kind === 'unknown',
    );
  const told = [source, ...others].map(async (node) => {
    const answers = await context.nodes.pipeline(node, slots.map(command));
    return {
      node,
      failed: answers.find((one) => one.kind !== 'reply' && !isHarmless(one)) as Failed | undefined,
    };
  });
  for (const { node, failed } of await Promise.all(told))
    if (failed)
      context.outcome({
        state: OUTCOMES[failed.kind],
        node,
        text: `It was not told the new owner of ${slotWords(slots)} (${says(failed)}); it learns that from the others.`,
      });
}

const isHarmless = (answer: Answer) =>
  answer.kind === 'refused' && (REPLICA_NOW.test(answer.says) || NO_REPLICAS.test(answer.says));

/** Valkey 8 refuses if replicas have not confirmed within 2 s, and then has changed nothing: it is asked once more. */
export async function setSlots(
  { nodes }: Pick<StepContext, 'nodes'>,
  node: NodeAddress,
  slots: readonly number[],
  command: (slot: number) => Arg[],
): Promise<Answer[]> {
  const answers = await nodes.pipeline(node, slots.map(command));
  const refused = (answer: Answer) => answer.kind === 'refused' && NO_REPLICAS.test(answer.says);
  if (!answers.some(refused)) return answers;
  return Promise.all(
    answers.map((answer, i) => (refused(answer) ? nodes.ask(node, command(slots[i]!)) : answer)),
  );
}
