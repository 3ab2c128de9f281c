import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { nodeWithoutAddress } from '../../../shared/cluster/no-address.ts';
import type { SecretName } from '../../../shared/connections/secret-names.ts';

/** What can go wrong between us and a node, apart from what the server itself answers. */
export type ConnectionErrorKind =
  | 'unreachable' // no connection could be made: name, port, TLS
  | 'auth' // the server refused our AUTH or HELLO at connect
  | 'lost' // the connection ended while a command was on its way
  | 'timeout' // no answer within the time allowed
  | 'protocol' // what came back is not RESP
  | 'too-large' // a declared size beyond what we accept
  | 'cancelled'; // closed by us on the user's wish

export class ConnectionError extends Error {
  override name = 'ConnectionError';
  readonly kind: ConnectionErrorKind;
  /** True where the command's bytes were given to the socket: it may have run. False: it cannot have. */
  readonly sent: boolean;

  constructor(kind: ConnectionErrorKind, message: string, sent: boolean) {
    super(message);
    this.kind = kind;
    this.sent = sent;
  }
}

/** What went wrong on the way that leads to all nodes, or is the same at each of them. */
export class TransportError extends ConnectionError {
  /** What to do, in a sentence. */
  readonly advice: string;
  /** The one that is missing, or was not accepted. */
  readonly secret: SecretName | null;

  constructor(
    kind: 'unreachable' | 'auth',
    message: string,
    advice: string,
    secret: SecretName | null = null,
  ) {
    super(kind, message, false);
    this.advice = advice;
    this.secret = secret;
  }
}

/** The cluster knows no address of the node: nothing was dialled, nothing was sent. */
export class NoAddressError extends ConnectionError {
  /** One of shared/cluster/no-address.ts. */
  readonly node: NodeAddress;

  constructor(node: NodeAddress) {
    super('unreachable', `the cluster knows no address of node ${nodeWithoutAddress(node)}`, false);
    this.node = node;
  }
}

/** The error with the node in its message, where several were asked and one kept all from succeeding. */
export function namingNode(error: unknown, node: NodeAddress): unknown {
  const isGeneral = error instanceof TransportError || error instanceof NoAddressError;
  if (!(error instanceof ConnectionError) || isGeneral) return error;
  return new ConnectionError(error.kind, `${node}: ${error.message}`, error.sent);
}
