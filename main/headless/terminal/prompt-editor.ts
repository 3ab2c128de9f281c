/** The line editor at a terminal: keys in, one write a key out. The line itself is edited by shared/repl, as in the window. */
import type { CompletionView } from '../../../shared/repl/completion/completion.ts';
import type { SeenKeys } from '../../../shared/repl/completion/seen-keys.ts';
import { LineEditor, type LineContext } from '../../../shared/repl/line-editor.ts';
import { actionFor, type Command, type KeyAction } from '../../../shared/repl/line/keymap.ts';
import {
  deleteOn,
  insertText,
  killToEnd,
  moveEnd,
  moveHome,
  moveRight,
} from '../../../shared/repl/line/line.ts';
import { pastedLines } from '../../../shared/repl/line/pasted-lines.ts';
import { Reading } from '../../../shared/repl/line/reading.ts';
import { erase, NOTHING_PAINTED, paint, type EditView, type Painted } from '../../../shared/repl/paint.ts';
import { INK } from '../../../shared/repl/text/ink.ts';
import { span } from '../../../shared/repl/text/span.ts';
import { candidateRows } from './candidate-rows.ts';
import type { Input } from './key-decoder.ts';
import { terminalPalette } from './palette.ts';

export interface EditorHooks {
  /** The terminal's size in columns and rows. */
  size(): { columns: number; rows: number };
  write(text: string): void;
  /** Whether the terminal is to mark pastes. */
  marksPastes: boolean;
  prompt(): string;
  /** Shown in place of the prompt until a key is typed; null for the prompt. */
  waitingLine(): string | null;
  context(): LineContext;
  seen: SeenKeys;
  /** The lines of earlier sessions, oldest first. */
  earlierLines: readonly string[];
  /** Called with lines to be run in order; nothing is painted until `resume`. */
  onLines(lines: Reading[]): void;
  /** Ctrl+C, at the prompt or while lines run. */
  onInterrupt(): void;
  /** Ctrl+D on an empty line. */
  onEnd(): void;
}

const PASTE_ON = '\x1b[?2004h';
const PASTE_OFF = '\x1b[?2004l';
const CLEAR = '\x1b[H\x1b[2J';
const BELL = '\x07';

export class PromptEditor {
  private readonly hooks: EditorHooks;
  private readonly editor: LineEditor;
  private candidates: CompletionView | null = null;
  private painted: Painted = NOTHING_PAINTED;
  private view: EditView = { prompt: [], text: '', cursor: 0, marks: [] };
  private isOpen = false;
  /** Whether a key was typed since the prompt came back. */
  private isTouched = false;
  /** Typed while lines ran. */
  private ahead: Input[] = [];
  private readonly commands: { readonly [name in Command]: () => void };

  constructor(hooks: EditorHooks) {
    this.hooks = hooks;
    this.editor = new LineEditor({
      context: () => hooks.context(),
      marks: () => [],
      seen: hooks.seen,
      searchStyle: 'redis-cli',
      brackets: 'as redis-cli',
      earlierLines: () => Promise.resolve([...hooks.earlierLines]),
      onHistoryFailure: () => undefined,
      onCompletion: (view) => (this.candidates = view),
      onEdit: () => undefined,
    });
    this.editor.loadHistory('');
    this.commands = this.commandTable();
  }

  setHints(on: boolean): void {
    this.editor.setHints(on);
  }

  /** Shows the prompt and takes keys, those first that were typed meanwhile. */
  resume(): void {
    this.isOpen = true;
    this.isTouched = false;
    this.painted = NOTHING_PAINTED;
    if (this.hooks.marksPastes) this.hooks.write(PASTE_ON);
    this.paint();
    this.take(this.ahead.splice(0));
  }

  take(inputs: readonly Input[]): void {
    for (const input of inputs) {
      if (this.isOpen) this.takeNow(input);
      else if (isInterrupt(input)) {
        // Lines typed ahead were meant to follow what is given up.
        this.ahead = [];
        this.hooks.onInterrupt();
      } else this.ahead.push(input);
    }
  }

  /** Writes text of others: above the prompt while that is shown. It ends with a line break. */
  aside(write: () => void): void {
    if (!this.isOpen) return write();
    this.hooks.write(erase(this.painted));
    this.painted = NOTHING_PAINTED;
    write();
    this.paint();
  }

  /**
   * To be called when the size of the terminal has changed. Some terminals have wrapped the line anew and some have not: the smaller
   * way up leaves a row too many of it, and never overwrites what is above.
   */
  resized(): void {
    if (!this.isOpen) return;
    const { columns, rows } = this.hooks.size();
    const wrapped = paint(NOTHING_PAINTED, this.view, columns, rows, terminalPalette).painted;
    this.painted = { ...wrapped, cursorRow: Math.min(wrapped.cursorRow, this.painted.cursorRow) };
    this.paint();
  }

