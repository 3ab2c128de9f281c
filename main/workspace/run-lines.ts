/** Runs typed lines: the shell's own commands here, everything else in the session. */
import type { Approval } from '../../shared/commands/guard.ts';
import type { ShellLine } from '../../shared/commands/shell-line.ts';
import { TypedLine } from '../../shared/commands/typed-line.ts';
import type { Failure } from '../../shared/failure.ts';
import type { LineOutcome } from '../../shared/session/execution.ts';
import type { Session } from '../cluster/session/session.ts';
import { failed, mistakeOf, NOT_CONNECTED, runOwnLine, type OwnLine } from './own-commands.ts';

/** Milliseconds after which finished outcomes are returned before more lines run. */
const SHOW_AFTER_MS = 50;
/** Repetitions of one line that are answered together. */
const REPEATS = 500;

type Command = Extract<ShellLine, { kind: 'command' }>;
type ReadLine = Command | OwnLine | { kind: 'unread'; failure: Failure };

interface Options {
  approval: Approval | null;
  unattended: boolean;
}

/** A command that runs once, wherever its key or the prompt sends it: many of them share one trip. */
const isPlain = (line: ReadLine): line is Command =>
  line.kind === 'command' && line.repeat === 1 && line.target === null;

/**
 * The outcomes of the first of `texts`: at least one, and fewer than all if some take long, ask, or end the shell. `done`
 * repetitions of the first line have been run before. `record` is called with the lines that are run, in order. Several lines are
 * unattended in any case. Always resolves.
 */
export async function runLines(
  texts: readonly string[],
  done: number,
  session: Session | null,
  approval: Approval | null,
  record: (lines: readonly TypedLine[]) => void = () => undefined,
  unattended = false,
): Promise<LineOutcome[]> {
  const lines = texts.map((text) => new TypedLine(text));
  // Recorded before it runs: it may take forever. A line that goes on after an answer was recorded when it began.
  if (done === 0 && approval === null) record(lines.slice(0, 1));
  const options = { approval, unattended: unattended || lines.length > 1 };
  const outcomes = await new Run(lines, done, session, options).outcomes();
  record(lines.slice(1, outcomes.length));
  return session ? withPrompt(outcomes, session) : outcomes;
}

class Run {
  private readonly lines: readonly TypedLine[];
  private readonly done: number;
  private readonly session: Session | null;
  private readonly options: Options;
  /** The requests of the lines that have been read so far. */
  private readonly read: ReadLine[] = [];

  constructor(lines: readonly TypedLine[], done: number, session: Session | null, options: Options) {
    this.lines = lines;
    this.done = done;
    this.session = session;
    this.options = options;
  }

  async outcomes(): Promise<LineOutcome[]> {
    const outcomes: LineOutcome[] = [];
    const start = performance.now();
    while (outcomes.length < this.lines.length) {
      if (outcomes.length > 0 && performance.now() - start > SHOW_AFTER_MS) break;
      const more = await this.next(outcomes.length);
      outcomes.push(...more.outcomes);
      if (more.stops) break;
    }
    return outcomes;
  }

  /** Runs the line at `at`, and those after it that can go with it. `stops` if the window is to be answered before more is run. */
  private async next(at: number): Promise<{ outcomes: LineOutcome[]; stops: boolean }> {
    const { session } = this;
    const line = this.readAt(at);
    if (line.kind === 'unread') return { outcomes: [failed(line.failure)], stops: false };
    if (line.kind !== 'command') {
      const outcome = await runOwnLine(line, session);
      return { outcomes: [outcome], stops: outcome.kind === 'leave' };
    }
    if (!session) return { outcomes: [failed(NOT_CONNECTED)], stops: false };
    if (isPlain(line)) return this.plain(at, session);
    const outcome = await repeat(line, at === 0 ? this.done : 0, session, this.options);
    return { outcomes: [outcome], stops: outcome.kind !== 'executed' || outcome.remaining > 0 };
  }

  private async plain(at: number, session: Session): Promise<{ outcomes: LineOutcome[]; stops: boolean }> {
    const commands: Uint8Array[][] = [];
    for (let i = at; i < this.lines.length; i++) {
      const line = this.readAt(i);
      if (!isPlain(line)) break;
      commands.push(line.args);
    }
    const executions = await session.executeAll(commands, this.options, SHOW_AFTER_MS);
    const outcomes = executions.map((execution): LineOutcome =>
      execution.question
        ? { kind: 'question', question: execution.question }
        : { kind: 'executed', executions: [execution], remaining: 0 },
    );
    return {
      outcomes,
      stops: executions.length < commands.length || outcomes.at(-1)?.kind === 'question',
    };
  }

  private readAt(i: number): ReadLine {
    return (this.read[i] ??= read(this.lines[i]!));
  }
}

/** Sets the prompt after the last line to the shell's current one: the map may have moved it since that line was answered. */
function withPrompt(outcomes: LineOutcome[], session: Session): LineOutcome[] {
  const last = outcomes.at(-1);
  const execution = last?.kind === 'executed' ? last.executions.at(-1) : undefined;
  const { currentNode, database, transaction, subscribed } = session.state;
  if (execution) Object.assign(execution, { currentNode, database, transaction, subscribed });
  return outcomes;
}

async function repeat(
  { args, target, repeat }: Command,
  done: number,
  session: Session,
  options: Options,
): Promise<LineOutcome> {
  const executions = [];
  const start = performance.now();
  for (let n = done; n < repeat && executions.length < REPEATS; n++) {
    const execution = await session.execute(args, { target, repeat, ...options });
    if (execution.question && executions.length > 0) break;
    if (execution.question) return { kind: 'question', question: execution.question };
    executions.push(execution);
    // As redis-cli: an error reply does not end the repetitions, a lost connection does.
    if (execution.failure) return { kind: 'executed', executions, remaining: 0 };
    if (performance.now() - start > SHOW_AFTER_MS) break;
  }
  return { kind: 'executed', executions, remaining: repeat - done - executions.length };
}

function read(line: TypedLine): ReadLine {
  try {
    return line.request;
  } catch (error) {
    return { kind: 'unread', failure: mistakeOf(error) };
  }
}
