/** The failures of a command that was sent, and of redirects that lead nowhere. Pure. */
import type { Hop } from '../../../shared/session/execution.ts';
import type { Failure } from '../../../shared/failure.ts';
import type { RedirectMode } from '../../../shared/session/session.ts';
import { fateFailure, unreachableFailure } from '../wire/hop-failure.ts';
import { isRedirect, MAX_HOPS, type Followed, type Outcome } from './redirect.ts';

/** The outcome of a plain command: the last answer, or a failure. */
export function outcomeOf(followed: Followed, mode: RedirectMode, readonly: boolean): Outcome {
  const { hops, last } = followed;
  const failure = failureOf(followed, mode, readonly);
  return {
    hops,
    node: last.reply ? last.hop.node : null,
    reply: failure ? null : last.reply,
    failure,
  };
}

function failureOf({ hops, last }: Followed, mode: RedirectMode, readonly: boolean): Failure | null {
  const { hop, error } = last;
  if (error?.sent) return fateFailure(error, hop.node, readonly);
  if (error) return unreachableFailure(error, hop.node, mode);
  if (!isRedirect(hop) || mode === 'off') return null;
  // A redirect that cannot be read leads nowhere: the server's text is the answer.
  return hops.length > MAX_HOPS ? loopFailure(hops) : nowhereFailure(hop);
}

/** MOVED or ASK to a node without a known address; null for a redirect that is broken in another way. */
export function nowhereFailure({ node, detail }: Hop): Failure | null {
  const slot = /^(?:MOVED|ASK) (\d{1,5}) \??:0$/.exec(detail)?.[1];
  if (slot === undefined) return null;
  return {
    code: 'no-address',
    message: `${node} knows no address of the owner of slot ${slot} (${detail}). The command did not run.`,
    advice: 'Try again when it is back.',
  };
}

function loopFailure(hops: readonly Hop[]): Failure {
  const last = hops.slice(-3).map((hop) => hop.node);
  return {
    code: 'redirect-loop',
    message: `Gave up after ${hops.length} hops: the nodes send the command round in a circle, ${last.join(' → ')}. It did not run.`,
    advice:
      'The nodes disagree about who owns the slot. Compare CLUSTER NODES on each, or run redis-cli --cluster check.',
  };
}
