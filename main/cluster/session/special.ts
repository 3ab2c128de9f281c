/**
 * Runs commands that do not simply go to the node of their keys: transactions, streams, targets, splits, guarded ones.
 */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { type Failure, FailureError } from '../../../shared/failure.ts';
import { lowerWord } from '../../../shared/resp/resp.ts';
import { codisSlot } from '../../../shared/slots/codis-slots.ts';
import { keySlot } from '../../../shared/slots/slots.ts';
import type { Guard, Ruling } from '../guard/guard.ts';
import { refuseAtProxy } from '../guard/at-proxy.ts';
import { refuse } from '../guard/unsupported.ts';
import type { Route } from '../routing/route.ts';
import { isSplittable, splitBySlot, type Part } from '../routing/split.ts';
import { mapFor, targetNodes } from '../routing/targets.ts';
import { isStreamCommand } from '../streams/stream-commands.ts';
import { primariesOf } from '../topology/building.ts';
import { runAtNodes, type AtNodesParts } from './at-nodes.ts';
import { answerReplyCommand } from './reply-gate.ts';
import { failed, NOTHING, type Answered } from './report.ts';
import type { ExecuteOptions } from './session-options.ts';
import { isEverywhere, runStream, runStreamAt, type SubscribeParts } from './subscribe.ts';
import type { Transaction } from './transaction.ts';

type Args = readonly Uint8Array[];

export interface SpecialParts extends AtNodesParts, SubscribeParts {
  guard: Guard;
  transaction: Transaction;
}

/** A command that runs as one command per slot. */
export interface Split {
  split: Part[];
}

/** Null for a command that is simply sent. */
export async function runSpecial(
  parts: SpecialParts,
  args: Args,
  first: Route,
  options: ExecuteOptions,
): Promise<Answered | Split | null> {
  const inside = parts.transaction.isOpen;
  const answered = await decide(parts, args, first, options);
  if (inside && answered && !('split' in answered) && answered.reply === null)
    parts.transaction.miss(options.unattended === true);
  return answered;
}

async function decide(
  parts: SpecialParts,
  args: Args,
  first: Route,
  options: ExecuteOptions,
): Promise<Answered | Split | null> {
  const refused = refuse(args) ?? refuseByProxy(parts, args, first, options);
  if (refused) return failed(refused);
  const { transaction } = parts;
  const { target = null } = options;
  let nodes: NodeAddress[] | null;
  try {
    nodes = target === null ? null : nodesOfTarget(parts, args, target);
  } catch (error) {
    if (error instanceof FailureError) return failed(error.failure, { routedBy: 'target' });
    throw error;
  }
  const ruling = await rulingOn(parts, args, first, nodes, options);
  if (ruling.kind === 'refuse') return failed(ruling.failure);
  if (ruling.kind === 'ask') return { ...NOTHING, extra: { question: ruling.question } };
  if (ruling.nodes) return runAtNodes(parts, args, ruling.nodes);
  const silent = transaction.isOpen ? null : answerReplyCommand(args);
  if (silent) return { ...NOTHING, reply: silent, extra: { note: 'answers are read, and not shown' } };
  if (target !== null && nodes !== null) return runAtTarget(parts, args, target, nodes);
  if (transaction.takes(args)) return runInTransaction(transaction, args, first);
  return isStreamCommand(args) ? runStream(parts, args, first) : null;
}

function refuseByProxy(
  { cluster, transaction, state }: SpecialParts,
  args: Args,
  { keys }: Route,
  { unattended = false, target = null }: ExecuteOptions,
): Failure | null {
  // One that was refused ends here, with EXEC or DISCARD.
  if (transaction.isOpen) return null;
  const refused = refuseAtProxy(
    cluster,
    { mode: state().mode, isStream: isStreamCommand(args) },
    args,
    // Each part of a split command has the keys of one slot.
    target !== null && isSplit(target) && isSplittable(args) ? [] : keys,
  );
  // Nobody reads why before the next lines run: they belong to the transaction, and must not run alone.
  if (refused && unattended && lowerWord(args[0]) === 'multi') transaction.refuse(refused.message);
  return refused;
}

const isSplit = (target: string) => target.toLowerCase() === '@split';

/** Throws a FailureError if the target names no node, or the command cannot be split. */
function nodesOfTarget({ cluster }: SpecialParts, args: Args, target: string): NodeAddress[] {
  const owner = (slot: number) => cluster.cache.owner(slot);
  if (!isSplit(target)) return targetNodes(target, cluster.topology, owner);
  const { codis, source } = mapFor(target, cluster.topology);
  if (!isSplittable(args))
    throw new FailureError(
      'bad-argument',
      'Not sent: @split works with MGET, MSET, DEL, UNLINK, EXISTS and TOUCH only.',
      'No two nodes can run any other command with several keys together.',
    );
  // The proxy passes each part on.
  if (codis) return [source];
  return [...new Set(splitBySlot(args).flatMap(({ slot }) => owner(slot) ?? []))];
}

/** `nodes` are those of a target; null without one. */
function rulingOn(
  parts: SpecialParts,
  args: Args,
  first: Route,
  nodes: NodeAddress[] | null,
  options: ExecuteOptions,
): Promise<Ruling> {
  const { cluster, guard, transaction, state } = parts;
  const inside = transaction.isOpen;
  const everywhere = nodes === null && !inside && isEverywhere(parts, args);
  const one = (inside ? transaction.node : null) ?? first.node;
  return guard.rule(
    args,
    {
      nodes: nodes ?? (everywhere ? primariesOf(cluster.topology) : [one]),
      fixed: nodes !== null || inside || everywhere,
      keys: first.keys,
      database: state().database,
    },
    options,
  );
}

const isTransactional = (args: Args) =>
  ['multi', 'exec', 'discard', 'watch', 'unwatch'].includes(lowerWord(args[0]));

function runAtTarget(
  parts: SpecialParts,
  args: Args,
  target: string,
  nodes: NodeAddress[],
): Promise<Answered> | Answered | Split {
  if (parts.transaction.isOpen || isTransactional(args))
    return failed({
      code: 'refused',
      message: `Not sent: the keys of a transaction decide its one node, not ${target}.`,
      advice: 'Leave the target out; EXEC or DISCARD ends the transaction.',
    });
  if (isSplit(target))
    return { split: splitBySlot(args, parts.cluster.topology?.codis ? codisSlot : keySlot) };
  return isStreamCommand(args) ? runStreamAt(parts, args, nodes, target) : runAtNodes(parts, args, nodes);
}

async function runInTransaction(transaction: Transaction, args: Args, first: Route): Promise<Answered> {
  const inside = transaction.isOpen;
  const { note, ran, ...outcome } = await transaction.run(args, first);
  return {
    ...outcome,
    extra: { note, ...(ran && { ran }), ...(inside && { routedBy: 'transaction' as const }) },
  };
}
