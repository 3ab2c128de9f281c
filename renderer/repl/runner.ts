/** Runs lines in order, as many at once as main takes together, and tells the transcript what came of them. */
import type { Approval } from '../../shared/commands/guard.ts';
import type { Execution, LineOutcome } from '../../shared/session/execution.ts';
import type { Failure } from '../../shared/failure.ts';
import type { Notice } from '../../shared/session/notice.ts';
import type { SessionState } from '../../shared/session/session.ts';
import { splitLine } from '../../shared/commands/command-line.ts';
import { readPrefix } from '../../shared/commands/shell-line.ts';
import type { ShellContext, ShellHooks } from './contract.ts';
import type { EditZone } from './edit-zone.ts';
import {
  describeExecution,
  describeFailure,
  describeInput,
  describeNotice,
  describeText,
  type Described,
} from './transcript/entry.ts';
import type { History } from './line/history.ts';
import type { Piece } from './transcript/layout.ts';
import { promptSpans, type PromptState } from './line/prompt.ts';
import type { SeenKeys } from './completion/seen-keys.ts';
import { span, type Span } from './text/span.ts';
import { INK } from './text/theme.ts';

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
  /** Main did not say which of the lines it has run. */
  unsure: boolean;
  timer: ReturnType<typeof setTimeout>;
}

interface Taken {
  line: string;
  outcome: LineOutcome;
}

const UNSHOWN = 'What came of this command cannot be shown.';
const RAN_UNSHOWN = 'The command was run, and its answer cannot be shown.';
const unshownFailure = (message: string): Failure => ({
  code: 'internal',
  message,
  advice: 'It was not sent again. If it happens again, please report it.',
});

const ofUnknownFate = (failure: Failure): Failure => ({
  ...failure,
  message: `${failure.message} The line may or may not have run; it was not sent again.`,
  advice: 'Look at the data before you repeat it.',
});

/** False where it threw: what is shown never decides what is run. */
function attempt(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    console.error(error);
    return false;
  }
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
    const running = { lines, said: false, cancelled: false, unsure: false, timer };
    this.running = running;
    // Nothing is typed before the answer: the prompt goes until then.
    this.zone.paint();
    const ended = () => {
      clearTimeout(timer);
      if (this.disposed) return;
      this.running = null;
      this.tellNews();
      if (running.cancelled) this.dropWaiting(running);
      else this.waiting = [...running.lines, ...this.waiting];
      if (this.waiting.length > 0) this.start();
      else this.zone.paint();
    };
    void this.run(running).then(ended, (error: unknown) => {
      console.error(error);
      // Nobody knows which of them main has run.
      running.cancelled = running.unsure = true;
      ended();
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
        const failure = failureOf(problem);
        running.unsure = running.cancelled = failure.code === 'internal';
        outcomes = [{ kind: 'failed', failure: running.unsure ? ofUnknownFate(failure) : failure }];
      }
      if (this.disposed) return;
      const last = outcomes.at(-1);
      if (!last) throw new Error('main answered for no line');
      this.show(running, this.take(running, outcomes));
      if (last.kind === 'leave') return this.hooks.leave();
      if (last.kind === 'executed' && last.remaining > 0) {
        done += last.executions.length;
        continue;
      }
      if (last.kind !== 'question') {
        done = 0;
        approval = null;
        continue;
      }
      approval = await this.hooks.ask(last.question);
      if (approval === null) {
        this.tell(describeNotice({ tone: 'info', text: 'Not sent.' }));
        running.lines.shift();
        running.cancelled = true;
      }
    }
  }

  /** Takes away from the queue what was run, before anything of it is shown: whatever comes of that, it is not run again. */
  private take(running: Running, outcomes: readonly LineOutcome[]): Taken[] {
    const { lines } = running;
    return outcomes.map((outcome) => {
      const line = lines[0] ?? '';
      const isThrough =
        outcome.kind !== 'question' && !(outcome.kind === 'executed' && outcome.remaining > 0);
      if (isThrough) lines.shift();
      if (outcome.kind === 'leave') {
        lines.length = 0;
        this.waiting = [];
      }
      return { line, outcome };
    });
  }

  private show(running: Running, taken: readonly Taken[]): void {
    const last = taken.at(-1)?.outcome;
    const isThrough = last?.kind !== 'question' && !(last?.kind === 'executed' && last.remaining > 0);
    attempt(() =>
      this.zone.batch(() => {
        taken.forEach(({ line, outcome }, i) => {
          if (i > 0) this.showInput(line);
          attempt(() => this.showOutcome(line, outcome));
        });
        // The next line is on its way already.
        const next = isThrough && !running.cancelled ? running.lines[0] : undefined;
        if (next !== undefined) this.showInput(next);
      }),
    );
    const { shown } = this;
    this.shown = [];
    if (shown.length > 0) attempt(() => this.hooks.onExecutions(shown));
  }

  private showInput(line: string): void {
    const { prompt } = this;
    const shown = attempt(() => {
      const spans = promptSpans(prompt, this.context().topology);
      this.zone.append(plainEntry(describeInput(spans, line, this.context())));
    });
    if (!shown) this.zone.append(describeFailure(unshownFailure('This line cannot be shown.')));
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
          if (!attempt(() => this.showExecution(line, execution)))
            this.tell(describeFailure(unshownFailure(execution.failure ? UNSHOWN : RAN_UNSHOWN)));
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

  private dropWaiting({ lines, unsure }: Running): void {
    const dropped = this.waiting.length + (unsure ? 0 : lines.length);
    this.waiting = [];
    const tell = (text: string) => this.zone.append(describeNotice({ tone: 'bad', text }));
    if (unsure && lines.length > 0)
      tell(
        `${counted(lines.length, 'line')} sent together with this one may or may not have run: look at the data before you repeat them`,
      );
    if (dropped > 0)
      tell(`${counted(dropped, 'line')} after this one ${dropped === 1 ? 'was' : 'were'} not run`);
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
