/** The shell in the window: xterm around the shell's core. */
import type { Terminal } from '@xterm/xterm';
import type { Notice } from '../../shared/session/notice.ts';
import type { Escape } from '../../shared/session/settings.ts';
import type { Pushed } from '../../shared/session/execution.ts';
import type { PlacedEntry, Shell, ShellContext, ShellHooks, TerminalLook } from './contract.ts';
import { actionFor, isTyping } from '../../shared/repl/line/keymap.ts';
import { CompletionPopup } from './screen/completion-popup.ts';
import { drawEdges } from './screen/edges.ts';
import { FindBar } from './screen/find-bar.ts';
import { lineAnchor, measureRow, rowAt, rowPlace, type Frame } from './screen/frame.ts';
import { loadFont, replyLinks, setLook, type OpenTerminal } from './screen/terminal.ts';
import { ShellCore } from './shell-core.ts';
import type { ShellPlace } from './shell-place.ts';
import { findColours, terminalTheme, type ThemeName } from './text/theme.ts';
import type { Which } from './transcript/record.ts';
import type { TextForm, Wholes } from './transcript/transcript-text.ts';

const isMac = () => navigator.platform.startsWith('Mac');

export class TerminalShell implements Shell {
  private readonly frame: Frame;
  private readonly opened: OpenTerminal;
  private readonly terminal: Terminal;
  private readonly core: ShellCore;
  private readonly findBar: FindBar;
  private readonly popup: CompletionPopup;
  private readonly resizes = new ResizeObserver(() => this.fit());
  private readonly sights = new IntersectionObserver((entries) => this.see(entries.at(-1)!.isIntersecting));
  private isSeen = true;
  private theme: ThemeName;
  private look: TerminalLook;
  private isFontLoaded = false;
  private cellHeight = 0;
  private redrawAsked = false;
  private disposed = false;

  constructor(
    { frame, opened, ...place }: ShellPlace,
    hooks: ShellHooks,
    theme: ThemeName,
    look: TerminalLook,
  ) {
    const { element } = frame;
    this.theme = theme;
    this.look = look;
    this.frame = frame;
    this.opened = opened;
    this.terminal = opened.terminal;
    this.core = new ShellCore({
      screen: this.terminal,
      hooks,
      scrollback: look.scrollback,
      nextFrame: (callback) => requestAnimationFrame(callback),
      onSettled: () => this.redrawSoon(),
      onCompletion: (view) => this.popup.show(view),
    });
    this.findBar = this.createFindBar();
    if (place.theme !== theme) this.applyTheme(false);
    this.cellHeight = measureRow(this.frame, this.terminal);
    this.popup = new CompletionPopup(element, this.terminal.textarea!, {
      anchor: () => lineAnchor(this.frame, this.terminal, this.core.lineRows),
      choose: (index) => this.core.chooseCandidate(index),
    });
    this.listen();
    this.resizes.observe(element);
    this.sights.observe(this.frame.holder);
    void loadFont().then(() => {
      this.isFontLoaded = true;
      if (!this.disposed) this.setTerminal(this.look);
    });
  }

  setContext(context: ShellContext): void {
    this.core.setContext(context);
  }

  setTheme(name: ThemeName): void {
    this.theme = name;
    this.applyTheme(this.findBar.isOpen);
    this.redraw();
    this.findBar.recolour();
  }

  setTerminal(look: TerminalLook): void {
    this.look = look;
    if (!this.isFontLoaded) return;
    setLook(this.terminal, look);
    this.core.setScrollback(look.scrollback);
    this.fit();
  }

  setHints(on: boolean): void {
    this.core.setHints(on);
  }

  setEscape(escape: Escape): void {
    this.core.setEscape(escape);
  }

  notice(notice: Notice): void {
    this.core.notice(notice);
  }

  pushed(pushed: Pushed): void {
    this.core.pushed(pushed);
  }

  insert(text: string, kind: 'word' | 'command' | 'snippet'): void {
    this.core.insert(text, kind);
  }

  run(line: string): void {
    this.core.run(line);
  }

  runAll(lines: readonly string[], unattended = false): void {
    this.core.runAll(lines, unattended);
  }

  clear(): void {
    this.core.clear();
  }

  clearHistory(): void {
    this.core.clearHistory();
  }

  focus(): void {
    this.terminal.focus();
  }

  copySelection(): void {
    this.core.transcript.copySelection();
  }

  hasSelection(): boolean {
    return this.terminal.hasSelection();
  }

  text(form: TextForm, which: Which, wholes?: Wholes): string {
    return this.core.transcript.text(form, which, wholes);
  }

  largeReplies(which: Which): { id: number; raw: boolean }[] {
    return this.core.transcript.largeReplies(which);
  }

