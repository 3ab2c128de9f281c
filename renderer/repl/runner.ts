/** Runs lines in order, as many at once as main takes together, and tells the transcript what came of them. */
import type { Approval } from '../../shared/guard.ts';
import type { Execution, Failure, LineOutcome, Notice, SessionState } from '../../shared/model.ts';
import { splitLine } from '../../shared/command-line.ts';
import { readPrefix } from '../../shared/shell-line.ts';
import type { ShellContext, ShellHooks } from './contract.ts';
import type { EditZone } from './edit-zone.ts';
import {
  describeExecution,
  describeFailure,
  describeInput,
  describeNotice,
  describeText,
  type Described,
} from './entry.ts';
import type { History } from './history.ts';
import type { Piece } from './layout.ts';
import { promptSpans, type PromptState } from './prompt.ts';
import type { SeenKeys } from './seen-keys.ts';
import { span, type Span } from './span.ts';
import { INK } from './theme.ts';

/** Milliseconds after which a command that has not answered is said to be running. */
const SAY_RUNNING_AFTER = 500;
/** Lines that are sent together, and their characters. */
const TOGETHER = 500;
const TOGETHER_LENGTH = 1 << 20;

const plainEntry = (...pieces: Piece[]): Described => ({ pieces, edge: null, replyId: null });
const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;

/** Lines that are on their way: the first of them is shown already. */
interface Running {
  lines: string[];
  said: boolean;
  cancelled: boolean;
  timer: ReturnType<typeof setTimeout>;
}

export class Runner {
  private readonly zone: EditZone;
  private readonly hooks: ShellHooks;
  private readonly history: History;
  private readonly context: () => ShellContext;
  private readonly seen: SeenKeys;
  private prompt: PromptState = {
    node: '',
    database: 0,
    connected: false,
    transaction: '',
    subscribed: false,
  };
  private waiting: string[] = [];
  private running: Running | null = null;
  /** The entry of the line that runs; a notice may have come after it. */
  private entry: object | null = null;
  private splittable: string | null = null;
  /** Not told of yet. */
  private shown: Execution[] = [];
  /** What is to be told below the answer that is waited for. */
  private news: Notice[] = [];
  private disposed = false;

  constructor(
    zone: EditZone,
    hooks: ShellHooks,
    history: History,
    context: () => ShellContext,
    seen: SeenKeys,
  ) {
    this.zone = zone;
    this.hooks = hooks;
    this.history = history;
    this.context = context;
    this.seen = seen;
  }

  get isRunning(): boolean {
    return this.running !== null;
  }

  get isSubscribed(): boolean {
    return this.prompt.subscribed;
  }

  /** What stands before the line being typed: the prompt, or that a command is still running. */
  promptSpans(): Span[] {
    if (!this.running) return promptSpans(this.prompt, this.context().topology);
    if (!this.running.said) return [];
    const left = this.waiting.length + this.running.lines.length - 1;
    const waiting = left > 0 ? ` · ${counted(left, 'line')} waiting` : '';
    return [span(`running${waiting} · Ctrl+C stops it `, INK.fg3)];
  }

  /** Takes over what has changed: an answer may have named a newer node than a session that came with other news. */
  follow(before: SessionState, session: SessionState): void {
    const next = { ...this.prompt, connected: session.phase === 'connected' };
    if (before.currentNode !== session.currentNode) next.node = session.currentNode;
    if (before.database !== session.database) next.database = session.database;
    if (before.transaction !== session.transaction) next.transaction = session.transaction;
    if (before.subscribed !== session.subscribed) next.subscribed = session.subscribed;
    this.prompt = next;
  }

  /** Tells it now, or, where an answer is waited for, below that. */
  tellNext(notice: Notice): void {
    this.news.push(notice);
    if (!this.running) this.tellNews();
  }

  /** Runs lines after those that wait already. */
  submit(lines: readonly string[]): void {
    for (const line of lines) this.waiting.push(line);
    if (!this.running) this.start();
  }

  /** Stops what runs and drops the lines that wait. */
  cancel(): void {
    if (this.running) this.running.cancelled = true;
    this.hooks.cancel();
  }

  /** The last line with `@split` before its command, where that would run it; null where not. */
  splitLine(): string | null {
    return this.splittable;
  }

  /** Gives up a line without running it. */
  abandon(line: string): void {
    this.zone.append(plainEntry(describeInput(this.promptSpans(), `${line}^C`, this.context())));
  }

  dispose(): void {
    this.disposed = true;
    this.waiting = [];
    if (this.running) clearTimeout(this.running.timer);
  }

  private start(): void {
    // Blank lines need nobody's answer.
    while (this.waiting.length > 0 && this.waiting[0]!.trim() === '')
      this.zone.append(plainEntry(describeInput(this.promptSpans(), this.waiting.shift()!, this.context())));
    const lines: string[] = [];
    let length = 0;
    for (const line of this.waiting) {
      if (lines.length > 0 && (lines.length >= TOGETHER || length + line.length > TOGETHER_LENGTH)) break;
      lines.push(line);
      length += line.length;
    }
    if (lines.length === 0) return;
    this.waiting.splice(0, lines.length);
    this.showInput(lines[0]!);
    const timer = setTimeout(() => this.sayRunning(), SAY_RUNNING_AFTER);
    const running = { lines, said: false, cancelled: false, timer };
    this.running = running;
    // Nothing is typed before the answer: the prompt goes until then.
    this.zone.paint();
    void this.run(running).finally(() => {
      clearTimeout(timer);
      if (this.disposed) return;
      this.running = null;
      this.tellNews();
      if (running.cancelled) this.dropWaiting(running.lines.length);
      else this.waiting = [...running.lines, ...this.waiting];
      if (this.waiting.length > 0) this.start();
      else this.zone.paint();
    });
  }

