/** The line being typed: its edits, the history it may come from, the search in that, and what completes it. */
import { placeholdersIn, type Placeholder } from '../commands/snippet.ts';
import { argumentHint, type Brackets } from './completion/argument-hint.ts';
import { Completer, type CompletionView } from './completion/completion.ts';
import type { Known } from './completion/complete.ts';
import type { SeenKeys } from './completion/seen-keys.ts';
import { EarlierLines } from './line/earlier-lines.ts';
import { History } from './line/history.ts';
import { insertCommand, insertWord, type Inserted } from './line/insertion.ts';
import type { Command, KeyAction } from './line/keymap.ts';
import type { Mark } from './line/mark.ts';
import {
  deleteBack,
  deleteOn,
  EMPTY_LINE,
  emptied,
  insertText,
  replaceText,
  type Edit,
  type Line,
} from './line/line.ts';
import { at, fill, stepTo } from './line/placeholders.ts';
import { Reading } from './line/reading.ts';
import type { SearchStyle } from './line/history-search.ts';
import { Searcher } from './line/searcher.ts';
import type { EditView } from './paint.ts';
import type { Span } from './text/span.ts';

export interface LineContext extends Omit<Known, 'seen'> {
  /** A command that Tab puts into an empty line; empty for none. */
  suggestion: string;
}

interface LineEditorOptions {
  context(): LineContext;
  /** The marks under the line. */
  marks(line: Reading): Mark[];
  seen: SeenKeys;
  /** `readline` if absent. */
  searchStyle?: SearchStyle;
  /** Of the hint; `balanced` if absent. */
  brackets?: Brackets;
  /** The lines that were run on this connection before. */
  earlierLines(): Promise<string[]>;
  onHistoryFailure(): void;
  onCompletion(view: CompletionView | null): void;
  /** Called after every edit with the line; with null if the edit changed nothing. */
  onEdit(line: Reading | null, cursor: number): void;
}

export class LineEditor {
  readonly history = new History();
  private readonly options: LineEditorOptions;
  private readonly earlier: EarlierLines;
  private readonly searcher: Searcher;
  private readonly completer: Completer;
  private line: Line = EMPTY_LINE;
  /** The reading of the line's text, replaced when the text changes. */
  private reading = new Reading('');
  private inserted: Inserted | null = null;
  /** True if the line began as a snippet: Tab then goes through its placeholders. */
  private isSnippet = false;
  /** What the next character replaces. */
  private armed: Placeholder | null = null;
  private hints = true;

  constructor(options: LineEditorOptions) {
    this.options = options;
    this.earlier = new EarlierLines(this.history, options.earlierLines, options.onHistoryFailure);
    this.searcher = new Searcher(
      this.history,
      (line) => (this.line = line),
      (found) => this.searched(found),
      options.searchStyle,
    );
    this.completer = new Completer(
      () => ({ ...options.context(), seen: options.seen }),
      options.onCompletion,
    );
  }

  get text(): string {
    return this.line.text;
  }

  /** Whether a search in the history is open: its text is typed, not the line's. */
  get isSearching(): boolean {
    return this.searcher.isOpen;
  }

  get isAtEnd(): boolean {
    return this.line.cursor >= this.line.text.length;
  }

  /** The line's one reading. */
  read(): Reading {
    if (this.reading.text !== this.line.text) this.reading = new Reading(this.line.text);
    return this.reading;
  }

  view(prompt: Span[]): EditView {
    const search = this.searcher.view();
    if (search) return search;
    const { text, cursor } = this.line;
    const marks = this.options.marks(this.read());
    return { prompt, text, cursor, marks: withArmed(marks, this.armed), hint: this.hint() };
  }

  /** Does what a key means to the line; returns the shell's command if it means one. False for Escape with nothing to close. */
  act(action: KeyAction): Command | boolean {
    if (this.searcher.act(action)) return true;
    const { suggestion } = this.options.context();
    if ('command' in action && action.command === 'complete' && this.text === '' && suggestion !== '') {
      this.restart(suggestion);
      return true;
    }
    if ('command' in action && /^complete/.test(action.command))
      if (this.step(action.command === 'complete-back')) return true;
    const { armed } = this;
    if ('edit' in action && armed && (action.edit === deleteBack || action.edit === deleteOn)) {
      this.set(fill(this.line, armed, ''));
      return true;
    }
    const completed = this.completer.act(action, this.line, this.read());
    if (completed) this.set(completed);
    else if ('edit' in action) this.edit(action.edit);
    else return action.command !== 'escape' && action.command;
    return true;
  }

