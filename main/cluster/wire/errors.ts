import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { nodeWithoutAddress } from '../../../shared/cluster/no-address.ts';
import type { SecretName } from '../../../shared/connections/secret-names.ts';

/** Failures between this program and a node, other than error replies. */
export type ConnectionErrorKind =
  | 'unreachable' // connecting failed: name, port, TLS
  | 'auth' // the server refused our AUTH or HELLO at connect
  | 'lost' // the connection ended while a command was in flight
  | 'timeout' // no answer within the time allowed
  | 'protocol' // the reply is not RESP
  | 'too-large' // a declared size above our limits
  | 'cancelled'; // closed by us at the user's request

export class ConnectionError extends Error {
  override name = 'ConnectionError';
  readonly kind: ConnectionErrorKind;
  /** True if the command's bytes were given to the socket, so it may have run. False: it cannot have run. */
  readonly sent: boolean;

  constructor(kind: ConnectionErrorKind, message: string, sent: boolean) {
    super(message);
    this.kind = kind;
    this.sent = sent;
  }
}

/** A failure of the transport to all nodes, or one that every node would repeat. */
export class TransportError extends ConnectionError {
  /** One sentence that says what the user can do. */
  readonly advice: string;
  /** The secret that is missing or was refused. */
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

/** The cluster knows no address of the node, so nothing was dialled or sent. */
export class NoAddressError extends ConnectionError {
  /** One of shared/cluster/no-address.ts. */
  readonly node: NodeAddress;

  constructor(node: NodeAddress) {
    super('unreachable', `the cluster knows no address of node ${nodeWithoutAddress(node)}`, false);
    this.node = node;
  }
}

/** Adds the node to the error's message, for questions to several nodes. */
export function namingNode(error: unknown, node: NodeAddress): unknown {
  const isGeneral = error instanceof TransportError || error instanceof NoAddressError;
  if (!(error instanceof ConnectionError) || isGeneral) return error;
  return new ConnectionError(error.kind, `${node}: ${error.message}`, error.sent);
}