  /** Runs until the lines are through or something stops them; takes away from `running.lines` what was run. */
  private async run(running: Running): Promise<void> {
    let done = 0;
    let approval: Approval | null = null;
    while (running.lines.length > 0 && !running.cancelled) {
      let outcomes: LineOutcome[];
      try {
        outcomes = await this.hooks.run(running.lines, done, approval);
      } catch (problem) {
        outcomes = [{ kind: 'failed', failure: failureOf(problem) }];
      }
      if (this.disposed) return;
      const question = this.show(running, outcomes);
      if (question === 'left') return;
      const last = outcomes.at(-1);
      if (last?.kind === 'executed' && last.remaining > 0) {
        done += last.executions.length;
        continue;
      }
      if (!question) {
        done = 0;
        approval = null;
        continue;
      }
      approval = await this.hooks.ask(question);
      if (approval === null) {
        this.tell(describeNotice({ tone: 'info', text: 'Not sent.' }));
        running.lines.shift();
        running.cancelled = true;
      }
    }
  }

  private show(running: Running, outcomes: readonly LineOutcome[]) {
    const { lines } = running;
    let first = true;
    let question = null;
    this.zone.batch(() => {
      for (const outcome of outcomes) {
        const line = lines[0] ?? '';
        if (!first) this.showInput(line);
        first = false;
        if (outcome.kind === 'question') {
          question = outcome.question;
          return;
        }
        this.showOutcome(line, outcome);
        if (outcome.kind === 'leave') {
          question = 'left' as const;
          running.lines.length = 0;
          this.waiting = [];
          this.hooks.leave();
          return;
        }
        if (outcome.kind === 'executed' && outcome.remaining > 0) return;
        lines.shift();
      }
      // The next line is on its way already.
      if (lines.length > 0 && !running.cancelled && outcomes.length > 0) this.showInput(lines[0]!);
    });
    const { shown } = this;
    this.shown = [];
    if (shown.length > 0) this.hooks.onExecutions(shown);
    return question as null | 'left' | Extract<LineOutcome, { kind: 'question' }>['question'];
  }

  private showInput(line: string): void {
    const { prompt } = this;
    const spans = promptSpans(prompt, this.context().topology);
    this.zone.append(plainEntry(describeInput(spans, line, this.context())));
    this.entry = this.zone.last;
    this.history.add(line);
  }

  private showOutcome(line: string, outcome: LineOutcome): void {
    switch (outcome.kind) {
      case 'clear':
        return this.zone.clear();
      case 'text':
        return this.tell(describeText(outcome.text));
      case 'hints':
        return this.hooks.onHints(outcome.on);
      case 'failed':
        return this.tell(describeFailure(outcome.failure));
      case 'executed':
        for (const execution of outcome.executions) {
          this.showExecution(line, execution);
          // Repetitions are entries of their own.
          this.entry = null;
        }
        return;
      default:
        return;
    }
  }

  private showExecution(line: string, execution: Execution): void {
    const { currentNode: node, database, transaction, subscribed } = execution;
    this.prompt = { ...this.prompt, node, database, transaction, subscribed };
    this.splittable = execution.splittable ? withSplit(line) : null;
    this.tell(describeExecution(line, execution, this.context()));
    this.seen.learn(line, execution, this.context());
    this.shown.push(execution);
  }

  private tell(described: Described): void {
    if (this.entry !== null && this.zone.last === this.entry) this.zone.extend(described);
    else this.zone.append(described);
  }

  private dropWaiting(running: number): void {
    const dropped = running + this.waiting.length;
    this.waiting = [];
    if (dropped === 0) return;
    const text = `${counted(dropped, 'line')} after this one ${dropped === 1 ? 'was' : 'were'} not run`;
    this.zone.append(describeNotice({ tone: 'bad', text }));
  }

  private tellNews(): void {
    for (const notice of this.news.splice(0)) this.zone.append(describeNotice(notice));
  }

  private sayRunning(): void {
    if (!this.running) return;
    this.running.said = true;
    this.zone.paint();
  }
}

function withSplit(line: string): string | null {
  const split = splitLine(line);
  if (!split.ok) return null;
  const { first } = readPrefix(split.words.map((word) => word.bytes));
  const start = split.words[first]?.start;
  return start === undefined ? null : `@split ${line.slice(start)}`;
}

function failureOf(problem: unknown): Failure {
  if (problem instanceof Error && 'failure' in problem && isFailure(problem.failure)) return problem.failure;
  const message = problem instanceof Error ? problem.message : String(problem);
  return { code: 'internal', message, advice: '' };
}

const isFailure = (value: unknown): value is Failure =>
  typeof value === 'object' && value !== null && 'message' in value && 'advice' in value;