  /** Leaves the terminal as it was. */
  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    if (this.hooks.marksPastes) this.hooks.write(PASTE_OFF);
  }

  /** Writes a line that runs after others of the same paste, as if it had been typed. */
  echo(line: Reading): void {
    this.painted = NOTHING_PAINTED;
    this.showLine(line.text);
    this.endLine();
  }

  private takeNow(input: Input): void {
    if (isInterrupt(input) && this.isWaiting) {
      this.hooks.write(erase(this.painted));
      this.close();
      return this.hooks.onInterrupt();
    }
    this.isTouched = true;
    if (input.kind === 'text') this.editor.type(input.text);
    else if (input.kind === 'paste') this.paste(input.text);
    else {
      const action = actionFor(input.press);
      if (action !== null) this.act(action);
    }
    if (this.isOpen) this.paint();
  }

  private act(action: KeyAction): void {
    if ('edit' in action && action.edit === deleteOn && this.isEmpty)
      return this.leave(() => this.hooks.onEnd());
    const { text } = this.editor;
    const meant = this.editor.act(action);
    if (typeof meant === 'string') this.commands[meant]();
    else if (
      'command' in action &&
      action.command === 'complete' &&
      !this.candidates &&
      text === this.editor.text
    )
      this.hooks.write(BELL);
  }

  private get isEmpty(): boolean {
    return this.editor.text === '' && !this.editor.isSearching;
  }

  private get isWaiting(): boolean {
    return !this.isTouched && this.isEmpty && this.hooks.waitingLine() !== null;
  }

  private commandTable(): PromptEditor['commands'] {
    const { editor, hooks } = this;
    const bell = () => hooks.write(BELL);
    const recall = (direction: 'older' | 'newer') => () => {
      if (!editor.recall(direction)) bell();
    };
    return {
      enter: () => this.submit([editor.take()]),
      interrupt: () => this.leave(() => hooks.onInterrupt()),
      'kill-or-palette': () => editor.edit(killToEnd),
      'forward-or-find': () => editor.edit(moveRight),
      older: recall('older'),
      newer: recall('newer'),
      'search-older': () => editor.search('older'),
      'search-newer': () => editor.search('newer'),
      clear: () => {
        hooks.write(CLEAR);
        this.painted = NOTHING_PAINTED;
      },
      'to-top': () => editor.edit(moveHome),
      'to-bottom': () => editor.edit(moveEnd),
      // The window alone has a clipboard, replies to open and pages to turn.
      paste: bell,
      'run-split': bell,
      'open-reply': bell,
      'open-value': bell,
      'page-up': bell,
      'page-down': bell,
      // The editor has taken these.
      complete: bell,
      'complete-back': bell,
      escape: bell,
    };
  }

  /** Runs the complete commands of a paste in order; the text after the last line break stays in the line. */
  private paste(text: string): void {
    this.editor.accept();
    const [first, ...others] = text.replace(/\r\n?/g, '\n').split('\n');
    if (others.length === 0) return this.editor.edit((line) => insertText(line, first!));
    const { lines, rest } = pastedLines([this.editor.textWith(first!), ...others].join('\n'));
    this.editor.restart(rest);
    this.submit(lines.map((line) => new Reading(line)));
  }

  private submit(lines: Reading[]): void {
    for (const line of lines) this.editor.history.add(line);
    this.leave(() => this.hooks.onLines(lines), lines[0]!.text);
  }

  /** Leaves the line on the screen, the cursor below it, and then calls `next`. */
  private leave(next: () => void, text = this.editor.text): void {
    this.editor.accept();
    this.showLine(text);
    this.close();
    this.endLine();
    next();
  }

  /** The whole line, though it be longer than the screen: it will not be repainted. */
  private showLine(text: string): void {
    const view = { prompt: [span(this.hooks.prompt())], text, cursor: text.length, marks: [] };
    this.show(view, Number.MAX_SAFE_INTEGER);
  }

  private endLine(): void {
    this.hooks.write('\r\n');
    this.painted = NOTHING_PAINTED;
  }

  private paint(): void {
    const waiting = this.isWaiting ? this.hooks.waitingLine() : null;
    if (waiting !== null)
      return this.show({ prompt: [span(waiting, INK.fg3)], text: '', cursor: 0, marks: [] });
    const view = this.editor.view([span(this.hooks.prompt())]);
    const { rows } = this.hooks.size();
    this.show(
      this.candidates ? { ...view, hint: '', below: candidateRows(this.candidates, rows - 2) } : view,
    );
  }

  private show(view: EditView, rows = this.hooks.size().rows): void {
    const { columns } = this.hooks.size();
    const { output, painted } = paint(this.painted, view, columns, rows, terminalPalette);
    this.view = view;
    this.painted = painted;
    this.hooks.write(output);
  }
}

const isInterrupt = (input: Input): boolean =>
  input.kind === 'key' && input.press.key === 'c' && input.press.ctrlKey && !input.press.altKey;
