/**
 * An SSH connection through which nodes are reached: one client, a forwarded channel a socket, made again when it is next
 * needed after it has ended. The only place that knows ssh2.
 */
import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { Client } from 'ssh2';
import type { HostPort } from './address.ts';
import { ConnectionError, TransportError } from './errors.ts';

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
  /** `SHA256:…` as `ssh-keygen -l` prints it; empty where none was accepted yet: then nothing is trusted. */
  hostKey: string;
  /** Milliseconds for the connection and the login together. */
  connectTimeout: number;
}

/** The SSH server's key is not the one that was accepted; `hostKey` is the one it has. */
export class HostKeyError extends TransportError {
  readonly hostKey: string;
  readonly known: boolean;

  constructor(host: string, hostKey: string, known: boolean) {
    super(
      'unreachable',
      known
        ? `the SSH host key of ${host} has changed to ${hostKey}: it may be another server that answers`
        : `the SSH host key of ${host}, ${hostKey}, has not been accepted yet`,
      known
        ? 'Ask who runs the server whether its key was changed. If nobody did, somebody may be listening in: do not connect.'
        : 'Compare it with what `ssh-keygen -l` says on the server, then accept it.',
    );
    this.hostKey = hostKey;
    this.known = known;
  }
}

/** Milliseconds that the SSH server may take to answer. */
const ALIVE = 3000;

export class SshTunnel {
  private readonly options: SshOptions;
  private opening: Promise<Client> | null = null;
  private client: Client | null = null;
  private closed = false;

  constructor(options: SshOptions) {
    this.options = options;
  }

  /** A channel to a place as the SSH server sees it. Rejects with a ConnectionError, HostKeyError where the key is not trusted. */
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
   * Ends the SSH connection, and every socket through it, where the server answers nothing within 3 s: it may be dead without
   * either end having said so. The next dial makes another. Resolves with whether it lives, or there is none.
   */
  async check(): Promise<boolean> {
    const { client } = this;
    if (!client) return true;
    let timer: NodeJS.Timeout | undefined;
    const isAlive = await new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), ALIVE);
      // A refusal is an answer, too: nothing listens at the server's port 1. Throws where the socket has ended.
      client.forwardOut('127.0.0.1', 0, '127.0.0.1', 1, (_error, channel?: Duplex) => {
        channel?.destroy();
        resolve(true);
      });
    }).catch(() => false);
    clearTimeout(timer);
    if (isAlive) return true;
    if (this.client === client) this.client = null;
    client.destroy();
    return false;
  }

  /** A tunnel of its own with the same settings. */
  another(): SshTunnel {
    return new SshTunnel(this.options);
  }

  /** Ends the SSH connection, and every socket through it. */
  close(): void {
    this.closed = true;
    this.client?.end();
    this.client = null;
  }

  /** One connection at a time; resolves at once while it lives. */
  connect(): Promise<Client> {
    if (this.closed) return Promise.reject(new ConnectionError('cancelled', 'the tunnel was closed', false));
    if (this.client) return Promise.resolve(this.client);
    return (this.opening ??= this.open().finally(() => (this.opening = null)));
  }

  private async open(): Promise<Client> {
    const { host, port, user, password, privateKey, passphrase, agent, connectTimeout } = this.options;
    const client = new Client();
    let hostKeyError: HostKeyError | null = null;
    await new Promise<void>((resolve, reject) => {
      client.once('ready', resolve);
      client.on('error', (error) => reject(hostKeyError ?? this.failure(error)));
      client.once('close', () => reject(hostKeyError ?? this.failure(new Error('it closed the connection'))));
      try {
        client.connect({
          host,
          port,
          username: user,
          readyTimeout: connectTimeout,
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
        });
      } catch (error) {
        // A private key that cannot be read is told here.
        reject(this.failure(error as Error));
      }
    });
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
        'Check the SSH user, and its password, key or agent.',
        password !== undefined ? 'sshPassword' : null,
      );
    // ssh2's words for what it makes of a private key.
    if (!/privateKey|passphrase/i.test(error.message))
      return new TransportError(
        'unreachable',
        `SSH to ${host}:${port}: ${error.message}`,
        'Check the SSH host and port, and that you are in its network.',
      );
    const isLocked = /passphrase|encrypted|decrypt|integrity/i.test(error.message);
    const isMissing = passphrase === undefined && privateKey !== undefined;
    return new TransportError(
      'auth',
      isLocked
        ? `${server} is not logged in to: the SSH key is locked, and its passphrase is ${isMissing ? 'missing' : 'wrong'}`
        : `${server} is not logged in to: ${error.message}`,
      isLocked
        ? 'Type the passphrase of the SSH key.'
        : 'Choose the file of a private key (OpenSSH, PEM or PPK).',
      isLocked ? 'sshPassphrase' : null,
    );
  }
}

/** As `ssh-keygen -l` prints it. */
const fingerprint = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=$/, '')}`;
