/** Runs lines in order, as many at once as main takes together, and has their answers written. */
import { counted, plural } from '../../shared/format/count.ts';
import type { Approval } from '../../shared/commands/guard.ts';
import type { LineOutcome } from '../../shared/session/execution.ts';
import type { Failure } from '../../shared/failure.ts';
import type { Notice } from '../../shared/session/notice.ts';
import type { ShellHooks } from './contract.ts';
import { Arrival } from './arrival.ts';
import type { EditZone } from './edit-zone.ts';
import { Reading } from '../../shared/repl/line/reading.ts';
import { attempt, type Answered, type RunWriter } from './run-writer.ts';
import { span, type Span } from '../../shared/repl/text/span.ts';
import { INK } from '../../shared/repl/text/ink.ts';

/** A command that takes longer is shown as running. */
const SAY_RUNNING_AFTER_MS = 500;
/** Between two questions for how much of its reply has come. */
const LOOK_AGAIN_AFTER_MS = 250;
/** Lines that are sent together, and their characters. */
const TOGETHER = 500;
const TOGETHER_LENGTH = 1 << 20;

/** Lines that have been sent. The first of them is in the transcript already. */
interface Running {
  lines: Reading[];
  said: boolean;
  arrival: Arrival;
  cancelled: boolean;
  /** True if main did not say which of the lines it has run. */
  unsure: boolean;
  timer: ReturnType<typeof setTimeout>;
}

/** Sent with the first line if it has been answered in part. */
interface Progress {
  /** Repetitions that have been run. */
  done: number;
  /** The user's answer to the question about it. */
  approval: Approval | null;
}

const NOT_BEGUN: Progress = { done: 0, approval: null };

const isPartial = (outcome: LineOutcome) => outcome.kind === 'executed' && outcome.remaining > 0;

type RunnerHooks = Pick<ShellHooks, 'run' | 'ask' | 'cancel' | 'arriving' | 'leave'>;

export class Runner {
  private readonly zone: EditZone;
  private readonly writer: RunWriter;
  private readonly hooks: RunnerHooks;
  private waiting: Reading[] = [];
  private readonly unattended = new WeakSet<Reading>();
  private running: Running | null = null;
  /** Notices that are written below the answer that is being waited for. */
  private news: Notice[] = [];
  private disposed = false;

  constructor(zone: EditZone, writer: RunWriter, hooks: RunnerHooks) {
    this.zone = zone;
    this.writer = writer;
    this.hooks = hooks;
  }

  get isRunning(): boolean {
    return this.running !== null;
  }

  /** The prompt, or a note that a command is still running. */
  promptSpans(): Span[] {
    if (!this.running) return this.writer.promptSpans();
    if (!this.running.said) return [];
    const left = this.waiting.length + this.running.lines.length - 1;
    const waiting = left > 0 ? ` · ${counted(left, 'line')} waiting` : '';
    const what = this.running.arrival.text(this.writer.language) ?? 'running';
    return [span(`${what}${waiting} · Ctrl+C stops it `, INK.fg3)];
  }

  /** The first rows of a large reply while the rest of it is on its way. */
  get arrivedRows(): readonly Span[][] {
    return this.running?.arrival.rows ?? [];
  }

  /** Writes the notice now, or below the answer that is being waited for. */
  tellNext(notice: Notice): void {
    this.news.push(notice);
    if (!this.running) this.tellNews();
  }

  /** Runs lines after those that wait already. `unattended`: as Shell.runAll. */
  submit(lines: readonly Reading[], unattended = false): void {
    for (const line of lines) {
      this.waiting.push(line);
      if (unattended) this.unattended.add(line);
    }
    if (!this.running) this.zone.batch(() => this.start());
  }

  /** Stops what runs and drops the lines that wait. */
  cancel(): void {
    if (this.running) this.running.cancelled = true;
    this.hooks.cancel();
  }

  /** Gives up a line without running it. */
  abandon(line: string): void {
    this.writer.unsent(this.promptSpans(), new Reading(`${line}^C`));
  }

  dispose(): void {
    this.disposed = true;
    this.waiting = [];
    if (this.running) clearTimeout(this.running.timer);
  }

  /** Sends the lines that wait. The caller batches the output. */
  private start(): void {
    // Blank lines need no answer.
    while (this.waiting.length > 0 && this.waiting[0]!.text.trim() === '')
      this.writer.unsent(this.promptSpans(), this.waiting.shift()!);
    const lines = this.takeTogether();
    if (lines.length === 0) return;
    this.writer.line(lines[0]!);
    const timer = setTimeout(() => this.sayRunning(), SAY_RUNNING_AFTER_MS);
    const running = { lines, said: false, arrival: new Arrival(), cancelled: false, unsure: false, timer };
    this.running = running;
    this.run(running).catch((error: unknown) => {
      console.error(error);
      // Nobody knows which of them main has run.
      running.cancelled = running.unsure = true;
      if (!this.disposed) this.zone.batch(() => this.end(running));
    });
  }

  private takeTogether(): Reading[] {
    let count = 0;
    let length = 0;
    for (const { text } of this.waiting) {
      if (count > 0 && (count >= TOGETHER || length + text.length > TOGETHER_LENGTH)) break;
      count++;
      length += text.length;
    }
    return this.waiting.splice(0, count);
  }

