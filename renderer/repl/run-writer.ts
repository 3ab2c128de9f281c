/** Writes lines, their answers and notices into the transcript, and keeps the prompt that they lead to. */
import type { Execution, LineOutcome } from '../../shared/session/execution.ts';
import type { LanguageName } from '../../shared/language/language.ts';
import type { Notice } from '../../shared/session/notice.ts';
import type { SessionState } from '../../shared/session/session.ts';
import { readPrefix } from '../../shared/commands/shell-line.ts';
import type { SeenKeys } from '../../shared/repl/completion/seen-keys.ts';
import type { ShellContext, ShellHooks } from './contract.ts';
import type { EditZone } from './edit-zone.ts';
import type { History } from '../../shared/repl/line/history.ts';
import { promptSpans, type PromptState } from './line/prompt.ts';
import type { Reading } from '../../shared/repl/line/reading.ts';
import type { Span } from '../../shared/repl/text/span.ts';
import {
  describeExecution,
  describeFailure,
  describeInput,
  describeNotice,
  describeText,
  type Described,
} from './transcript/entry.ts';
import { answerWords } from './transcript/words.ts';

const plainEntry = (piece: ReturnType<typeof describeInput>): Described => ({
  pieces: [piece],
  edge: null,
  replyId: null,
});

type NotShown = 'lineNotShown' | 'outcomeNotShown' | 'ranNotShown';
const unshown = (what: NotShown, language: LanguageName): Described => {
  const { [what]: message, notShownAdvice: advice } = answerWords(language);
  return describeFailure({ code: 'internal', message, advice }, language);
};

/** Logs an exception and returns false: a line that cannot be shown must not change which lines run. */
export function attempt(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    console.error(error);
    return false;
  }
}

export interface Answered {
  line: Reading;
  outcome: LineOutcome;
}

export class RunWriter {
  private readonly zone: EditZone;
  private readonly hooks: Pick<ShellHooks, 'onHints' | 'onExecutions'>;
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
  /** The entry of the line that runs. A notice may have been written after it. */
  private entry: object | null = null;
  private splittable: string | null = null;
  private shown: Execution[] = [];

  constructor(
    zone: EditZone,
    hooks: Pick<ShellHooks, 'onHints' | 'onExecutions'>,
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

  get isSubscribed(): boolean {
    return this.prompt.subscribed;
  }

  get language(): LanguageName {
    return this.context().language;
  }

  promptSpans(): Span[] {
    return promptSpans(this.prompt, this.context().topology);
  }

  /** Takes over only what has changed: an answer may have named a newer node than the session that other news brings. */
  follow(before: SessionState, session: SessionState): void {
    const next = { ...this.prompt, connected: session.phase === 'connected' };
    if (before.currentNode !== session.currentNode) next.node = session.currentNode;
    if (before.database !== session.database) next.database = session.database;
    if (before.transaction !== session.transaction) next.transaction = session.transaction;
    if (before.subscribed !== session.subscribed) next.subscribed = session.subscribed;
    this.prompt = next;
  }

  /** The last line with `@split` before its command, if it failed with CROSSSLOT and `@split` would run it. */
  get splitLine(): string | null {
    return this.splittable;
  }

  /** A line that is not sent: a blank one, or one that the user cancelled. */
  unsent(prompt: Span[], line: Reading): void {
    this.zone.append(plainEntry(describeInput(prompt, line, this.context())));
  }

  /** A line that is on its way. */
  line(line: Reading): void {
    const isShown = attempt(() => this.unsent(this.promptSpans(), line));
    if (!isShown) this.zone.append(unshown('lineNotShown', this.context().language));
    this.entry = this.zone.last;
    this.history.add(line);
  }

  /** Writes the outcomes of lines. The first line itself is written already; `next` is on its way after them. */
  outcomes(answered: readonly Answered[], next: Reading | undefined): void {
    attempt(() =>
      this.zone.batch(() => {
        answered.forEach(({ line, outcome }, i) => {
          if (i > 0) this.line(line);
          attempt(() => this.outcome(line, outcome));
        });
        if (next) this.line(next);
      }),
    );
    const { shown } = this;
    this.shown = [];
    if (shown.length > 0) attempt(() => this.hooks.onExecutions(shown));
  }

  notSent(): void {
    this.tell(
      describeNotice(
        { tone: 'info', text: answerWords(this.context().language).notSent },
        this.context().language,
      ),
    );
  }

  notice(notice: Notice): void {
    this.zone.append(describeNotice(notice, this.context().language));
  }

  private outcome(line: Reading, outcome: LineOutcome): void {
    switch (outcome.kind) {
      case 'clear':
        return this.zone.clear();
      case 'text':
        return this.tell(describeText(outcome.text));
      case 'hints':
        return this.hooks.onHints(outcome.on);
      case 'failed':
        return this.tell(describeFailure(outcome.failure, this.context().language));
      case 'executed':
        for (const execution of outcome.executions) {
          if (!attempt(() => this.execution(line, execution)))
            this.tell(
              unshown(execution.failure ? 'outcomeNotShown' : 'ranNotShown', this.context().language),
            );
          // Each repetition is an entry of its own.
          this.entry = null;
        }
        return;
      default:
        return;
    }
  }

  private execution(line: Reading, execution: Execution): void {
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
}

function withSplit({ text, split }: Reading): string | null {
  if (!split.ok) return null;
  const { first } = readPrefix(split.words.map((word) => word.bytes));
  const start = split.words[first]?.start;
  return start === undefined ? null : `@split ${text.slice(start)}`;
}
