/** Commands that are not simply sent to the node of their keys: transactions, streams, targets, splits, guarded ones. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { type Failure, FailureError } from '../../../shared/failure.ts';
import type { Hop } from '../../../shared/session/execution.ts';
import type { SessionState } from '../../../shared/session/session.ts';
import { findCommand } from '../../../shared/commands/command-table.ts';
import { hasAddress, nodeWithoutAddress } from '../../../shared/cluster/no-address.ts';
import { lowerWord, argsOf as asWords } from '../../../shared/resp/resp.ts';
import { refusedByTwemproxy, TWEMPROXY } from '../../../shared/cluster/twemproxy.ts';
import type { Cluster } from '../cluster.ts';
import { ConnectionError, NoAddressError } from '../wire/errors.ts';
import type { Guard } from '../guard/guard.ts';
import { nowhereFailure } from '../routing/redirect-failure.ts';
import { fateFailure, unreachableFailure } from '../wire/hop-failure.ts';
import { mishap } from '../routing/mishap.ts';
import type { NodePool } from '../wire/node-pool.ts';
import { concat, isError } from '../wire/raw-reply.ts';
import { newHop, sendOnce, type Outcome } from '../routing/redirect.ts';
import { errorText } from '../routing/redirect-error.ts';
import { answerReplyCommand } from './reply-gate.ts';
import type { Extra } from './report.ts';
import type { Route } from '../routing/route.ts';
import type { ExecuteOptions } from './session-options.ts';
import type { SilenceWatch } from './silence-watch.ts';
import { isSplittable, mergeParts, splitBySlot } from '../routing/split.ts';
import { isOfEachNode, isStreamCommand } from '../streams/stream-commands.ts';
import type { StreamAnswer, Streams } from '../streams/streams.ts';
import { replyOf } from '../wire/synthetic.ts';
import { groupAnswers, mapFor, targetNodes, type NodeAnswer } from '../routing/targets.ts';
import { primariesOf } from '../topology/building.ts';
import type { Transaction } from './transaction.ts';
import { refuse } from '../guard/unsupported.ts';

type Args = readonly Uint8Array[];

export interface SpecialRunner {
  cluster: Cluster;
  guard: Guard;
  transaction: Transaction;
  streams: Streams;
  pool: NodePool;
  silence: SilenceWatch;
  state(): SessionState;
  route(args: Args): Route;
  send(args: Args, first: Route, direct?: boolean): Promise<Outcome>;
}

export type SpecialOutcome = Outcome & { extra: Extra };

const NOTHING: Outcome = { hops: [], node: null, reply: null, failure: null };
const failed = (failure: Failure, extra: Extra = {}): SpecialOutcome => ({ ...NOTHING, failure, extra });

/** Null for a command that is simply sent. */
export async function runSpecial(
  runner: SpecialRunner,
  args: Args,
  first: Route,
  target: string | null,
  options: ExecuteOptions,
): Promise<SpecialOutcome | null> {
  const inside = runner.transaction.isOpen;
  const outcome = await dispatch(runner, args, first, target, options);
  if (inside && outcome?.reply === null) runner.transaction.miss(options.unattended === true);
  return outcome;
}