  /** Runs until all lines are through or something stops them. */
  private async run(running: Running): Promise<void> {
    let progress = NOT_BEGUN;
    let asked: Promise<LineOutcome[]> | null = null;
    for (;;) {
      const outcomes = await (asked ?? this.outcomesOf(running, progress));
      asked = null;
      if (this.disposed) return;
      const last = outcomes.at(-1);
      if (!last) throw new Error('main answered for no line');
      // Repetitions and an approval are the first line's; the last answer may be about another one.
      const before = outcomes.length === 1 ? progress : NOT_BEGUN;
      const answered = this.take(running, outcomes);
      const goesOn = last.kind !== 'question' && !isPartial(last) && !running.cancelled;
      // Main runs the next lines while the answers of these are written.
      if (goesOn && running.lines.length > 0) asked = this.outcomesOf(running, NOT_BEGUN);
      this.zone.batch(() => {
        // Unless something stops it, the next line is on its way.
        this.writer.outcomes(answered, goesOn ? running.lines[0] : undefined);
        const isOver = running.lines.length === 0 || running.cancelled;
        if (isOver && last.kind !== 'leave' && last.kind !== 'question') this.end(running);
      });
      if (this.running !== running) return;
      if (last.kind === 'leave') return this.leave(running);
      if (last.kind === 'question') {
        const approval = await this.hooks.ask(last.question);
        if (this.disposed) return;
        if (approval === null) return this.giveUp(running);
        if (running.cancelled) return this.zone.batch(() => this.end(running));
        progress = { ...before, approval };
      } else if (last.kind === 'executed' && last.remaining > 0)
        progress = { ...before, done: before.done + last.executions.length };
      else progress = NOT_BEGUN;
    }
  }

  private async outcomesOf(running: Running, { done, approval }: Progress): Promise<LineOutcome[]> {
    try {
      const texts = running.lines.map(({ text }) => text);
      const unattended = running.lines.some((line) => this.unattended.has(line));
      return await this.hooks.run(texts, done, approval, unattended);
    } catch (problem) {
      const failure = failureOf(problem);
      running.unsure = running.cancelled = failure.code === 'internal';
      return [{ kind: 'failed', failure: running.unsure ? ofUnknownFate(failure) : failure }];
    }
  }

  /** Removes finished lines from the queue before any of them is written: an error while writing must not run them again. */
  private take(running: Running, outcomes: readonly LineOutcome[]): Answered[] {
    const { lines } = running;
    return outcomes.map((outcome) => {
      const line = lines[0] ?? new Reading('');
      if (outcome.kind !== 'question' && !isPartial(outcome)) lines.shift();
      if (outcome.kind === 'leave') {
        lines.length = 0;
        this.waiting = [];
      }
      return { line, outcome };
    });
  }

  private leave(running: Running): void {
    this.hooks.leave();
    if (!this.disposed) this.zone.batch(() => this.end(running));
  }

  /** The user said no to a question. */
  private giveUp(running: Running): void {
    running.lines.shift();
    running.cancelled = true;
    this.zone.batch(() => {
      this.writer.notSent();
      this.end(running);
    });
  }

  private end(running: Running): void {
    if (this.running !== running) return;
    clearTimeout(running.timer);
    this.running = null;
    attempt(() => this.tellNews());
    if (running.cancelled) attempt(() => this.dropWaiting(running));
    if (this.waiting.length > 0) this.start();
  }

  private dropWaiting({ lines, unsure }: Running): void {
    const dropped = this.waiting.length + (unsure ? 0 : lines.length);
    this.waiting = [];
    const tell = (text: string) => this.writer.notice({ tone: 'bad', text });
    if (unsure && lines.length > 0)
      tell(
        `${counted(lines.length, 'line')} sent together with this one may or may not have run: look at the data before you repeat them`,
      );
    if (dropped > 0)
      tell(`${counted(dropped, 'line')} after this one ${plural(dropped, 'was', 'were')} not run`);
  }

  private tellNews(): void {
    for (const notice of this.news.splice(0)) this.writer.notice(notice);
  }

  private sayRunning(): void {
    if (!this.running) return;
    this.running.said = true;
    this.zone.paint();
    this.look(this.running);
  }

  /** Follows a reply that is arriving, until the command has ended. */
  private look(running: Running): void {
    const isOver = () => this.disposed || this.running !== running;
    const { arrival, lines } = running;
    this.hooks
      .arriving()
      .then((arriving) => {
        if (isOver()) return;
        arrival.take(arriving, performance.now(), lines[0] ?? new Reading(''), this.writer.language);
        this.zone.paint();
      })
      // The display alone suffers.
      .catch((error: unknown) => console.error(error))
      .finally(() => {
        if (!isOver()) running.timer = setTimeout(() => this.look(running), LOOK_AGAIN_AFTER_MS);
      });
  }
}

const ofUnknownFate = (failure: Failure): Failure => ({
  ...failure,
  message: `${failure.message} The line may or may not have run; it was not sent again.`,
  advice: 'Look at the data before you repeat it.',
});

function failureOf(problem: unknown): Failure {
  if (problem instanceof Error && 'failure' in problem && isFailure(problem.failure)) return problem.failure;
  const message = problem instanceof Error ? problem.message : String(problem);
  return { code: 'internal', message, advice: '' };
}

const isFailure = (value: unknown): value is Failure =>
  typeof value === 'object' && value !== null && 'message' in value && 'advice' in value;
