/** The shell without a DOM: keys, text and pastes in, terminal output and hook calls out. */
import { connectionOf, DISCONNECTED } from '../../shared/session/session.ts';
import type { Escape } from '../../shared/session/settings.ts';
import type { Notice } from '../../shared/session/notice.ts';
import type { Pushed } from '../../shared/session/execution.ts';
import { argumentHint } from './completion/argument-hint.ts';
import { Completer, type CompletionView } from './completion/completion.ts';
import { ConnectionNews } from './transcript/connection-news.ts';
import type { ShellContext, ShellHooks } from './contract.ts';
import { EditZone, type EdgeRows } from './edit-zone.ts';
import { describeNotice, describePushed } from './transcript/entry.ts';
import { EarlierLines } from './line/earlier-lines.ts';
import { History } from './line/history.ts';
import { insertCommand, insertWord, type Inserted } from './line/insertion.ts';
import type { Command, KeyAction } from './line/keymap.ts';
import { markKeys } from './line/keys.ts';
import {
  EMPTY_LINE,
  emptied,
  insertText,
  killToEnd,
  moveRight,
  replaceText,
  type Line,
} from './line/line.ts';
import { newestReply } from './transcript/record.ts';
import { Runner } from './runner.ts';
import { pastedLines } from './line/pasted-lines.ts';
import { readLines, type Screen } from './screen/screen.ts';
import { Searcher } from './line/searcher.ts';
import { SeenKeys } from './completion/seen-keys.ts';
import type { Entry } from './transcript/transcript.ts';
import { largeReplies, transcriptText, type TextForm, type Wholes } from './transcript/transcript-text.ts';

export interface ShellCoreOptions {
  screen: Screen;
  hooks: ShellHooks;
  /** Rows the terminal keeps above the screen. */
  scrollback: number;
  /** Calls back before the next frame. */
  nextFrame(callback: () => void): void;
  /** Hears when all that was written is on the screen. */
  onSettled?(): void;
  /** Hears of every change of the list of candidates. */
  onCompletion?(view: CompletionView | null): void;
}

const NO_CONTEXT: ShellContext = { topology: null, commands: {}, docs: {}, session: DISCONNECTED };

export class ShellCore {
  private readonly screen: Screen;
  private readonly hooks: ShellHooks;
  private readonly nextFrame: (callback: () => void) => void;
  private readonly zone: EditZone;
  private readonly runner: Runner;
  private readonly history: History;
  private readonly earlier: EarlierLines;
  private readonly searcher: Searcher;
  private line: Line = EMPTY_LINE;
  private readonly connectionNews = new ConnectionNews();
  private inserted: Inserted | null = null;
  private context = NO_CONTEXT;
  private readonly seen = new SeenKeys();
  private readonly completer: Completer;
  private hints = true;
  private frameAsked = false;
  private disposed = false;

  constructor({ screen, hooks, scrollback, nextFrame, onSettled, onCompletion }: ShellCoreOptions) {
    this.screen = screen;
    this.hooks = hooks;
    this.nextFrame = nextFrame;
    this.history = new History((lines) => hooks.remember(lines));
    this.earlier = new EarlierLines(
      this.history,
      () => hooks.history(),
      () => this.notice({ tone: 'bad', text: 'The history of this connection could not be read' }),
    );
    this.searcher = new Searcher(
      this.history,
      (line) => (this.line = line),
      (found) => this.searched(found),
    );
    const view = () =>
      this.searcher.view() ?? {
        prompt: this.runner.promptSpans(),
        text: this.line.text,
        cursor: this.line.cursor,
        marks: markKeys(this.line.text, this.context),
        hint: this.hint(),
      };
    this.zone = new EditZone(screen, scrollback, view, () => onSettled?.());
    this.runner = new Runner(this.zone, hooks, this.history, () => this.context, this.seen);
    this.completer = new Completer(
      () => ({ ...this.context, seen: this.seen }),
      (shown) => onCompletion?.(shown),
    );
    this.zone.paint();
  }

  setContext(context: ShellContext): void {
    const before = this.context.session;
    const { session } = context;
    this.context = context;
    this.runner.follow(before, session);
    const news = this.connectionNews.follow(session);
    if (news) this.runner.tellNext({ tone: 'info', text: news, at: Date.now() });
    if (session.phase === 'connected') this.earlier.load(connectionOf(session));
    this.zone.paint();
  }