async function dispatch(
  runner: SpecialRunner,
  args: Args,
  first: Route,
  target: string | null,
  options: ExecuteOptions,
): Promise<SpecialOutcome | null> {
  const refused = refuse(args) ?? refuseAtProxy(runner, args);
  if (refused) return failed(refused);
  const { transaction } = runner;
  let nodes: NodeAddress[] | null;
  try {
    nodes = target === null ? null : nodesOfTarget(runner, args, target);
  } catch (error) {
    if (error instanceof FailureError) return failed(error.failure, { routedBy: 'target' });
    throw error;
  }
  const inside = transaction.isOpen;
  const everywhere = nodes === null && !inside && isEverywhere(runner, args);
  const place =
    nodes ??
    (everywhere ? primariesOf(runner.cluster.topology) : [(inside ? transaction.node : null) ?? first.node]);
  const ruling = await runner.guard.rule(
    args,
    {
      nodes: place,
      fixed: nodes !== null || inside || everywhere,
      keys: first.keys,
      database: runner.state().database,
    },
    options,
  );
  if (ruling.kind === 'refuse') return failed(ruling.failure);
  if (ruling.kind === 'ask') return { ...NOTHING, extra: { question: ruling.question } };
  if (ruling.nodes) return runAtNodes(runner, args, ruling.nodes);
  const silent = inside ? null : answerReplyCommand(args);
  if (silent) return { ...NOTHING, reply: silent, extra: { note: 'answers are read, and not shown' } };
  if (target !== null && (transaction.isOpen || isTransactional(args)))
    return failed({
      code: 'refused',
      message: `Not sent: a transaction runs on one node, which its keys decide, not ${target}.`,
      advice: 'Leave the target out; EXEC or DISCARD ends the transaction.',
    });
  if (target !== null && isSplit(target)) return runSplit(runner, args);
  if (target !== null)
    return isStreamCommand(args)
      ? runStreamAt(runner, args, nodes!, target)
      : runAtNodes(runner, args, nodes!);
  if (transaction.takes(args)) {
    const { note, ran, ...outcome } = await transaction.run(args, first);
    return {
      ...outcome,
      extra: { note, ...(ran && { ran }), ...(inside && { routedBy: 'transaction' as const }) },
    };
  }
  if (isStreamCommand(args)) return runStream(runner, args, first);
  return null;
}

/** With redirects off what is typed is sent, but for a stream, which would be opened again each time the proxy closes it. */
function refuseAtProxy({ cluster, state }: SpecialRunner, args: Args): Failure | null {
  const streams = isStreamCommand(args);
  if (cluster.server !== TWEMPROXY || (state().mode === 'off' && !streams)) return null;
  const refusal = refusedByTwemproxy(args, cluster.commands);
  if (!refusal) return null;
  const advice = streams ? refusal.advice : `${refusal.advice} With redirects off it is sent all the same.`;
  return { code: 'refused', message: refusal.message, advice };
}

const isTransactional = (args: Args) =>
  ['multi', 'exec', 'discard', 'watch', 'unwatch'].includes(lowerWord(args[0]));

const isSplit = (target: string) => target.toLowerCase() === '@split';

/** Throws a FailureError where it points nowhere, or cannot be split. */
function nodesOfTarget({ cluster }: SpecialRunner, args: Args, target: string): NodeAddress[] {
  const owner = (slot: number) => cluster.cache.owner(slot);
  if (!isSplit(target)) return targetNodes(target, cluster.topology, owner);
  mapFor(target, cluster.topology);
  if (!isSplittable(args))
    throw new FailureError(
      'bad-argument',
      'Not sent: @split is for MGET, MSET, DEL, UNLINK, EXISTS and TOUCH.',
      'What other commands do with several keys, no two nodes can do together.',
    );
  return [...new Set(splitBySlot(args).flatMap(({ slot }) => owner(slot) ?? []))];
}

async function runAtNodes(runner: SpecialRunner, args: Args, nodes: NodeAddress[]): Promise<SpecialOutcome> {
  const { cluster } = runner;
  const replicas = new Set(
    (cluster.topology?.shards ?? []).flatMap((shard) => shard.replicas).map((node) => node.address),
  );
  const entry = findCommand(cluster.commands, args)?.entry;
  const reads = (entry?.[1].includes('readonly') ?? false) && entry![3].length > 0;
  const outcomes = await Promise.all(
    nodes.map((node) => atNode(runner, args, node, reads && replicas.has(node))),
  );
  if (outcomes.length === 1) return { ...outcomes[0]!, extra: { routedBy: 'target' } };
  const answers = outcomes.map(({ hops, reply, failure }): NodeAnswer => ({
    node: hops[0]!.node,
    shard: hops[0]!.shard,
    milliseconds: hops[0]!.milliseconds,
    reply,
    failure,
  }));
  return {
    ...NOTHING,
    hops: outcomes.flatMap((outcome) => outcome.hops),
    extra: { routedBy: 'target', groups: groupAnswers(answers) },
  };
}

