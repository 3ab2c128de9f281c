/**
 * A node's address with at most one socket to it at a time. There is no retry and no re-send: when a socket ends, what
 * waits on it is rejected, and the next send makes a new one.
 */
import { formatAddress } from './address.ts';
import type { ConnectionHooks, ConnectionOptions, SendOptions } from './link-options.ts';
import { Link } from './link.ts';
import { ConnectionError, NoAddressError, type ConnectionErrorKind } from './errors.ts';
import type { Job } from './job.ts';
import type { RawReply } from './raw-reply.ts';

const PING = Buffer.from('PING');

/** The port of a node that has no address: what is sent there is rejected with a NoAddressError. */
export const NOWHERE = 0;

let lastLink = 0;

export class NodeConnection {
  /** `host:port`. */
  readonly address: string;
  private options: ConnectionOptions;
  private readonly hooks: ConnectionHooks;
  /** Not written yet: they wait for the connection. */
  private jobs: Job[] = [];
  private unsettled = 0;
  private opening: Link | null = null;
  private link: Link | null = null;
  private retiring = false;
  /** The socket has to prove that it lives: what is sent meanwhile waits for that, or for the next socket. */
  private doubted = false;
  private linkId = 0;

  constructor(options: ConnectionOptions, hooks: ConnectionHooks = {}) {
    this.options = options;
    this.hooks = hooks;
    this.address = options.port === NOWHERE ? options.host : formatAddress(options.host, options.port);
  }

  /** Whether a command waits for its answer. */
  get isBusy(): boolean {
    return this.unsettled > 0;
  }

  get state(): 'idle' | 'connecting' | 'ready' {
    if (this.opening) return 'connecting';
    return this.link?.writable ? 'ready' : 'idle';
  }

  /** A number that no other socket of this program has; 0 while none is ready. For SendOptions.link. */
  get linkNumber(): number {
    return this.link?.writable ? this.linkId : 0;
  }

  /**
   * Sends one command, connecting first where needed. Resolves with the reply's raw frame, error replies included;
   * rejects with ConnectionError only. `words` must not be empty, nor a command that changes how replies come
   * (SUBSCRIBE on RESP3, CLIENT REPLY, HELLO with a caller that minds the protocol): that is the caller's to see to.
   */
  send(args: readonly Uint8Array[], options: SendOptions = {}): Promise<RawReply> {
    // A server does not answer an empty command: every reply after it would go to the wrong one.
    if (args.length === 0) return Promise.reject(new ConnectionError('protocol', 'an empty command', false));
    if (this.options.port === NOWHERE) return Promise.reject(new NoAddressError(this.address));
    if (options.link !== undefined && (options.link === 0 || options.link !== this.linkNumber))
      return Promise.reject(new ConnectionError('lost', 'its connection has ended', false));
    this.retiring = false;
    this.unsettled++;
    return new Promise<RawReply>((resolve, reject) => {
      const job: Job = {
        args,
        options,
        resolve: (reply) => this.settle(() => resolve(reply)),
        reject: (error) => this.settle(() => reject(error)),
      };
      // A job for this very socket has no other to wait for.
      if (this.link?.writable && (!this.doubted || options.link !== undefined)) this.link.send(job);
      else {
        this.jobs.push(job);
        if (!this.opening && !this.doubted) void this.open();
      }
    });
  }

  /** Ends the socket; what waits is rejected with this kind, `sent` as it was. The next send opens a fresh one. */
  close(kind: ConnectionErrorKind = 'cancelled', message = 'the connection was closed'): void {
    const links = [this.opening, this.link];
    this.opening = this.link = null;
    this.retiring = false;
    for (const link of links) link?.cancel(kind, message);
    this.rejectJobs(new ConnectionError(kind, message, false));
  }

  /** For the next socket; the one there is stays as it is. */
  configure(patch: Partial<ConnectionOptions>): void {
    this.options = { ...this.options, ...patch };
  }

  /** Dials anew where it is dialling: its address leads elsewhere now. Nothing has been sent yet. */
  redial(): void {
    const { opening } = this;
    if (!opening) return;
    this.opening = null;
    opening.cancel('cancelled', 'the address leads elsewhere');
    void this.open();
  }

  /**
   * Has the socket, where there is one, answer a PING within `patience` milliseconds, or closes it: a socket may be dead
   * without either end having said so. What waits on it is rejected then as lost; what is sent meanwhile goes out afterwards.
   * Resolves with whether it lives. Not for one that is within MULTI.
   */
  async check(timeoutMs: number): Promise<boolean> {
    if (!this.link?.writable || this.retiring || this.doubted) return false;
    const answer = this.send([PING], { timeout: timeoutMs });
    this.doubted = true;
    const isAlive = await answer.then(
      () => true,
      () => false, // its end is told by onClosed
    );
    this.doubted = false;
    if (this.jobs.length === 0 || this.opening) return isAlive;
    if (this.link?.writable) for (const job of this.jobs.splice(0)) this.link.send(job);
    else void this.open();
    return isAlive;
  }

  /** Has TCP ask whether the peer is there, where no PING can: behind a command that blocks, or within MULTI. */
  askTcp(): void {
    if (this.link?.writable) this.link.askTcp();
  }

  /** Closes once every waiting command is answered; at once where none waits. A send before that takes it back. */
  retire(): void {
    this.retiring = true;
    if (this.unsettled === 0) this.close();
  }

  private settle(deliver: () => void): void {
    this.unsettled--;
    deliver();
    if (this.retiring && this.unsettled === 0) this.close();
  }

  private async open(): Promise<void> {
    this.link = null;
    let { protocol, clientName } = this.options;
    for (;;) {
      const link = (this.opening = new Link({ ...this.options, protocol, clientName }, this.hooks));
      const error = await link.open().catch((reason: ConnectionError) => reason);
      if (this.opening !== link) return; // closed meanwhile
      if (error && link.hungUp && protocol === 3) {
        protocol = 2;
        continue;
      }
      if (error && link.parted && clientName !== undefined) {
        clientName = undefined;
        continue;
      }
      this.opening = null;
      if (error) {
        this.rejectJobs(error);
        this.hooks.onRefused?.(error);
        return;
      }
      // A proxy that does not know CLIENT SETNAME is not told the name again.
      if (clientName === undefined) this.options = { ...this.options, clientName };
      this.link = link;
      this.linkId = ++lastLink;
      for (const job of this.jobs.splice(0)) link.send(job);
      this.hooks.onOpened?.();
      return;
    }
  }

  private rejectJobs(error: ConnectionError): void {
    for (const job of this.jobs.splice(0)) job.reject(error);
  }
}
