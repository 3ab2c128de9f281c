/** Explains why the first connection failed, and what to do. Pure. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Failure } from '../../../shared/failure.ts';
import { TransportError, ConnectionError } from './errors.ts';
import { transportFailure, unreachableFailure } from './hop-failure.ts';

/** The server answered, so host and port are right. */
function tlsAdvice(message: string): string {
  if (/does not speak TLS/.test(message)) return 'Connect without TLS, or use the TLS port.';
  if (/self.signed|unable to (?:verify|get)|unknown ca/i.test(message))
    return 'Set the CA certificate to that of the CA that signed the server’s (--cacert FILE).';
  return 'The server answers. Compare the certificates, names and TLS versions on both sides.';
}

/** Describes why the first connection failed. */
export function connectFailure(error: unknown, node: NodeAddress): Failure {
  if (error instanceof TransportError) return transportFailure(error);
  if (error instanceof ConnectionError) {
    const failure = unreachableFailure(error, node, 'off');
    if (error.kind === 'auth')
      return {
        ...failure,
        message: `${node} refuses the login: ${error.message}.`,
        advice: 'Check the user and password.',
      };
    if (error.kind === 'timeout')
      return {
        code: 'unreachable',
        message: `${node} does not answer: ${error.message}.`,
        advice: 'Check the address and that the server is not hanging.',
      };
    return {
      code: error.kind === 'protocol' ? 'protocol' : 'unreachable',
      message: `${node}: ${error.message}.`,
      advice: error.message.startsWith('TLS: ')
        ? tlsAdvice(error.message)
        : 'Check the host and port, and that a Redis or Valkey server listens there.',
    };
  }
  const text = error instanceof Error ? error.message : String(error);
  if (/^(NOAUTH|WRONGPASS)/.test(text))
    return {
      code: 'auth',
      message: `${node} requires a login: ${text}`,
      advice: 'Enter a user and password: redis://user:password@host:port',
    };
  return {
    code: 'unreachable',
    message: `${node}: ${text}`,
    advice: 'Check that this is a Redis or Valkey server.',
  };
}