/** One node, without following what it answers. A replica answers reads of its slots only after READONLY. */
async function atNode(
  { cluster, pool, silence }: SpecialRunner,
  args: Args,
  node: NodeAddress,
  readonly: boolean,
): Promise<Outcome> {
  const hop = newHop(node, cluster.shardOf(node), false);
  try {
    const connection = pool.get(node);
    if (readonly) connection.send(asWords('READONLY')).catch(() => undefined);
    const { reply, error } = await sendOnce(args, hop, (text) =>
      silence.watch(node, text, connection.send(text)),
    );
    const failure =
      error && (error.sent ? fateFailure(error, node, readonly) : unreachableFailure(error, node, 'off'));
    return { hops: [hop], node: reply ? node : null, reply, failure };
  } catch (error) {
    // The other nodes may have run it.
    return { ...mishap(error, true), hops: [hop] };
  }
}

async function runSplit(runner: SpecialRunner, args: Args): Promise<SpecialOutcome> {
  const parts = splitBySlot(args);
  const outcomes = await Promise.all(
    parts.map(async (part) => {
      try {
        const first = runner.route(part.args);
        const node = runner.cluster.cache.owner(part.slot) ?? first.node;
        return await runner.send(part.args, { ...first, node }, true);
      } catch (error) {
        return mishap(error, true);
      }
    }),
  );
  const parted = parts.map((part, i) => {
    const { hops, node, reply, failure } = outcomes[i]!;
    const last = hops.at(-1);
    return {
      slot: part.slot,
      node: node ?? last?.node ?? null,
      shard: runner.cluster.shardOf(node ?? last?.node ?? null),
      keys: part.places.length,
      problem: failure?.message ?? (reply && isError(reply) ? last!.detail : ''),
      unknownFate: failure?.code === 'unknown-fate' || failure?.code === 'cancelled',
    };
  });
  const atomic = lowerWord(args[0]) === 'mset' && parts.length > 1;
  return {
    hops: outcomes.flatMap((outcome) => outcome.hops),
    node: null,
    reply: mergeParts(
      args,
      parts,
      outcomes.map((outcome) => outcome.reply),
    ),
    failure: null,
    extra: {
      routedBy: 'split',
      parts: parted,
      note: atomic ? 'no longer atomic: one MSET a slot' : '',
    },
  };
}

/** Streams of which each node has only its own part: in direct mode they are opened on every primary. */
const isEverywhere = ({ cluster, state }: SpecialRunner, args: Args): boolean =>
  state().mode === 'direct' &&
  cluster.clustered &&
  (lowerWord(args[0]) === 'monitor' || (isStreamCommand(args) && isOfEachNode(args)));

async function runStream(runner: SpecialRunner, args: Args, first: Route): Promise<SpecialOutcome | null> {
  const name = lowerWord(args[0]);
  const { currentNode } = runner.state();
  if (isEverywhere(runner, args))
    return runStreamAt(runner, args, primariesOf(runner.cluster.topology), '@primaries');
  return stream(runner, args, () => {
    if (name !== 'ssubscribe') return runner.streams.open(args, [currentNode], currentNode);
    if (first.keys.length > 0 && first.slot === null)
      throw new FailureError(
        'refused',
        'Not sent: its channels are in several slots.',
        'One SSUBSCRIBE for each slot, or one hash tag in all of the names.',
      );
    return runner.streams.openSharded(args, first.node);
  });
}

