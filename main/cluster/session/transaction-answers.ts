/** A transaction's own answers in place of a server's, and the failures of commands that were not sent. Pure. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Failure } from '../../../shared/failure.ts';
import { lowerWord } from '../../../shared/resp/resp.ts';
import type { ConnectionError } from '../wire/errors.ts';
import { unreachableFailure } from '../wire/hop-failure.ts';
import { isError, type RawReply } from '../wire/raw-reply.ts';
import type { Outcome, Step } from '../routing/redirect.ts';
import { isReplyCommand } from './reply-gate.ts';
import type { Route } from '../routing/route.ts';
import { replyOf } from '../wire/synthetic.ts';

type Args = readonly Uint8Array[];

export interface TransactionOutcome extends Outcome {
  note: string;
  /** For EXEC: the commands that ran and now affect the shell. */
  ran: Args[] | null;
}

export const answer = (some: Partial<TransactionOutcome>): TransactionOutcome => ({
  hops: [],
  node: null,
  reply: null,
  failure: null,
  note: '',
  ran: null,
  ...some,
});

/** The outcome of one command that was sent once, to `hop.node`. */
export const answerOf = (
  { hop, reply, error }: Step,
  more: Partial<TransactionOutcome> = {},
): TransactionOutcome =>
  answer({
    hops: [hop],
    node: reply ? hop.node : null,
    reply,
    failure: error && notRun(error, hop.node),
    ...more,
  });

export const aborted = (why: string): RawReply =>
  replyOf(`-EXECABORT Transaction discarded: ${why}; none of its commands ran`);

/** The note beside the answer to a command meant for the queue. */
export const doomNote = (reply: RawReply | null): string =>
  reply && isError(reply) ? 'refused by the server: EXEC will discard the whole transaction' : '';

/** The queued commands that were run, by EXEC's array. */
export const ranOf = (queued: Args[], reply: RawReply | null): Args[] =>
  reply && reply.type === 0x2a && reply.elements > 0 ? queued : [];

/** Why this error ends the transaction; without the server's text, because it goes into a reply. */
export function endedBy(error: ConnectionError, node: NodeAddress): string {
  if (error.kind === 'cancelled') return 'it was stopped';
  if (error.sent || error.kind === 'lost') return `its connection to ${node} was lost`;
  return error.kind === 'auth' ? `${node} refused the login` : `${node} could not be reached`;
}

const ENDS = 'EXEC or DISCARD ends it; then begin again.';

/** The failure of a command before EXEC: nothing runs before EXEC, whatever was sent. */
export function notRun(error: ConnectionError, node: NodeAddress): Failure {
  if (!error.sent && error.kind !== 'lost') {
    const { code, message, advice, secret } = unreachableFailure(error, node, 'off');
    return {
      code,
      message: `${message} The transaction is over: none of its commands ran.`,
      advice: code === 'auth' ? advice : ENDS,
      ...(secret && { secret }),
    };
  }
  return {
    code: error.kind === 'cancelled' ? 'cancelled' : 'unreachable',
    message: `${node}: ${error.message}. The transaction was not executed: none of its commands ran.`,
    advice: ENDS,
  };
}

/** The failure that ends the transaction because no node takes its first key. */
export const overFor = (failure: Failure): Failure => ({
  ...failure,
  message: `${failure.message} The transaction is over: none of its commands ran.`,
  advice: ENDS,
});

/** `wanted` is the slot of the transaction's other keys; null if there is none. */
export function refuseOtherSlot(first: Route, wanted: number | null): Failure | null {
  const other = first.keys.find((key) => (wanted === null ? first.slot === null : key.slot !== wanted));
  if (!other) return null;
  const message =
    wanted === null
      ? 'Not sent: its keys are in several slots, and a transaction runs in one. It would never be executed.'
      : `Not sent: its key is in slot ${other.slot}, and this transaction is in slot ${wanted}.`;
  return {
    code: 'refused',
    message,
    advice:
      'Keys of one transaction need one hash tag, as in {user1}:name and {user1}:cart. The transaction is still open: EXEC or DISCARD ends it.',
  };
}

export const refuseAborted = (why: string): Failure => ({
  code: 'refused',
  message: `Not sent: the transaction is over, ${why}. None of its commands ran.`,
  advice: 'Alone it would run at once. EXEC or DISCARD ends the transaction; then begin again.',
});

/**
 * Servers queue these, or doom the transaction for them. If they ran, EXEC's answer would be cut or mixed with
 * messages.
 */
export const refuseInside = (args: Args): Failure => ({
  code: 'refused',
  message: `Not sent: ${lowerWord(args[0]).toUpperCase()}${isReplyCommand(args) ? ' REPLY' : ''} changes which answers come, and within a transaction EXEC's own would be damaged.`,
  advice: 'EXEC or DISCARD ends the transaction; type it then.',
});
