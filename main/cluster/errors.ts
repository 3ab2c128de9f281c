/** What can go wrong between us and a node, apart from what the server itself answers. */
export type ConnectionErrorKind =
  | 'unreachable' // no connection could be made: name, port, TLS
  | 'auth' // the server refused our AUTH, HELLO or SELECT at connect
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