async function runStreamAt(
  runner: SpecialRunner,
  args: Args,
  nodes: readonly NodeAddress[],
  target: string,
): Promise<SpecialOutcome> {
  // One without an address is no reason to hear nothing of the others; alone it is what went wrong.
  const [there, nowhere] = [nodes.filter(hasAddress), nodes.filter((node) => !hasAddress(node))];
  const open = there.length > 0 ? there : [...nodes];
  const outcome = await stream(runner, args, () =>
    runner.streams.open(args, open, /^@primaries$/i.test(target) ? 'primaries' : open[0]!),
  );
  if (!outcome) return failed(NO_STREAM);
  const { note } = outcome.extra;
  if (!note || there.length === 0 || nowhere.length === 0) return outcome;
  const missing = nowhere.map(nodeWithoutAddress).join(', ');
  const without = `${note}; not on ${missing}: the cluster knows no address of it`;
  return { ...outcome, extra: { ...outcome.extra, note: without } };
}

const NO_STREAM: Failure = {
  code: 'refused',
  message: 'Not sent: there is no such subscription here.',
  advice: '',
};

async function stream(
  { cluster, streams }: SpecialRunner,
  args: Args,
  open: () => Promise<StreamAnswer>,
): Promise<SpecialOutcome | null> {
  const name = lowerWord(args[0]);
  const start = performance.now();
  const bad = args.length < 2 && /^[ps]?subscribe$/.test(name);
  if (bad)
    return { ...NOTHING, reply: replyOf(`-ERR wrong number of arguments for '${name}' command`), extra: {} };
  try {
    const answer = name.includes('unsub') ? await streams.end(args) : await open();
    if (!answer) return { ...NOTHING, reply: nothingToEnd(name, args[1]), extra: { routedBy: 'stream' } };
    const node = answer.nodes[0]!;
    const hop = { ...newHop(node, cluster.shardOf(node), false), milliseconds: performance.now() - start };
    const without = name === 'monitor' && !streams.showsOwn ? ", without Slotshell's own commands" : '';
    const where = answer.nodes.length > 1 ? `${answer.nodes.length} nodes` : node;
    const extra: Extra = { routedBy: 'stream', note: `on ${where}${without}; Ctrl+C ends it` };
    if (answer.error) {
      const frame = answer.error;
      const reply = { type: frame[0]!, chunks: [frame], bytes: frame.length, elements: -1 };
      const refused: Hop = { ...hop, outcome: 'error', detail: errorText(reply) ?? '' };
      const nowhere = name === 'ssubscribe' ? nowhereFailure(refused) : null;
      if (nowhere) return { ...failed(nowhere), hops: [refused] };
      return { ...NOTHING, hops: [refused], node, reply, extra: { routedBy: 'stream' } };
    }
    if (name.includes('unsub')) extra.note = '';
    return { ...NOTHING, hops: [hop], node, reply: name === 'monitor' ? replyOf('+OK') : null, extra };
  } catch (error) {
    if (error instanceof FailureError) return failed(error.failure);
    if (!(error instanceof ConnectionError)) throw error;
    if (error instanceof NoAddressError) return failed(unreachableFailure(error, error.node, 'direct'));
    return failed({
      code: error.kind === 'cancelled' ? 'cancelled' : 'unreachable',
      message: `The stream could not be opened: ${error.message}.`,
      advice: 'Nothing was changed. Try again, or at another node: @node:PORT before the command.',
    });
  }
}

/** What a server answers where nothing was subscribed to. */
const nothingToEnd = (name: string, channel: Uint8Array | undefined) => {
  const named = channel && [`$${channel.length}\r\n`, channel, '\r\n'];
  const frame = concat(
    [`*3\r\n$${name.length}\r\n${name}\r\n`, ...(named ?? ['$-1\r\n']), ':0\r\n'].map((part) =>
      typeof part === 'string' ? Buffer.from(part) : part,
    ),
  );
  return { type: 0x2a, chunks: [frame], bytes: frame.length, elements: 3 };
};
