/** Failure texts for commands that did not reach a node or got no reply. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Failure } from '../../../shared/failure.ts';
import type { RedirectMode } from '../../../shared/session/session.ts';
import { type ConnectionError, NoAddressError, TransportError } from './errors.ts';

/** The command was sent but no whole reply came back, so its fate is unknown. */
export function fateFailure(error: ConnectionError, node: NodeAddress, readonly: boolean): Failure {
  const cause =
    error.kind === 'cancelled' ? `Stopped while waiting for ${node}` : `${node}: ${error.message}`;
  if (error.kind === 'too-large' || error.kind === 'protocol')
    return {
      code: error.kind,
      message: `${cause}. The command may or may not have run.`,
      advice:
        error.kind === 'too-large'
          ? 'Check what the command did. Then ask for less at once (a range, SCAN, GETRANGE).'
          : 'Check that this address is a Redis or Valkey server and that TLS is on or off as the server expects.',
    };
  const code = error.kind === 'cancelled' ? ('cancelled' as const) : ('unknown-fate' as const);
  if (readonly)
    return {
      code,
      message: `${cause}. The command only reads: nothing was changed.`,
      advice: 'Run it again at any time.',
    };
  return {
    code,
    message: `${cause}. The command may or may not have run; it was not sent again.`,
    advice: 'Look at the data before you repeat it.',
  };
}

/** Connecting failed, so the command did not run. */
export function unreachableFailure(error: ConnectionError, node: NodeAddress, mode: RedirectMode): Failure {
  if (error.kind === 'cancelled')
    return { code: 'cancelled', message: 'Stopped before the command was sent: it did not run.', advice: '' };
  if (error instanceof TransportError) return transportFailure(error, 'The command did not run.');
  if (error instanceof NoAddressError)
    return {
      code: 'no-address',
      message: `${asSentence(error.message)} The command did not run.`,
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

const asSentence = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}.`;

/** Describes a failure that keeps all nodes out of reach; `then` says what happened to the command. */
export function transportFailure({ kind, message, advice, secret }: TransportError, then = ''): Failure {
  const code = kind === 'auth' ? 'auth' : 'unreachable';
  const sentence = `${asSentence(message)} ${then}`.trim();
  return { code, message: sentence, advice, ...(secret && { secret }) };
}
