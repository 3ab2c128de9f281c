/**
 * Asks TYPE (1.0) and MEMORY USAGE key SAMPLES 5 (4.0) for many keys of one node in few writes. They have their own
 * connection, so that SCAN never waits behind them. Sending each as a usual command costs ten times as much.
 */
import { encodeCommands } from '../wire/command-frame.ts';
import type { ConnectionOptions } from '../wire/link-options.ts';
import { Link } from '../wire/link.ts';
import { latin1 } from '../../../shared/resp/resp.ts';
import { silenceWatch } from '../wire/silence-timer.ts';
import type { Sample } from './samples.ts';

/** Keys in flight at most; then SCAN waits. */
const MOST_WAITING = 4000;
/** Milliseconds without a reply after which the node is not asked again. */
const TIMEOUT_MS = 10_000;

const ERROR = 0x2d;
const COLON = 0x3a;
const CR = 13;

export interface SampleHooks {
  /** `type` is empty if the key is gone or cannot be asked there; `bytes` is -1 if unknown. */
  onAnswer(sample: Sample, type: string, bytes: number): void;
  /** The server's error, if MEMORY USAGE is refused or unknown, or nothing can be asked. */
  onTrouble(what: 'memory' | 'all', reason: string): void;
}

export class SampleQuestions {
  private readonly options: ConnectionOptions;
  private readonly hooks: SampleHooks;
  private link: Promise<Link> | null = null;
  private open: Link | null = null;
  private waiting: Sample[] = [];
  private at = 0;
  /** Samples not settled yet, including those that wait for the connection. */
  private pending = 0;
  /** TYPE's reply for the sample at `at`; null until it arrives. */
  private type: string | null = null;
  private ended = false;
  private wakeUp: (() => void)[] = [];
  /** Over the replies; undefined while none is due. */
  private watch: ReturnType<typeof silenceWatch> | undefined;

  constructor(options: ConnectionOptions, hooks: SampleHooks) {
    this.options = options;
    this.hooks = hooks;
  }

  /** Connects beside the first SCAN. An error is for the first question. */
  connectEarly(): void {
    this.link ??= this.connect();
    this.link.catch(() => undefined);
  }

  /** Never throws: if the node cannot be asked, its samples are settled as unknown. */
  async ask(samples: readonly Sample[]): Promise<void> {
    if (samples.length === 0) return;
    this.pending += samples.length;
    if (this.ended) return this.giveUp(samples);
    try {
      const link = await (this.link ??= this.connect());
      if (this.ended || !link.writable) return this.giveUp(samples);
      for (const sample of samples) this.waiting.push(sample);
      const commands = samples.flatMap(({ key }) => [
        ['TYPE', key!],
        ['MEMORY', 'USAGE', key!, 'SAMPLES', '5'],
      ]);
      link.postFrames(encodeCommands(commands));
      this.watch ??= silenceWatch(TIMEOUT_MS, () => this.end(`no answer within ${TIMEOUT_MS} ms`));
      this.watch.heard();
    } catch (error) {
      this.giveUp(samples);
      this.end(error instanceof Error ? error.message : String(error));
    }
  }

  /** Resolves when few enough samples are in flight, or none. */
  async room(none = false): Promise<void> {
    while (!this.ended && this.pending > (none ? 0 : MOST_WAITING))
      await new Promise<void>((resolve) => void this.wakeUp.push(resolve));
  }

  close(): void {
    this.end('');
  }

  private async connect(): Promise<Link> {
    const link = new Link(this.options, {
      onUnsolicited: (frame) => this.take(frame),
      onClosed: (reason) => this.end(reason),
    });
    this.open = link;
    await link.open();
    return link;
  }

  private take(frame: Uint8Array): void {
    const sample = this.waiting[this.at];
    if (!sample) return;
    this.watch?.heard();
    if (this.type === null) {
      // MOVED and the like: the key's slot is elsewhere now and will be counted there.
      this.type = frame[0] === ERROR ? '' : lineOf(frame);
      if (this.type === 'none') this.type = '';
      return;
    }
    const { type } = this;
    this.type = null;
    this.at++;
    this.pending--;
    if (this.at === this.waiting.length) {
      this.waiting = [];
      this.at = 0;
      this.watch?.stop();
      this.watch = undefined;
    }
    if (frame[0] === ERROR && type !== '') this.hooks.onTrouble('memory', lineOf(frame));
    const bytes = frame[0] === COLON ? Number(lineOf(frame)) : -1;
    const known = Number.isSafeInteger(bytes) && bytes >= 0;
    this.hooks.onAnswer(sample, known || frame[0] === ERROR ? type : '', known ? bytes : -1);
    if (this.pending <= MOST_WAITING) this.wake();
  }

  private end(reason: string): void {
    if (this.ended) return;
    this.ended = true;
    this.watch?.stop();
    if (reason !== '') this.hooks.onTrouble('all', reason);
    this.open?.cancel('cancelled', 'the questions are answered');
    this.giveUp(this.waiting.slice(this.at));
    this.waiting = [];
    this.at = 0;
    this.wake();
  }

  private giveUp(samples: readonly Sample[]): void {
    this.pending -= samples.length;
    for (const sample of samples) this.hooks.onAnswer(sample, '', -1);
  }

  private wake(): void {
    for (const wake of this.wakeUp.splice(0)) wake();
  }
}

/** Returns the text after the type byte to the end of the line, at most 200 bytes. */
function lineOf(frame: Uint8Array): string {
  const most = Math.min(frame.length, 201);
  let end = 1;
  while (end < most && frame[end] !== CR) end++;
  return latin1(frame, 1, end);
}
