/** The sentences for what can go wrong on the way to a node. */
import type { Failure, Hop, NodeAddress, RedirectMode } from '../../../shared/model.ts';
import { ConnectionError, NoAddressError, WayError } from './errors.ts';

/** The command was given to the socket and no whole answer came: nobody here can know whether it ran. */
export function fateFailure(error: ConnectionError, node: NodeAddress, readonly: boolean): Failure {
  const cause =
    error.kind === 'cancelled' ? `Stopped while waiting for ${node}` : `${node}: ${error.message}`;
  if (error.kind === 'too-large' || error.kind === 'protocol')
    return {
      code: error.kind,
      message: `${cause}. The command may or may not have run.`,
      advice:
        error.kind === 'too-large'
          ? 'Ask for less at once (a range, SCAN, GETRANGE), then look what the command did.'
          : 'Check that this address is a Redis or Valkey server and that TLS is set as the server wants it.',
    };
  const code = error.kind === 'cancelled' ? ('cancelled' as const) : ('unknown-fate' as const);
  if (readonly)
    return {
      code,
      message: `${cause}. The command only reads: nothing was changed.`,
      advice: 'Run it again when you like.',
    };
  return {
    code,
    message: `${cause}. The command may or may not have run; it was not sent again.`,
    advice: 'Look at the data before you repeat it.',
  };
}

/** No connection could be made, so the command did not run. */
export function unreachableFailure(error: ConnectionError, node: NodeAddress, mode: RedirectMode): Failure {
  if (error.kind === 'cancelled')
    return { code: 'cancelled', message: 'Stopped before the command was sent: it did not run.', advice: '' };
  if (error instanceof WayError) return wayFailure(error, 'The command did not run.');
  if (error instanceof NoAddressError)
    return {
      code: 'no-address',
      message: `${sentenceOf(error.message)} The command did not run.`,
      advice: 'Choose another node.',
    };
  if (error.kind === 'auth')
    return {
      code: 'auth',
      message: `${node} refuses the login: ${error.message}. The command did not run.`,
      advice: 'Type AUTH with the right password (or user and password), or connect again with it.',
    };
  return {
    code: 'unreachable',
    message: `${node} cannot be reached: ${error.message}. The command did not run.`,
    advice:
      mode === 'off'
        ? 'Choose another node in the Nodes panel, or type: connect HOST PORT'
        : 'Try again when it is back.',
  };
}

const sentenceOf = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}.`;

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

/** What keeps every node from being reached; `then` is what became of a command. */
export function wayFailure({ kind, message, advice, secret }: WayError, then = ''): Failure {
  const code = kind === 'auth' ? 'auth' : 'unreachable';
  const sentence = `${sentenceOf(message)} ${then}`.trim();
  return { code, message: sentence, advice, ...(secret && { secret }) };
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

/** The server is there, so host and port are right. */
function tlsAdvice(message: string): string {
  if (/does not speak TLS/.test(message)) return 'Connect without TLS, or give the port that speaks it.';
  if (/self.signed|unable to (?:verify|get)|unknown ca/i.test(message))
    return 'Give the certificate of the CA that signed the server’s as CA certificate (--cacert FILE).';
  return 'The server is there: compare certificates, names and TLS versions of both sides.';
}

/** Why the first connection did not come about. */
export function connectFailure(error: unknown, node: NodeAddress): Failure {
  if (error instanceof WayError) return wayFailure(error);
  if (error instanceof ConnectionError) {
    const failure = unreachableFailure(error, node, 'off');
    if (error.kind === 'auth')
      return {
        ...failure,
        message: `${node} refuses the login: ${error.message}.`,
        advice: 'Check user and password.',
      };
    if (error.kind === 'timeout')
      return {
        code: 'unreachable',
        message: `${node} does not answer: ${error.message}.`,
        advice: 'Check the address, and that the server is not hanging.',
      };
    return {
      code: error.kind === 'protocol' ? 'protocol' : 'unreachable',
      message: `${node}: ${error.message}.`,
      advice: error.message.startsWith('TLS: ')
        ? tlsAdvice(error.message)
        : 'Check host and port, and that a Redis or Valkey server listens there.',
    };
  }
  const text = error instanceof Error ? error.message : String(error);
  if (/^(NOAUTH|WRONGPASS)/.test(text))
    return {
      code: 'auth',
      message: `${node} wants a login: ${text}`,
      advice: 'Give user and password: redis://user:password@host:port',
    };
  return {
    code: 'unreachable',
    message: `${node}: ${text}`,
    advice: 'Check that this is a Redis or Valkey server.',
  };
}