  /** Printable text without line breaks. */
  type(text: string): void {
    this.completer.close();
    if (!this.searcher.type(text)) this.put(text);
  }

  /** Puts text at the cursor, or in place of the placeholder there. */
  put(text: string): void {
    const { armed } = this;
    this.edit((line) => (armed ? fill(line, armed, text) : insertText(line, text)));
  }

  /** Puts a word at the cursor, or a command in place of the one that was put last. */
  insert(text: string, kind: 'word' | 'command'): void {
    this.accept();
    this.inserted =
      kind === 'word' ? insertWord(this.line, text) : insertCommand(this.line, text, this.inserted);
    this.set(this.inserted.line);
  }

  /** Puts a snippet in place of the line, which an undo brings back, and goes to its first placeholder. */
  insertSnippet(text: string): void {
    this.accept();
    this.set(replaceText(this.line, text));
    this.isSnippet = true;
    this.line = { ...this.line, cursor: 0 };
    if (!this.step()) this.set({ ...this.line, cursor: text.length });
  }

  /** Goes to the next placeholder of a snippet; false if none is left. */
  step(isBack = false): boolean {
    const next = this.isSnippet ? stepTo(this.line, this.armed, isBack) : null;
    if (!next) return false;
    this.completer.close();
    this.set(at(this.line, next), next);
    return true;
  }

  /** The text that the line would have with `text` put at the cursor. */
  textWith(text: string): string {
    return insertText(this.line, text).text;
  }

  /** Replaces the line by text; killed text can still be yanked. */
  restart(text: string): void {
    this.edit((line) => insertText(emptied(line), text));
  }

  edit(edit: Edit): void {
    this.set(edit(this.line));
  }

  /** Ends a search with its match, and closes the list of candidates. */
  accept(): void {
    this.searcher.accept();
    this.completer.close();
  }

  /** Takes the line out, to be run. */
  take(): Reading {
    const reading = this.read();
    this.edit(emptied);
    return reading;
  }

  /** Replaces the line by an older or a newer one; false if there is none. */
  recall(direction: 'older' | 'newer'): boolean {
    const found = direction === 'older' ? this.history.older(this.line.text) : this.history.newer();
    if (found === null) return false;
    this.edit((line) => replaceText(line, found));
    return true;
  }

  search(direction: 'older' | 'newer'): void {
    this.searcher.begin(this.line, direction);
  }

  loadHistory(connection: string): void {
    this.earlier.load(connection);
  }

  /** True if that changes anything. */
  setHints(on: boolean): boolean {
    const isChanged = on !== this.hints;
    this.hints = on;
    return isChanged;
  }

  chooseCandidate(index: number): void {
    const line = this.completer.choose(index);
    if (line) this.set(line);
  }

  closeCandidates(): void {
    this.completer.close();
  }

  private set(line: Line, armed: Placeholder | null = null): void {
    const isChanged =
      line.text !== this.line.text || line.cursor !== this.line.cursor || armed !== this.armed;
    this.line = line;
    this.armed = armed;
    this.isSnippet &&= placeholdersIn(line.text).length > 0;
    this.options.onEdit(isChanged ? this.read() : null, line.cursor);
  }

  private searched(found: string | null): void {
    if (found === null) this.options.onEdit(this.read(), this.line.cursor);
    else this.options.onEdit(new Reading(found), found.length);
  }

  private hint(): string {
    const { text, cursor } = this.line;
    if (!this.hints || cursor !== text.length) return '';
    const { docs, suggestion } = this.options.context();
    return text === '' ? suggestion : argumentHint(this.read(), docs, this.options.brackets);
  }
}

/** The placeholder in bold, in place of the marks that it covers. */
function withArmed(marks: Mark[], armed: Placeholder | null): Mark[] {
  if (!armed) return marks;
  const { start, end } = armed;
  const others = marks.filter((mark) => mark.end <= start || mark.start >= end);
  return [...others, { start, end, bold: true }].sort((a, b) => a.start - b.start);
}
