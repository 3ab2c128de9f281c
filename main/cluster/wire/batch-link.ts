/**
 * Sends many commands to one node in one write, over a socket of its own, and keeps the replies as frames. A command that is sent
 * by itself costs ten times as much.
 */
import { ConnectionError } from './errors.ts';
import type { ConnectionOptions } from './link-options.ts';
import { Link } from './link.ts';
import { silenceTimer } from './silence-timer.ts';

/** The replies in order. If some are missing, `error` says why; its `sent` tells whether their commands may have run. */
export interface BatchReplies {
  frames: Uint8Array[];
  error: ConnectionError | null;
}

interface Batch {
  count: number;
  timeoutMs: number;
  frames: Uint8Array[];
  settle(error: ConnectionError | null): void;
}

export class BatchLink {
  private readonly options: ConnectionOptions;
  private opening: Promise<Link> | null = null;
  private link: Link | null = null;
  /** Batches that are written and not answered in full, in the order of writing. */
  private waiting: Batch[] = [];
  private stopTimer = (): void => undefined;
  /** When the latest reply came, or the batch that is waited for became the first. */
  private heardAt = 0;

  constructor(options: ConnectionOptions) {
    this.options = options;
  }

  /**
   * `bytes` are `count` whole commands. `timeoutMs` is for each reply after the one before. `isBound`: the socket of the batch
   * before, or none. Resolves in every case.
   */
  async send(
    bytes: Uint8Array,
    count: number,
    timeoutMs: number,
    isBound: boolean = false,
  ): Promise<BatchReplies> {
    if (count === 0) return { frames: [], error: null };
    if (isBound && !this.link?.writable)
      return { frames: [], error: new ConnectionError('lost', 'the connection was lost', false) };
    let link: Link;
    try {
      link = await this.connected();
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      return { frames: [], error };
    }
    return new Promise((resolve) => {
      const frames: Uint8Array[] = [];
      this.waiting.push({ count, timeoutMs, frames, settle: (error) => resolve({ frames, error }) });
      link.postFrames(bytes);
      if (this.waiting.length === 1) this.watch(timeoutMs);
    });
  }

  close(): void {
    this.lose(new ConnectionError('cancelled', 'the connection was closed', true));
  }

  private async connected(): Promise<Link> {
    if (this.link?.writable) return this.link;
    return (this.opening ??= this.open().finally(() => (this.opening = null)));
  }

  private async open(): Promise<Link> {
    const link = new Link(this.options, {
      onUnsolicited: (frame) => this.take(frame),
      onClosed: (reason) => this.lose(new ConnectionError('lost', reason, true)),
    });
    this.link = link;
    await link.open();
    return link;
  }

  private take(frame: Uint8Array): void {
    const [batch] = this.waiting;
    if (!batch) return;
    // A timer that is set again for each reply costs more than the reply.
    this.heardAt = performance.now();
    if (batch.frames.push(frame) < batch.count) return;
    this.waiting.shift();
    this.stopTimer();
    if (this.waiting[0]) this.watch(this.waiting[0].timeoutMs);
    batch.settle(null);
  }

  private watch(timeoutMs: number): void {
    this.heardAt = performance.now();
    this.wake(timeoutMs, timeoutMs);
  }

  private wake(afterMs: number, timeoutMs: number): void {
    this.stopTimer = silenceTimer(afterMs, () => {
      const left = timeoutMs - (performance.now() - this.heardAt);
      if (left > 0) this.wake(left, timeoutMs);
      else this.lose(new ConnectionError('timeout', `no answer within ${timeoutMs} ms`, true));
    });
  }

  private lose(error: ConnectionError): void {
    this.stopTimer();
    const { link } = this;
    this.link = null;
    link?.cancel('cancelled', error.message);
    for (const batch of this.waiting.splice(0)) batch.settle(error);
  }
}
