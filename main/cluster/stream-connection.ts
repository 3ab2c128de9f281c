/** A socket that is only listened to: SUBSCRIBE, PSUBSCRIBE, SSUBSCRIBE and MONITOR turn a connection into this. */
import { lowerWord } from '../../shared/resp.ts';
import { decode, type Reply } from '../../shared/resp.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { Link } from './connection.ts';
import { ConnectionError } from './errors.ts';

interface Pending {
  /** `subscribe`, `unsubscribe`, `monitor`, …: what the frames that confirm it begin with. */
  name: string;
  left: number;
  resolve(error: Uint8Array | null): void;
  reject(error: ConnectionError): void;
}

export interface StreamHooks {
  onFrame(frame: Uint8Array, kind: 'message' | 'monitor' | 'confirmation', reply: Reply): void;
  onClosed(reason: string): void;
}

export class StreamConnection {
  private readonly link: Link;
  private readonly hooks: StreamHooks;
  private readonly opened: Promise<void>;
  private pending: Pending[] = [];
  private ended = false;

  constructor(options: ConnectionOptions, hooks: StreamHooks) {
    this.hooks = hooks;
    const take = (frame: Uint8Array) => this.take(frame);
    this.link = new Link(options, {
      onPush: take,
      onUnsolicited: take,
      onClosed: (reason) => {
        if (this.ended) return;
        this.ended = true;
        this.rejectPending(new ConnectionError('lost', reason, true));
        hooks.onClosed(reason);
      },
    });
    this.opened = this.link.open();
    this.opened.catch(() => undefined); // each ask() hears of it
  }

  /**
   * Sends a command and resolves when the server has confirmed it `count` times: with null, or with the frame of the
   * error it answered instead. Rejects with a ConnectionError.
   */
  async ask(words: readonly Uint8Array[], count: number): Promise<Uint8Array | null> {
    await this.opened;
    if (!this.link.writable) throw new ConnectionError('lost', 'the connection has ended', false);
    return new Promise((resolve, reject) => {
      this.pending.push({ name: lowerWord(words[0]), left: Math.max(1, count), resolve, reject });
      this.link.post(words);
    });
  }

  /** Whether a command waits to be confirmed. */
  get isWaiting(): boolean {
    return this.pending.length > 0 || !this.link.writable;
  }

  close(): void {
    this.ended = true;
    this.rejectPending(new ConnectionError('cancelled', 'stopped', true));
    this.link.cancel('cancelled', 'the connection was closed');
  }

  private rejectPending(error: ConnectionError): void {
    for (const one of this.pending.splice(0)) one.reject(error);
  }

  private take(frame: Uint8Array): void {
    let reply: Reply;
    try {
      reply = decode(frame);
    } catch {
      return; // the scanner has let it through, so it is only deeper than we read
    }
    const first = this.pending[0];
    if (reply.type === 'error' && first) return void this.pending.shift()!.resolve(frame.slice());
    if (reply.type === 'status') {
      if (first?.name === 'monitor') return void this.pending.shift()!.resolve(null);
      // Whoever answers so does not know the command: a proxy, or no Redis at all.
      if (first) return void this.pending.shift()!.resolve(frame.slice());
      return this.hooks.onFrame(frame.slice(), 'monitor', reply);
    }
    const head = reply.type === 'array' || reply.type === 'push' ? reply.items[0] : undefined;
    const name = head?.type === 'string' ? lowerWord(head.bytes) : '';
    const confirms = /^[ps]?(un)?subscribe$/.test(name);
    this.hooks.onFrame(frame.slice(), confirms ? 'confirmation' : 'message', reply);
    if (confirms && first?.name === name && --first.left === 0) this.pending.shift()!.resolve(null);
  }
}
