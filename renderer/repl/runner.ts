/** Runs lines, one after another's answer, and tells the transcript what came of them. */
import type { Execution, Failure, NodeAddress } from '../../shared/model.ts';
import type { ShellContext, ShellHooks } from './contract.ts';
import type { EditZone } from './edit-zone.ts';
import {
  describeExecution,
  describeFailure,
  describeInput,
  describeNotice,
  type Described,
} from './entry.ts';
import type { History } from './history.ts';
import type { Piece } from './layout.ts';
import { promptSpans, type PromptState } from './prompt.ts';
import { span, type Span } from './span.ts';
import { INK } from './theme.ts';

/** Milliseconds after which a command that has not answered is said to be running. */
const SAY_RUNNING_AFTER = 500;

const plainEntry = (...pieces: Piece[]): Described => ({ pieces, edge: null, replyId: null });
const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;

/** Lines that the shell answers itself. */
const OWN_ANSWERS: { readonly [line: string]: string } = {
  exit: 'Closing the window ends the shell.',
  quit: 'Closing the window ends the shell.',
  help: 'F1 lists all keys. The line under the shell says where a command would go before it is run.',
};

export class Runner {
  private readonly zone: EditZone;
  private readonly hooks: ShellHooks;
  private readonly history: History;
  private readonly context: () => ShellContext;
  private prompt: PromptState = { node: '', database: 0, connected: false };
  private waiting: string[] = [];
  private running: { line: string; said: boolean; timer: ReturnType<typeof setTimeout> } | null = null;
  private disposed = false;

  constructor(zone: EditZone, hooks: ShellHooks, history: History, context: () => ShellContext) {
    this.zone = zone;
    this.hooks = hooks;
    this.history = history;
    this.context = context;
  }

  get isRunning(): boolean {
    return this.running !== null;
  }

  /** What stands before the line being typed: the prompt, or that a command is still running. */
  promptSpans(): Span[] {
    if (!this.running) return promptSpans(this.prompt, this.context().topology);
    if (!this.running.said) return [];
    const waiting = this.waiting.length > 0 ? ` · ${counted(this.waiting.length, 'line')} waiting` : '';
    return [span(`running${waiting} · Ctrl+C stops it `, INK.fg3)];
  }

  setNode(node: NodeAddress): void {
    this.prompt = { ...this.prompt, node };
  }

  setDatabase(database: number): void {
    this.prompt = { ...this.prompt, database };
  }

  setConnected(connected: boolean): void {
    this.prompt = { ...this.prompt, connected };
  }

  /** Runs lines after those that wait already. */
  submit(lines: readonly string[]): void {
    for (const line of lines) this.waiting.push(line);
    this.runWaiting();
  }

  /** Stops the command that runs and drops the lines that wait. */
  cancel(): void {
    const dropped = this.waiting.length;
    this.waiting = [];
    this.hooks.cancel();
    if (dropped > 0)
      this.zone.append(
        describeNotice({
          tone: 'bad',
          text: `${counted(dropped, 'line')} after this one ${dropped === 1 ? 'was' : 'were'} not run`,
        }),
      );
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

  private runWaiting(): void {
    while (!this.running && this.waiting.length > 0) this.start(this.waiting.shift()!);
  }

  private start(line: string): void {
    const head = plainEntry(describeInput(this.promptSpans(), line, this.context()));
    this.history.add(line);
    const word = line.trim().toLowerCase();
    if (word === '') return this.zone.append(head);
    if (word === 'clear') return this.zone.clear();
    const own = Object.hasOwn(OWN_ANSWERS, word) ? OWN_ANSWERS[word]! : null;
    if (own !== null) {
      this.zone.append(head);
      return this.zone.extend(describeNotice({ tone: 'info', text: own }));
    }
    const timer = setTimeout(() => this.sayRunning(), SAY_RUNNING_AFTER);
    this.running = { line, said: false, timer };
    this.zone.append(head);
    const entry = this.zone.last;
    const finish = (execution: Execution | null, failure: Failure | null) => {
      clearTimeout(timer);
      if (this.disposed) return;
      this.running = null;
      if (execution) {
        this.setNode(execution.currentNode);
        this.setDatabase(execution.database);
      }
      const described = execution
        ? describeExecution(line, execution, this.context())
        : failure && describeFailure(failure);
      // A notice may have come in between: then the answer stands under it, as an entry of its own.
      if (!described) this.zone.paint();
      else if (this.zone.last === entry) this.zone.extend(described);
      else this.zone.append(described);
      if (execution) this.hooks.onExecution(execution);
      this.runWaiting();
    };
    this.hooks.execute(line).then(
      (execution) => finish(execution, null),
      (problem: unknown) => finish(null, failureOf(problem)),
    );
  }

  private sayRunning(): void {
    if (!this.running) return;
    this.running.said = true;
    this.zone.paint();
  }
}

function failureOf(problem: unknown): Failure {
  if (problem instanceof Error && 'failure' in problem && isFailure(problem.failure)) return problem.failure;
  const message = problem instanceof Error ? problem.message : String(problem);
  return { code: 'internal', message, advice: '' };
}

const isFailure = (value: unknown): value is Failure =>
  typeof value === 'object' && value !== null && 'message' in value && 'advice' in value;
