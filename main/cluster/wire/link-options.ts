/** Types for making a connection to a node, sending on it, and observing it. */
import type { Duplex } from 'node:stream';
import type { HostPort } from './address.ts';
import type { ConnectionError } from './errors.ts';
import type { ReplyLimits } from './frame-scanner.ts';
import type { OwnUse } from './own-sockets.ts';

/** Milliseconds of silence before TCP probes the peer. */
export const KEEP_ALIVE_MS = 30_000;

/** PEM texts. */
export interface TlsOptions {
  ca?: string;
  cert?: string;
  key?: string;
  /** The passphrase of the private key. */
  passphrase?: string;
  /** Sent as SNI and verified instead of the node's own name. */
  servername?: string;
  /** False: the certificate's chain is not verified. */
  rejectUnauthorized?: boolean;
  /** False: the certificate's name is not verified. */
  checkName?: boolean;
  /** OpenSSL's names, separated by colons. */
  ciphers?: string;
  minVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
}

/** Opens a stream to an address by another transport than TCP, such as an SSH tunnel. Rejects with a ConnectionError. */
export type Dial = (place: HostPort, signal: AbortSignal) => Promise<Duplex>;

export const PING: readonly Uint8Array[] = [Buffer.from('PING')];

export interface ConnectionOptions {
  host: string;
  port: number;
  /** Returns the place to dial instead (NAT, a port map). Certificates must still match `host`. */
  reach?: ((place: HostPort) => HostPort) | undefined;
  /** Opens the stream, for example through an SSH tunnel; by default TCP. */
  dial?: Dial | undefined;
  /** The address family for host names: 0, the default, for any. */
  family?: 0 | 4 | 6 | undefined;
  /** Milliseconds of silence before a TCP keepalive probe; 0 for never, by default 30,000. */
  keepAlive?: number | undefined;
  username?: string | undefined;
  password?: string | undefined;
  /** Called before the password goes to this place. */
  onLogin?: ((place: HostPort) => void) | undefined;
  database: number;
  /** 3 falls back to 2 if the server does not know HELLO. */
  protocol: 2 | 3;
  tls?: TlsOptions | undefined;
  /** Milliseconds for dialling, TLS and the handshake together. */
  connectTimeout: number;
  clientName?: string | undefined;
  /** The question whether the server answers, in place of PING: codis passes PING on to any server behind it. */
  aliveQuestion?: readonly Uint8Array[] | undefined;
  /** Nothing is sent before the user's command but what the options ask for: no PING finds out whether a server is there. */
  quiet?: boolean | undefined;
  /** Set if no user types on it: MONITOR leaves it out. */
  own?: OwnUse | undefined;
  /** Commands sent on every new connection before it is used: READONLY, CLIENT TRACKING, … */
  setup?: readonly (readonly Uint8Array[])[];
  limits?: Partial<ReplyLimits> | undefined;
}

export interface SendOptions {
  /**
   * Sends ASKING first and the command once ASKING was accepted; a refusal becomes the reply, and the command is not sent.
   * `pipelined`, for our own read-only questions, sends both at once; a refusal replaces a MOVED.
   */
  asking?: boolean | 'pipelined';
  /**
   * Milliseconds for the whole reply, ten times as many while bytes keep arriving. After that the connection is closed with
   * the error `timeout`.
   */
  timeout?: number;
  /** Send only on this socket (NodeConnection.linkNumber). If it has ended, the command is rejected as `lost` and not sent. */
  link?: number;
}

export interface ConnectionHooks {
  /** RESP3 push frames. */
  onPush?(frame: Uint8Array): void;
  /** Called with frames that no command waits for, such as MONITOR's lines. */
  onUnsolicited?(frame: Uint8Array): void;
  /** Called when a ready connection ends other than by close(). */
  onClosed?(reason: string): void;
  /** Called when a connection is ready. */
  onOpened?(): void;
  /** Called when connecting fails other than by close(). */
  onRefused?(error: ConnectionError): void;
}
