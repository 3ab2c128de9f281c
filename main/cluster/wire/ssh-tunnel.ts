/**
 * An SSH connection for reaching nodes: one client, with a forwarded channel for each socket. It reconnects on the next use
 * after it has ended. No other file uses ssh2.
 */
import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import type { HostPort } from './address.ts';
import { ConnectionError, TransportError } from './errors.ts';
import type { Dial } from './link-options.ts';
import { silenceTimer } from './silence-timer.ts';

export interface SshOptions {
  host: string;
  port: number;
  user: string;
  password?: string | undefined;
  /** Text of a private key (OpenSSH, PEM or PPK). */
  privateKey?: string | undefined;
  passphrase?: string | undefined;
  /** Path of the agent's socket, or `pageant`. */
  agent?: string | undefined;
  /** `SHA256:…` as `ssh-keygen -l` prints it; empty if none was accepted yet, so that no key is trusted. */
  hostKey: string;
  /** Milliseconds for the connection and the login together. */
  connectTimeout: number;
  /** Reaches the SSH server through a proxy. */
  dial?: Dial | undefined;
}

/** The SSH server's key differs from the accepted one; `hostKey` is its actual key. */
export class HostKeyError extends TransportError {
  readonly hostKey: string;
  readonly known: boolean;

  constructor(host: string, hostKey: string, known: boolean) {
    super(
      'unreachable',
      known
        ? `the SSH host key of ${host} has changed to ${hostKey}: another server may be answering`
        : `the SSH host key of ${host}, ${hostKey}, has not been accepted yet`,
      known
        ? 'Ask whoever runs the server whether its key was changed. If it was not, someone may be intercepting the connection: do not connect.'
        : 'Compare it with the output of `ssh-keygen -l` on the server, then accept it.',
    );
    this.hostKey = hostKey;
    this.known = known;
  }
}

/** Milliseconds for the SSH server to answer. */
const CHECK_TIMEOUT_MS = 3000;

export class SshTunnel {
  private readonly options: SshOptions;
  private opening: Promise<Client> | null = null;
  private client: Client | null = null;
  private closed = false;

  constructor(options: SshOptions) {
    this.options = options;
  }

  /** Opens a channel to a place as seen from the SSH server. Rejects with a ConnectionError; HostKeyError if the key is not trusted. */
  readonly dial = async (place: HostPort, signal: AbortSignal): Promise<Duplex> => {
    const client = await this.connect();
    if (signal.aborted) throw new ConnectionError('cancelled', 'the connection was closed', false);
    return new Promise((resolve, reject) => {
      client.forwardOut('127.0.0.1', 0, place.host, place.port, (error, channel) => {
        if (error)
          reject(
            new ConnectionError(
              'unreachable',
              `${this.options.host} (SSH) cannot reach it: ${error.message.replace(/^\(SSH\) /, '')}`,
              false,
            ),
          );
        else if (signal.aborted) channel.destroy();
        else resolve(channel);
      });
    });
  };

  /**
   * Ends the SSH connection and every socket through it if the server does not answer within 3 s: it may be dead without a sign
   * from either end. The next dial reconnects. Resolves with true if it is alive or not open.
   */
  async check(): Promise<boolean> {
    const { client } = this;
    if (!client) return true;
    let stop = () => {};
    const isAlive = await new Promise<boolean>((resolve) => {
      stop = silenceTimer(CHECK_TIMEOUT_MS, () => resolve(false));
      // A refusal is an answer too: nothing listens on the server's port 1. This throws if the socket has ended.
      client.forwardOut('127.0.0.1', 0, '127.0.0.1', 1, (_error, channel?: Duplex) => {
        channel?.destroy();
        resolve(true);
      });
    }).catch(() => false);
    stop();
    if (isAlive) return true;
    if (this.client === client) this.client = null;
    client.destroy();
    return false;
  }

  /** Where the SSH server is. */
  get place(): HostPort {
    const { host, port } = this.options;
    return { host, port };
  }

