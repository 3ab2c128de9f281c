/** How a connection to a node is made, used and heard of. */
import type { ReplyLimits } from './frame-scanner.ts';

/** PEM texts. */
export interface TlsOptions {
  ca?: string;
  cert?: string;
  key?: string;
  servername?: string;
  rejectUnauthorized?: boolean;
}

export interface ConnectionOptions {
  host: string;
  port: number;
  username?: string | undefined;
  password?: string | undefined;
  database: number;
  /** 3 falls back to 2 where the server does not know HELLO. */
  protocol: 2 | 3;
  tls?: TlsOptions | undefined;
  /** Milliseconds for dialling, TLS and the handshake together. */
  connectTimeout: number;
  clientName?: string | undefined;
  /** Commands sent on every new connection before it is used: READONLY, CLIENT TRACKING, … */
  setup?: readonly (readonly Uint8Array[])[];
  limits?: Partial<ReplyLimits> | undefined;
}

export interface SendOptions {
  /**
   * ASKING goes directly before the command. Where the server refuses ASKING and answers the command with MOVED, the
   * refusal is the reply: it is the reason.
   */
  asking?: boolean;
  /** Milliseconds from writing to the whole reply; then the connection is closed, and the error is `timeout`. */
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
}