  /** Does what a key means; false where it means nothing here now. */
  act(action: KeyAction): boolean {
    if (this.searcher.act(action)) return true;
    const completed = this.completer.act(action, this.line);
    if (completed) {
      this.edit(completed);
      return true;
    }
    if ('command' in action && action.command === 'escape') return false;
    if ('edit' in action) this.edit(action.edit(this.line));
    else this.command(action.command);
    return true;
  }

  /** Text from the keyboard or an input method. */
  type(text: string): void {
    // Answers to a terminal's questions, and keys that the table does not know, come this way too.
    if (text.startsWith('\x1b')) return;
    if (/[\r\n]/.test(text)) return this.paste(text);
    const typed = text.replace(/[\u0000-\u001f\u007f]/g, '');
    if (!typed) return;
    this.completer.close();
    if (!this.searcher.type(typed)) this.edit(insertText(this.line, typed));
  }

  /** Runs the complete commands of `text` in order, once the user allows it; the text after the last line break stays to be edited. */
  paste(text: string): void {
    this.searcher.accept();
    this.completer.close();
    const [first, ...others] = text.replace(/\r\n?/g, '\n').split('\n');
    if (others.length === 0) {
      if (first) this.edit(insertText(this.line, first));
      return;
    }
    const before = this.line;
    const { lines, rest } = pastedLines([insertText(before, first!).text, ...others].join('\n'));
    const run = () => {
      this.edit(insertText(emptied(this.line), rest));
      this.runner.submit(lines);
    };
    const allowed = this.hooks.confirmPaste(lines);
    if (allowed === true) return run();
    void allowed.then((yes) => {
      if (this.disposed) return;
      if (yes) run();
      else this.notice({ tone: 'info', text: 'Nothing of the pasted text was run.' });
    });
  }

  insert(text: string, kind: 'word' | 'command'): void {
    this.searcher.accept();
    this.completer.close();
    const one = text.replace(/[\r\n]+/g, ' ');
    this.inserted =
      kind === 'word' ? insertWord(this.line, one) : insertCommand(this.line, one, this.inserted);
    this.edit(this.inserted.line);
  }

  run(line: string): void {
    this.runAll([line]);
  }

  runAll(lines: readonly string[]): void {
    this.screen.scrollToBottom();
    this.runner.submit(lines.map((line) => line.replace(/[\r\n]+/g, ' ')));
  }

  pushed({ items, dropped }: Pushed): void {
    this.zone.batch(() => {
      for (const item of items) this.zone.append(describePushed(item));
      if (dropped > 0)
        this.notice({ tone: 'bad', text: `${dropped} more came faster than they can be read: not shown` });
    });
  }

  notice(notice: Notice): void {
    this.zone.append(describeNotice(notice));
  }

  clear(): void {
    this.zone.clear();
  }

  setEscape(escape: Escape): void {
    this.zone.setEscape(escape);
  }

  clearHistory(): void {
    this.history.clear();
  }

  /** Shows the syntax that the line still wants, or does not. */
  setHints(on: boolean): void {
    if (on === this.hints) return;
    this.hints = on;
    this.zone.paint();
  }

  /** Takes the candidate that was pointed at. */
  chooseCandidate(index: number): void {
    const line = this.completer.choose(index);
    if (line) this.edit(line);
  }

  closeCandidates(): void {
    this.completer.close();
  }

  /** The rows of the buffer in which the prompt and the line stand; null until they have been written. */
  get lineRows(): { top: number; bottom: number } | null {
    return this.zone.lineRows;
  }

  /** To be called when the terminal has another size. */
  resized(): void {
    if (this.frameAsked || !this.zone.isStale) return;
    this.frameAsked = true;
    this.nextFrame(() => {
      this.frameAsked = false;
      if (!this.disposed && this.zone.isStale) this.zone.relay();
    });
  }

  /** Copies what is selected; false where nothing is. */
  copySelection(): boolean {
    const text = this.screen.getSelection();
    if (!text) return false;
    this.hooks.copy(text);
    this.screen.clearSelection();
    return true;
  }

  /** What is selected, the last command where nothing is, or all of the transcript. */
  text(form: TextForm, all: boolean, wholes?: Wholes): string {
    const entries = all ? this.zone.entries : this.chosen();
    return entries.length === 0 ? '' : transcriptText(entries, form, wholes);
  }

  largeReplies(all: boolean): { id: number; raw: boolean }[] {
    return largeReplies(all ? this.zone.entries : this.chosen());
  }

  /** Shows the reply of the entry in a row of the buffer by itself; the latest one where no row is given. False where there is none. */
  openValue(row?: number): boolean {
    const entries = row === undefined ? this.zone.entries : this.zone.entriesBetween(row, row);
    const found = newestReply(entries);
    if (!found) return false;
    const { reply, title } = found;
    if (reply.whole) this.hooks.onOpenValue(title, reply.frame);
    else this.openReply(reply.id);
    return true;
  }