  entryAt(clientY: number | null): PlacedEntry | null {
    const row = clientY === null ? null : rowAt(this.frame, this.terminal, clientY);
    const found = this.core.transcript.entryAt(row);
    return found && { facts: found.facts, ...rowPlace(this.frame, this.terminal, found.rows?.top ?? null) };
  }

  openFind(): void {
    this.findBar.open();
  }

  pasteClipboard(): void {
    this.core.pasteClipboard();
  }

  fit(): void {
    const { element } = this.frame;
    // A hidden element has no size; fitting to it would lay everything out for two columns.
    if (element.clientWidth === 0 || element.clientHeight === 0) return;
    // xterm measures nothing while it is out of sight: with another size it would keep the scrollbar of the earlier one.
    if (!this.isSeen) return;
    this.opened.fit();
    this.cellHeight = measureRow(this.frame, this.terminal);
    this.core.resized();
    this.redraw();
  }

  lines(): string[] {
    return this.core.lines();
  }

  idle(): Promise<void> {
    return this.core.idle();
  }

  dispose(): void {
    this.disposed = true;
    this.resizes.disconnect();
    this.sights.disconnect();
    this.frame.element.removeEventListener('paste', this.onPaste, true);
    this.core.dispose();
    this.findBar.dispose();
    this.popup.dispose();
    this.terminal.dispose();
    this.frame.holder.remove();
    this.frame.canvas.remove();
  }

  /** xterm has learned it just before: its own observer is older. */
  private see(isSeen: boolean): void {
    this.isSeen = isSeen;
    if (isSeen) this.fit();
  }

  private createFindBar(): FindBar {
    const { transcript } = this.core;
    return new FindBar(this.frame.element, this.opened.search, {
      colours: () => findColours(this.theme),
      selection: () => this.terminal.getSelection(),
      clearSelection: () => this.terminal.clearSelection(),
      onOpen: () => this.applyTheme(true),
      onClose: () => {
        this.applyTheme(false);
        this.terminal.focus();
      },
      hasLargeReply: () => transcript.largeReplies('all').length > 0,
      openLargeReply: () => this.core.openNewestReply(),
    });
  }

  private listen(): void {
    const { terminal, core, frame } = this;
    // A terminal that is written to scrolls a thousand times a frame.
    terminal.onRender(() => this.redrawSoon());
    terminal.onScroll(() => this.redrawSoon());
    terminal.onData((data) => core.type(data));
    terminal.attachCustomKeyEventHandler((event) => this.isForTerminal(event));
    terminal.registerLinkProvider(replyLinks(terminal, core.transcript));
    terminal.textarea!.addEventListener('blur', () => core.closeCandidates());
    frame.element.addEventListener('paste', this.onPaste, true);
    // A plain click selects, and xterm moves its cursor with Alt and a click.
    frame.holder.addEventListener('click', ({ ctrlKey, metaKey, clientY }) => {
      const row = ctrlKey || metaKey ? rowAt(frame, terminal, clientY) : null;
      if (row !== null) core.transcript.openValue(row);
    });
  }

  private readonly onPaste = (event: ClipboardEvent) => {
    // If xterm handled it first, xterm would put brackets around the text and change it.
    event.preventDefault();
    event.stopPropagation();
    this.core.paste(event.clipboardData?.getData('text/plain') ?? '');
  };

  /** False keeps a key from xterm: the shell consumes it, or leaves it to the window. */
  private isForTerminal(event: KeyboardEvent): boolean {
    // An input method's keys are its own until it has composed something.
    if (event.type !== 'keydown' || event.isComposing || event.keyCode === 229) return true;
    const action = actionFor(event);
    if (action) {
      // Escape goes to the window if there is nothing to close here.
      if (!this.core.act(action) && !this.findBar.close()) return false;
      event.preventDefault();
      event.stopPropagation();
      return false;
    }
    const altTypes = event.getModifierState('AltGraph') || (isMac() && event.altKey && !event.ctrlKey);
    return isTyping(event, altTypes) || event.key === 'Dead' || event.key === 'Unidentified';
  }

  /** The current match is xterm's selection, and the find bar has the focus then. */
  private applyTheme(isFinding: boolean): void {
    const selectionInactiveBackground = findColours(this.theme).active;
    this.terminal.options.theme = {
      ...terminalTheme(this.theme),
      ...(isFinding && { selectionInactiveBackground }),
    };
  }

  private redrawSoon(): void {
    if (this.redrawAsked) return;
    this.redrawAsked = true;
    requestAnimationFrame(() => {
      this.redrawAsked = false;
      if (!this.disposed) this.redraw();
    });
  }

  private redraw(): void {
    const { terminal, cellHeight } = this;
    const top = terminal.buffer.active.viewportY;
    const bars = this.core.edges(top, top + terminal.rows - 1);
    drawEdges(this.frame.canvas, bars, { top, rows: terminal.rows, cellHeight }, this.theme);
    this.popup.place();
  }
}
