/** The shell without a DOM: keys, text and pastes in, terminal output and hook calls out. */
import { connectionOf, DISCONNECTED } from '../../shared/session/session.ts';
import type { Escape } from '../../shared/session/settings.ts';
import type { Notice } from '../../shared/session/notice.ts';
import type { Pushed } from '../../shared/session/execution.ts';
import type { CompletionView } from '../../shared/repl/completion/completion.ts';
import { SeenKeys } from '../../shared/repl/completion/seen-keys.ts';
import type { ShellContext, ShellHooks } from './contract.ts';
import { EditZone, type EdgeRows } from './edit-zone.ts';
import { markKeys } from './line/keys.ts';
import { LineEditor } from '../../shared/repl/line-editor.ts';
import type { Command, KeyAction } from '../../shared/repl/line/keymap.ts';
import { pastedLines } from '../../shared/repl/line/pasted-lines.ts';
import { Reading } from '../../shared/repl/line/reading.ts';
import { Runner } from './runner.ts';
import { RunWriter } from './run-writer.ts';
import { readLines, type Screen } from './screen/screen.ts';
import { commandsOf } from './shell-commands.ts';
import { ConnectionNews } from './transcript/connection-news.ts';
import { describeNotice, describePushed } from './transcript/entry.ts';
import { TranscriptReader } from './transcript-reader.ts';

export interface ShellCoreOptions {
  screen: Screen;
  hooks: ShellHooks;
  /** Rows the terminal keeps above the screen. */
  scrollback: number;
  /** Calls back before the next frame. */
  nextFrame(callback: () => void): void;
  /** Called when everything written is on the screen. */
  onSettled?(): void;
  /** Called with every change of the list of candidates. */
  onCompletion?(view: CompletionView | null): void;
}

const NO_CONTEXT: ShellContext = {
  topology: null,
  commands: {},
  docs: {},
  session: DISCONNECTED,
  language: 'en',
  suggestion: '',
};

export class ShellCore {
  readonly transcript: TranscriptReader;
  private readonly screen: Screen;
  private readonly hooks: ShellHooks;
  private readonly nextFrame: (callback: () => void) => void;
  private readonly zone: EditZone;
  private readonly editor: LineEditor;
  private readonly writer: RunWriter;
  private readonly runner: Runner;
  private readonly commands: { readonly [name in Command]: () => void };
  private readonly connectionNews = new ConnectionNews();
  private context = NO_CONTEXT;
  private frameAsked = false;
  private disposed = false;

  constructor({ screen, hooks, scrollback, nextFrame, onSettled, onCompletion }: ShellCoreOptions) {
    this.screen = screen;
    this.hooks = hooks;
    this.nextFrame = nextFrame;
    const context = () => this.context;
    const seen = new SeenKeys();
    this.editor = new LineEditor({
      context,
      marks: (line) => markKeys(line, this.context),
      seen,
      earlierLines: () => hooks.history(),
      onHistoryFailure: () =>
        this.notice({ tone: 'bad', text: 'The history of this connection could not be read' }),
      onCompletion: (view) => onCompletion?.(view),
      onEdit: (line, cursor) => this.edited(line, cursor),
    });
    const view = () => ({
      ...this.editor.view(this.runner.promptSpans()),
      below: this.runner.arrivedRows,
    });
    this.zone = new EditZone(screen, scrollback, view, () => onSettled?.());
    this.transcript = new TranscriptReader(screen, this.zone, hooks);
    this.writer = new RunWriter(this.zone, hooks, this.editor.history, context, seen);
    this.runner = new Runner(this.zone, this.writer, hooks);
    this.commands = commandsOf(this.editor, screen, hooks, {
      enter: () => this.enter(),
      interrupt: () => this.interrupt(),
      clear: () => this.clear(),
      paste: () => this.pasteClipboard(),
      'run-split': () => this.runSplit(),
      'open-reply': () => this.openNewestReply(),
      'open-value': () => {
        if (!this.transcript.openValue())
          this.notice({ tone: 'info', text: 'There is no reply to open yet' });
      },
    });
    this.zone.paint();
  }

  setContext(context: ShellContext): void {
    const before = this.context.session;
    const { session } = context;
    this.context = context;
    this.writer.follow(before, session);
    const news = this.connectionNews.follow(session, context.language);
    if (news) this.runner.tellNext({ tone: 'info', text: news, at: Date.now() });
    if (session.phase === 'connected') this.editor.loadHistory(connectionOf(session));
    this.zone.paint();
  }

  /** Does what a key means; false if it means nothing here now. */
  act(action: KeyAction): boolean {
    const meant = this.editor.act(action);
    if (typeof meant === 'boolean') return meant;
    this.commands[meant]();
    return true;
  }

  /** Text from the keyboard or an input method. */
  type(text: string): void {
    // Answers to a terminal's questions, and keys that are not in the keymap, arrive as text too.
    if (text.startsWith('\x1b')) return;
    if (/[\r\n]/.test(text)) return this.paste(text);
    const typed = text.replace(/[\u0000-\u001f\u007f]/g, '');
    if (typed) this.editor.type(typed);
  }

