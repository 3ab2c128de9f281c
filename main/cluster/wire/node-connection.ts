/**
 * A node's address with at most one socket at a time. It never retries or re-sends: when a socket ends, the commands waiting
 * on it are rejected, and the next send opens a new one.
 */
import { formatAddress } from './address.ts';
import { PING, type ConnectionHooks, type ConnectionOptions, type SendOptions } from './link-options.ts';
import { Link } from './link.ts';
import { ConnectionError, NoAddressError, type ConnectionErrorKind } from './errors.ts';
import type { Job } from './job.ts';
import type { PartOfReply, RawReply } from './raw-reply.ts';

/** The port of a node without an address: sending to it rejects with a NoAddressError. */
export const NOWHERE = 0;

let lastLink = 0;

export class NodeConnection {
  /** `host:port`. */
  readonly address: string;
  private options: ConnectionOptions;
  private readonly hooks: ConnectionHooks;
  /** Jobs that wait for the connection and are not written yet. */
  private jobs: Job[] = [];
  private unsettled = 0;
  private opening: Link | null = null;
  private link: Link | null = null;
  private retiring = false;
  /** True while the socket must prove that it is alive: new commands wait for that, or for the next socket. */
  private doubted = false;
  private linkId = 0;

  constructor(options: ConnectionOptions, hooks: ConnectionHooks = {}) {
    this.options = options;
    this.hooks = hooks;
    this.address = options.port === NOWHERE ? options.host : formatAddress(options.host, options.port);
  }

  /** Whether a command waits for its reply. */
  get isBusy(): boolean {
    return this.unsettled > 0;
  }

  /** As Link's. */
  get arriving(): PartOfReply | null {
    return this.link?.arriving ?? null;
  }

  get state(): 'idle' | 'connecting' | 'ready' {
    if (this.opening) return 'connecting';
    return this.link?.writable ? 'ready' : 'idle';
  }

  /** The socket's number, unique in this program; 0 while none is ready. Used as SendOptions.link. */
  get linkNumber(): number {
    return this.link?.writable ? this.linkId : 0;
  }

  /**
   * Sends one command, connecting first if needed. Resolves with the reply's raw frame, error replies included; rejects with
   * ConnectionError only. The caller must not send a command that changes how replies arrive (SUBSCRIBE on RESP3, CLIENT
   * REPLY, HELLO if the protocol matters).
   */
  send(args: readonly Uint8Array[], options: SendOptions = {}): Promise<RawReply> {
    return new Promise((resolve, reject) => this.ask(args, options, resolve, reject));
  }

  /** The same with callbacks, which cost less than a promise: one of them is called, now or later, and must not throw. */
  ask(
    args: readonly Uint8Array[],
    options: SendOptions,
    resolve: (reply: RawReply) => void,
    reject: (error: Error) => void,
  ): void {
    // A server does not reply to an empty command, so every later reply would go to the wrong command.
    if (args.length === 0) return reject(new ConnectionError('protocol', 'an empty command', false));
    if (this.options.port === NOWHERE) return reject(new NoAddressError(this.address));
    if (options.link !== undefined && (options.link === 0 || options.link !== this.linkNumber))
      return reject(new ConnectionError('lost', 'its connection has ended', false));
    this.retiring = false;
    this.unsettled++;
    const job: Job = {
      args,
      options,
      resolve: (reply) => {
        this.unsettled--;
        resolve(reply);
        this.retireIfDone();
      },
      reject: (error) => {
        this.unsettled--;
        reject(error);
        this.retireIfDone();
      },
    };
    // A job bound to this socket cannot wait for another one.
    if (this.link?.writable && (!this.doubted || options.link !== undefined)) this.link.send(job);
    else {
      this.jobs.push(job);
      if (!this.opening && !this.doubted) void this.open();
    }
  }

  /** Ends the socket and rejects waiting commands with this kind. The next send opens a new one. */
  close(kind: ConnectionErrorKind = 'cancelled', message = 'the connection was closed'): void {
    const links = [this.opening, this.link];
    this.opening = this.link = null;
    this.retiring = false;
    for (const link of links) link?.cancel(kind, message);
    this.rejectJobs(new ConnectionError(kind, message, false));
  }

  /** Changes the options for the next socket; the current one stays as it is. */
  configure(patch: Partial<ConnectionOptions>): void {
    this.options = { ...this.options, ...patch };
  }

  /** Dials again if a dial is in progress, because the address now leads elsewhere. Nothing has been sent yet. */
  redial(): void {
    const { opening } = this;
    if (!opening) return;
    this.opening = null;
    opening.cancel('cancelled', 'the address leads elsewhere');
    void this.open();
  }

  /**
   * Sends a PING on the open socket, if any, and closes it if no reply comes within `timeoutMs`: a socket may be dead without
   * a sign from either end. Commands waiting on it are then rejected as lost; commands sent meanwhile go out afterwards.
   * Resolves with whether it is alive. Do not call this within MULTI.
   */
  async check(timeoutMs: number): Promise<boolean> {
    if (!this.link?.writable || this.retiring || this.doubted) return false;
    const answer = this.send(this.options.aliveQuestion ?? PING, { timeout: timeoutMs });
    this.doubted = true;
    const isAlive = await answer.then(
      () => true,
      () => false, // onClosed reports its end
    );
    this.doubted = false;
    if (this.jobs.length === 0 || this.opening) return isAlive;
    if (this.link?.writable) for (const job of this.jobs.splice(0)) this.link.send(job);
    else void this.open();
    return isAlive;
  }

  /** Makes TCP probe the peer if a PING is impossible: behind a blocking command, or within MULTI. */
  askTcp(): void {
    if (this.link?.writable) this.link.askTcp();
  }

  /** Closes once no command waits for a reply. A send before that cancels it. */
  retire(): void {
    this.retiring = true;
    if (this.unsettled === 0) this.close();
  }

  private retireIfDone(): void {
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
      // Do not send the name again to a proxy that does not know CLIENT SETNAME.
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