  /** Returns a separate tunnel with the same settings. */
  another(): SshTunnel {
    return new SshTunnel(this.options);
  }

  /** Ends the SSH connection and every socket through it. */
  close(): void {
    this.closed = true;
    this.client?.end();
    this.client = null;
  }

  /** Connects if there is no connection yet. */
  connect(): Promise<Client> {
    if (this.closed) return Promise.reject(new ConnectionError('cancelled', 'the tunnel was closed', false));
    if (this.client) return Promise.resolve(this.client);
    return (this.opening ??= this.open().finally(() => (this.opening = null)));
  }

  private async open(): Promise<Client> {
    const { host, port, user, password, privateKey, passphrase, agent, connectTimeout, dial } = this.options;
    const sock = await dial?.({ host, port }, new AbortController().signal);
    // A third of the program's code, which every start would compile.
    const ssh = await import('ssh2');
    const client = new ssh.Client();
    let hostKeyError: HostKeyError | null = null;
    let stop = () => {};
    await new Promise<void>((resolve, reject) => {
      client.once('ready', resolve);
      client.on('error', (error) => reject(hostKeyError ?? this.failure(error)));
      client.once('close', () => reject(hostKeyError ?? this.failure(new Error('it closed the connection'))));
      stop = silenceTimer(connectTimeout, () => {
        reject(this.failure(new Error(`no answer within ${connectTimeout} ms`)));
        client.destroy();
      });
      try {
        client.connect({
          host,
          port,
          username: user,
          readyTimeout: 0, // ours leaves out the time in which this program stood still
          keepaliveInterval: 15_000,
          hostVerifier: (key: Buffer) => {
            const found = fingerprint(key);
            if (found === this.options.hostKey) return true;
            hostKeyError = new HostKeyError(host, found, this.options.hostKey !== '');
            return false;
          },
          ...(password !== undefined && { password }),
          ...(privateKey !== undefined && { privateKey }),
          ...(passphrase !== undefined && { passphrase }),
          ...(agent !== undefined && { agent }),
          ...(sock && { sock }),
        });
      } catch (error) {
        // ssh2 throws here if it cannot read the private key.
        reject(this.failure(error as Error));
      }
    }).finally(() => stop());
    if (this.closed) {
      client.end();
      throw new ConnectionError('cancelled', 'the tunnel was closed', false);
    }
    this.client = client;
    client.once('close', () => {
      if (this.client === client) this.client = null;
    });
    return client;
  }

  private failure(error: Error & { level?: string }): TransportError {
    const { host, port, user, password, privateKey, passphrase } = this.options;
    const server = `the SSH server ${host}:${port}`;
    if (error.level === 'client-authentication')
      return new TransportError(
        'auth',
        `${server} refuses ${user}: ${error.message}`,
        'Check the SSH user and its password, key or agent.',
        password !== undefined ? 'sshPassword' : null,
      );
    // ssh2's texts about a private key.
    if (!/privateKey|passphrase/i.test(error.message))
      return new TransportError(
        'unreachable',
        `SSH to ${host}:${port}: ${error.message}`,
        'Check the SSH host and port, and that this computer is on its network.',
      );
    const isLocked = /passphrase|encrypted|decrypt|integrity/i.test(error.message);
    const isMissing = passphrase === undefined && privateKey !== undefined;
    return new TransportError(
      'auth',
      isLocked
        ? `cannot log in to ${server}: the SSH key is locked and its passphrase is ${isMissing ? 'missing' : 'wrong'}`
        : `cannot log in to ${server}: ${error.message}`,
      isLocked
        ? 'Type the passphrase of the SSH key.'
        : 'Choose the file of a private key (OpenSSH, PEM or PPK).',
      isLocked ? 'sshPassphrase' : null,
    );
  }
}

/** Formats a key as `ssh-keygen -l` does. */
const fingerprint = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=$/, '')}`;
