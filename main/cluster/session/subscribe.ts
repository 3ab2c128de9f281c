/** The subscribing commands and MONITOR: where each is opened, and what the prompt shows in answer. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { type Failure, FailureError } from '../../../shared/failure.ts';
import type { Hop } from '../../../shared/session/execution.ts';
import { hasAddress, nodeWithoutAddress } from '../../../shared/cluster/no-address.ts';
import { lowerWord } from '../../../shared/resp/resp.ts';
import type { SessionState } from '../../../shared/session/session.ts';
import type { Cluster } from '../cluster.ts';
import { newHop } from '../routing/redirect.ts';
import { errorText } from '../routing/redirect-error.ts';
import { nowhereFailure } from '../routing/redirect-failure.ts';
import type { Route } from '../routing/route.ts';
import { isOfEachNode, isStreamCommand } from '../streams/stream-commands.ts';
import type { StreamAnswer, Streams } from '../streams/streams.ts';
import { primariesOf } from '../topology/building.ts';
import { ConnectionError, NoAddressError } from '../wire/errors.ts';
import { unreachableFailure } from '../wire/hop-failure.ts';
import { concat, replyOfFrame } from '../wire/raw-reply.ts';
import { replyOf } from '../wire/synthetic.ts';
import { failed, NOTHING, type Answered, type Extra } from './report.ts';

type Args = readonly Uint8Array[];

export interface SubscribeParts {
  cluster: Cluster;
  streams: Streams;
  state(): SessionState;
}

/** Whether each node has only its own part of these streams: in direct mode they open on every primary. */
export const isEverywhere = ({ cluster, state }: SubscribeParts, args: Args): boolean =>
  state().mode === 'direct' &&
  cluster.clustered &&
  (lowerWord(args[0]) === 'monitor' || (isStreamCommand(args) && isOfEachNode(args)));

export async function runStream(parts: SubscribeParts, args: Args, first: Route): Promise<Answered> {
  const { cluster, streams, state } = parts;
  const { currentNode } = state();
  if (isEverywhere(parts, args)) return runStreamAt(parts, args, primariesOf(cluster.topology), '@primaries');
  return answerStream(parts, args, () => {
    if (lowerWord(args[0]) !== 'ssubscribe') return streams.open(args, [currentNode], currentNode);
    if (first.keys.length > 0 && first.slot === null)
      throw new FailureError(
        'refused',
        'Not sent: its channels are in several slots.',
        'Send one SSUBSCRIBE for each slot, or give all of the names one hash tag.',
      );
    return streams.openSharded(args, first.node);
  });
}

export async function runStreamAt(
  parts: SubscribeParts,
  args: Args,
  nodes: readonly NodeAddress[],
  target: string,
): Promise<Answered> {
  // A node without an address does not stop the others; if it is the only one, it is the error.
  const [there, nowhere] = [nodes.filter(hasAddress), nodes.filter((node) => !hasAddress(node))];
  const open = there.length > 0 ? there : [...nodes];
  const place = /^@primaries$/i.test(target) ? 'primaries' : open[0]!;
  const answered = await answerStream(parts, args, () => parts.streams.open(args, open, place));
  const { note } = answered.extra;
  if (!note || there.length === 0 || nowhere.length === 0) return answered;
  const missing = nowhere.map(nodeWithoutAddress).join(', ');
  const without = `${note}; not on ${missing}: the cluster knows no address of it`;
  return { ...answered, extra: { ...answered.extra, note: without } };
}

async function answerStream(
  parts: SubscribeParts,
  args: Args,
  open: () => Promise<StreamAnswer>,
): Promise<Answered> {
  const name = lowerWord(args[0]);
  const start = performance.now();
  const isIncomplete = args.length < 2 && /^[ps]?subscribe$/.test(name);
  if (isIncomplete)
    return { ...NOTHING, reply: replyOf(`-ERR wrong number of arguments for '${name}' command`), extra: {} };
  try {
    const answer = name.includes('unsub') ? await parts.streams.end(args) : await open();
    if (!answer) return { ...NOTHING, reply: nothingToEnd(name, args[1]), extra: { routedBy: 'stream' } };
    return answeredBy(parts, name, answer, performance.now() - start);
  } catch (error) {
    if (error instanceof FailureError) return failed(error.failure);
    if (!(error instanceof ConnectionError)) throw error;
    return failed(notOpened(error));
  }
}

function answeredBy(
  { cluster, streams }: SubscribeParts,
  name: string,
  { nodes, error }: StreamAnswer,
  milliseconds: number,
): Answered {
  const node = nodes[0]!;
  const hop: Hop = { ...newHop(node, cluster.shardOf(node), false), milliseconds };
  if (error) return refusedBy(name, node, hop, error);
  const without = name === 'monitor' && !streams.showsOwn ? ", without Slotshell's own commands" : '';
  const where = nodes.length > 1 ? `${nodes.length} nodes` : node;
  const note = name.includes('unsub') ? '' : `on ${where}${without}; Ctrl+C ends it`;
  const extra: Extra = { routedBy: 'stream', note };
  return { ...NOTHING, hops: [hop], node, reply: name === 'monitor' ? replyOf('+OK') : null, extra };
}

function refusedBy(name: string, node: NodeAddress, hop: Hop, frame: Uint8Array): Answered {
  const reply = replyOfFrame(frame);
  const refused: Hop = { ...hop, outcome: 'error', detail: errorText(reply) ?? '' };
  const nowhere = name === 'ssubscribe' ? nowhereFailure(refused) : null;
  if (nowhere) return { ...failed(nowhere), hops: [refused] };
  return { ...NOTHING, hops: [refused], node, reply, extra: { routedBy: 'stream' } };
}

function notOpened(error: ConnectionError): Failure {
  if (error instanceof NoAddressError) return unreachableFailure(error, error.node, 'direct');
  return {
    code: error.kind === 'cancelled' ? 'cancelled' : 'unreachable',
    message: `The stream could not be opened: ${error.message}.`,
    advice: 'Nothing was changed. Try again, or at another node: @node:PORT before the command.',
  };
}

/** A server's answer to UNSUBSCRIBE, PUNSUBSCRIBE or SUNSUBSCRIBE without a subscription. */
const nothingToEnd = (name: string, channel: Uint8Array | undefined) => {
  const named = channel && [`$${channel.length}\r\n`, channel, '\r\n'];
  const frame = concat(
    [`*3\r\n$${name.length}\r\n${name}\r\n`, ...(named ?? ['$-1\r\n']), ':0\r\n'].map((part) =>
      typeof part === 'string' ? Buffer.from(part) : part,
    ),
  );
  return { type: 0x2a, chunks: [frame], bytes: frame.length, elements: 3 };
};