  /** Runs the complete commands of `text` in order, if the user allows it. The text after the last line break stays in the line. */
  paste(text: string): void {
    this.editor.accept();
    const [first, ...others] = text.replace(/\r\n?/g, '\n').split('\n');
    if (others.length === 0) {
      if (first) this.editor.put(first);
      return;
    }
    const { lines, rest } = pastedLines([this.editor.textWith(first!), ...others].join('\n'));
    const run = () => {
      this.zone.batch(() => {
        this.editor.restart(rest);
        this.submit(lines);
      });
      this.hooks.onEntered(lines);
    };
    const allowed = this.hooks.confirmPaste(lines);
    if (allowed === true) return run();
    void allowed.then((yes) => {
      if (this.disposed) return;
      if (yes) run();
      else this.notice({ tone: 'info', text: 'None of the pasted text was run.' });
    });
  }

  insert(text: string, kind: 'word' | 'command' | 'snippet'): void {
    const oneLine = text.replace(/[\r\n]+/g, ' ');
    if (kind === 'snippet') this.editor.insertSnippet(oneLine);
    else this.editor.insert(oneLine, kind);
  }

  run(line: string): void {
    this.runAll([line]);
  }

  runAll(lines: readonly string[], unattended = false): void {
    this.screen.scrollToBottom();
    this.submit(
      lines.map((line) => line.replace(/[\r\n]+/g, ' ')),
      unattended,
    );
  }

  pushed({ items, dropped }: Pushed): void {
    this.zone.batch(() => {
      for (const item of items) this.zone.append(describePushed(item, this.context.language));
      if (dropped > 0) this.notice({ tone: 'bad', text: `${dropped} more arrived too fast to be shown` });
    });
  }

  notice(notice: Notice): void {
    this.zone.append(describeNotice(notice, this.context.language));
  }

  clear(): void {
    this.zone.clear();
  }

  /** As the screen has it: rows that are kept above it. */
  setScrollback(rows: number): void {
    this.zone.setScrollback(rows);
  }

  setEscape(escape: Escape): void {
    this.zone.setEscape(escape);
  }

  clearHistory(): void {
    this.editor.history.clear();
  }

  /** Shows or hides the syntax that the line still wants. */
  setHints(on: boolean): void {
    if (this.editor.setHints(on)) this.zone.paint();
  }

  /** Takes the candidate that was clicked. */
  chooseCandidate(index: number): void {
    this.editor.chooseCandidate(index);
  }

  closeCandidates(): void {
    this.editor.closeCandidates();
  }

  /** The rows of the buffer that hold the prompt and the line; null until they have been written. */
  get lineRows(): { top: number; bottom: number } | null {
    return this.zone.lineRows;
  }

  /** To be called when the terminal's size has changed. */
  resized(): void {
    if (this.frameAsked || !this.zone.isStale) return;
    this.frameAsked = true;
    this.nextFrame(() => {
      this.frameAsked = false;
      if (!this.disposed && this.zone.isStale) this.zone.relay();
    });
  }

  pasteClipboard(): void {
    this.hooks.paste().then(
      (text) => {
        if (!this.disposed) this.paste(text);
      },
      () => this.notice({ tone: 'bad', text: 'The clipboard could not be read' }),
    );
  }

  /** Opens the newest reply that is shown only in part. */
  openNewestReply(): void {
    if (!this.transcript.openNewestReply())
      this.notice({ tone: 'info', text: 'Every reply here is shown in full' });
  }

  /** The coloured edges of entries between two rows of the buffer. */
  edges(top: number, bottom: number): EdgeRows[] {
    return this.zone.edges(top, bottom);
  }

  lines(): string[] {
    return readLines(this.screen.buffer);
  }

  /** Resolves when nothing runs and everything written is on the screen. */
  async idle(): Promise<void> {
    while (this.runner.isRunning || this.zone.isBusy)
      await new Promise<void>((resolve) => this.nextFrame(resolve));
  }

  dispose(): void {
    this.disposed = true;
    this.runner.dispose();
  }

  private submit(lines: readonly string[], unattended = false): void {
    this.runner.submit(
      lines.map((line) => new Reading(line)),
      unattended,
    );
  }

  private edited(line: Reading | null, cursor: number): void {
    this.screen.scrollToBottom();
    if (!line) return;
    this.zone.paint();
    this.hooks.onEdit(line, cursor);
  }

  private enter(): void {
    // A snippet does not run with a gap in it.
    if (this.editor.step()) return;
    const line = this.editor.read();
    // One write: the line that goes, its entry, and what is below it.
    this.zone.batch(() => this.runner.submit([this.editor.take()]));
    this.hooks.onEntered([line.text]);
  }

  private runSplit(): void {
    const line = this.writer.splitLine;
    if (line !== null) return this.run(line);
    this.notice({
      tone: 'info',
      text: 'There is nothing to split: the last command did not fail with CROSSSLOT',
    });
  }

  private interrupt(): void {
    if (this.transcript.copySelection()) return;
    this.screen.scrollToBottom();
    if (this.runner.isRunning) return this.runner.cancel();
    const { text } = this.editor;
    if (!text && this.writer.isSubscribed) return this.hooks.stopStreams();
    this.zone.batch(() => {
      this.runner.abandon(text);
      this.editor.take();
    });
  }
}