  pasteClipboard(): void {
    this.hooks.paste().then(
      (text) => {
        if (!this.disposed) this.paste(text);
      },
      () => this.notice({ tone: 'bad', text: 'The clipboard could not be read' }),
    );
  }

  /** The reply of which only the head is shown, in a row of the buffer; null for other rows. */
  replyAt(row: number): number | null {
    return this.zone.replyAt(row);
  }

  openReply(id: number): void {
    this.hooks.onOpenReply(id);
  }

  openNewestReply(): void {
    const id = this.zone.newestReply();
    if (id === null) this.notice({ tone: 'info', text: 'Every reply here is shown as a whole' });
    else this.openReply(id);
  }

  /** The coloured edges of entries between two rows of the buffer. */
  edges(top: number, bottom: number): EdgeRows[] {
    return this.zone.edges(top, bottom);
  }

  lines(): string[] {
    return readLines(this.screen.buffer);
  }

  /** Resolves when nothing runs and all that was written is on the screen. */
  async idle(): Promise<void> {
    while (this.runner.isRunning || this.zone.isBusy)
      await new Promise<void>((resolve) => this.nextFrame(resolve));
  }

  dispose(): void {
    this.disposed = true;
    this.runner.dispose();
  }

  private hint(): string {
    const { text, cursor } = this.line;
    return this.hints && cursor === text.length ? argumentHint(text, this.context.docs) : '';
  }

  private edit(line: Line): void {
    const changed = line.text !== this.line.text || line.cursor !== this.line.cursor;
    this.line = line;
    this.screen.scrollToBottom();
    if (!changed) return;
    this.zone.paint();
    this.hooks.onEdit(line.text, line.cursor);
  }

  private command(name: Command): void {
    const { text, cursor } = this.line;
    switch (name) {
      case 'enter':
        this.edit(emptied(this.line));
        return this.runner.submit([text]);
      case 'interrupt':
        return this.interrupt();
      case 'kill-or-palette':
        return cursor < text.length ? this.edit(killToEnd(this.line)) : this.hooks.openPalette();
      case 'older':
      case 'newer': {
        const found = name === 'older' ? this.history.older(text) : this.history.newer();
        return found === null ? this.screen.scrollToBottom() : this.edit(replaceText(this.line, found));
      }
      case 'search-older':
      case 'search-newer':
        return this.searcher.begin(this.line, name === 'search-older' ? 'older' : 'newer');
      case 'clear':
        return this.clear();
      case 'paste':
        return this.pasteClipboard();
      case 'run-split': {
        const line = this.runner.splitLine();
        return line === null
          ? this.notice({
              tone: 'info',
              text: 'There is no command to split: the last one was not a CROSSSLOT',
            })
          : this.run(line);
      }
      case 'open-reply':
        return this.openNewestReply();
      case 'open-value':
        if (!this.openValue()) this.notice({ tone: 'info', text: 'There is no reply to open yet' });
        return;
      case 'forward-or-find':
        return text ? this.edit(moveRight(this.line)) : this.hooks.openFind();
      case 'page-up':
        return this.screen.scrollPages(-1);
      case 'page-down':
        return this.screen.scrollPages(1);
      case 'to-top':
        return this.screen.scrollToTop();
      case 'to-bottom':
        return this.screen.scrollToBottom();
      case 'complete':
      case 'complete-back':
      case 'escape':
    }
  }

  private chosen(): readonly Entry[] {
    const rows = this.screen.getSelectionPosition();
    const selected = rows ? this.zone.entriesBetween(rows.start.y, rows.end.y) : [];
    if (selected.length > 0) return selected;
    const newest = [...this.zone.entries].reverse();
    const last = newest.find(({ ran }) => ran.length > 0) ?? newest.find(({ input }) => input?.line);
    return last ? [last] : [];
  }

  private searched(found: string | null): void {
    this.screen.scrollToBottom();
    this.zone.paint();
    this.hooks.onEdit(found ?? this.line.text, found === null ? this.line.cursor : found.length);
  }

  private interrupt(): void {
    if (this.copySelection()) return;
    this.screen.scrollToBottom();
    if (this.runner.isRunning) return this.runner.cancel();
    const { text } = this.line;
    if (!text && this.runner.isSubscribed) return this.hooks.stopStreams();
    this.line = emptied(this.line);
    this.runner.abandon(text);
    if (text) this.hooks.onEdit('', 0);
  }
}
