/** How a connection to a node is made, used and heard of. */
import type { Duplex } from 'node:stream';
import type { HostPort } from './address.ts';
import type { ConnectionError } from './errors.ts';
import type { ReplyLimits } from './frame-scanner.ts';
import type { OwnUse } from './own-sockets.ts';

/** PEM texts. */
export interface TlsOptions {
  ca?: string;
  cert?: string;
  key?: string;
  /** Of the private key. */
  passphrase?: string;
  /** Asked for by SNI and checked instead of the node's own name. */
  servername?: string;
  /** False: the certificate's chain is not checked. */
  rejectUnauthorized?: boolean;
  /** False: the certificate's name is not checked. */
  checkName?: boolean;
  minVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
}

/** Opens a stream to an address by another transport than TCP, such as an SSH tunnel. Rejects with a ConnectionError. */
export type Dial = (place: HostPort, signal: AbortSignal) => Promise<Duplex>;

export interface ConnectionOptions {
  host: string;
  port: number;
  /** Where the address is dialled, if elsewhere (NAT, a port map). Names in certificates stay those of `host`. */
  reach?: ((place: HostPort) => HostPort) | undefined;
  /** Opens the way there, such as an SSH tunnel; TCP from here where it is not given. */
  dial?: Dial | undefined;
  /** Which addresses a host name is resolved to: 0, the default, for any. */
  family?: 0 | 4 | 6 | undefined;
  /** Milliseconds of silence before TCP asks whether the peer is there; 0 for never, 30,000 where not given. */
  keepAlive?: number | undefined;
  username?: string | undefined;
  password?: string | undefined;
  /** Called before the password goes to this place. */
  onLogin?: ((place: HostPort) => void) | undefined;
  database: number;
  /** 3 falls back to 2 where the server does not know HELLO. */
  protocol: 2 | 3;
  tls?: TlsOptions | undefined;
  /** Milliseconds for dialling, TLS and the handshake together. */
  connectTimeout: number;
  clientName?: string | undefined;
  /** Not a user's: MONITOR leaves it out. */
  own?: OwnUse | undefined;
  /** Commands sent on every new connection before it is used: READONLY, CLIENT TRACKING, … */
  setup?: readonly (readonly Uint8Array[])[];
  limits?: Partial<ReplyLimits> | undefined;
}

export interface SendOptions {
  /**
   * ASKING goes before the command, which is sent once that was accepted: a refusal is the reply, and the command was not
   * sent. `pipelined`, for questions of our own that only read: both at once, and a refusal replaces a MOVED.
   */
  asking?: boolean | 'pipelined';
  /**
   * Milliseconds for the whole reply, and ten times as long while bytes arrive; then the connection is closed, and the
   * error is `timeout`.
   */
  timeout?: number;
  /** Only on this socket (NodeConnection.linkNumber): once it has ended, the command is rejected `lost`, not sent. */
  link?: number;
}

export interface ConnectionHooks {
  /** RESP3 push frames. */
  onPush?(frame: Uint8Array): void;
  /** Frames that no command waits for, such as MONITOR's lines. */
  onUnsolicited?(frame: Uint8Array): void;
  /** A connection that was ready has ended, other than by close(). */
  onClosed?(reason: string): void;
  /** A connection is ready. */
  onOpened?(): void;
  /** None could be made, other than by close(). */
  onRefused?(error: ConnectionError): void;
}
