/** The sentences for redirects that lead nowhere. Pure. */
import type { Hop } from '../../../shared/session/execution.ts';
import type { Failure } from '../../../shared/failure.ts';

/** MOVED or ASK to a node that the cluster knows no address of; null for a redirect that is broken in another way. */
export function nowhereFailure({ node, detail }: Hop): Failure | null {
  const slot = /^(?:MOVED|ASK) (\d{1,5}) \??:0$/.exec(detail)?.[1];
  if (slot === undefined) return null;
  return {
    code: 'no-address',
    message: `${node} knows no address of the owner of slot ${slot} (${detail}). The command did not run.`,
    advice: 'Try again when it is back.',
  };
}

export function loopFailure(hops: readonly Hop[]): Failure {
  const last = hops.slice(-3).map((hop) => hop.node);
  return {
    code: 'redirect-loop',
    message: `Gave up after ${hops.length} hops; the nodes send the command round in a circle: ${last.join(' → ')}. It did not run.`,
    advice:
      'The nodes disagree about who owns the slot. Look at CLUSTER NODES of each; redis-cli --cluster check tells more.',
  };
}
