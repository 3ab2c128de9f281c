/** The shell in the window: xterm around the shell's core. */
import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Terminal } from '@xterm/xterm';
import { createCompletionPopup, type Anchor } from './screen/completion-popup.ts';
import type { Shell, ShellHooks } from './contract.ts';
import { drawEdges } from './screen/edges.ts';
import { createFindBar, type FindBar } from './screen/find-bar.ts';
import { actionFor, isTyping } from './line/keymap.ts';
import { ShellCore } from './shell-core.ts';
import { findColours, terminalTheme, type ThemeName } from './text/theme.ts';
import { unicodeProvider } from './text/width.ts';

const SCROLLBACK = 100_000;
/** Matches of a search that are marked and counted. */
const HIGHLIGHTS = 5000;
const FONT_SIZE = 13;
const FONT = '"JetBrains Mono Variable", "JetBrains Mono"';
const FALLBACK_FONTS = '"SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace';

const isMac = () => navigator.platform.startsWith('Mac');

/** Puts a shell into `element`, which gives it its size. */
export function createShell(element: HTMLElement, hooks: ShellHooks, theme: ThemeName): Shell {
  const { holder, canvas } = buildFrame(element);
  const terminal = new Terminal({
    allowProposedApi: true,
    cursorBlink: false,
    cursorInactiveStyle: 'outline',
    customGlyphs: true,
    fontFamily: FALLBACK_FONTS,
    fontSize: FONT_SIZE,
    lineHeight: 1.15,
    scrollback: SCROLLBACK,
    theme: terminalTheme(theme),
  });
  terminal.unicode.register(unicodeProvider);
  terminal.unicode.activeVersion = unicodeProvider.version;
  const searchAddon = new SearchAddon({ highlightLimit: HIGHLIGHTS });
  terminal.loadAddon(searchAddon);
  const fitAddon = new FitAddon();
  terminal.loadAddon(fitAddon);
  terminal.open(holder);
  fitAddon.fit();

  let shown: ThemeName = theme;
  const core = new ShellCore({
    screen: terminal,
    hooks,
    scrollback: SCROLLBACK,
    nextFrame: (callback) => requestAnimationFrame(callback),
    onSettled: () => redrawSoon(),
    onCompletion: (view) => popup.show(view),
  });

  const findBar = createFindBar(element, searchAddon, {
    colours: () => findColours(shown),
    selection: () => terminal.getSelection(),
    clearSelection: () => terminal.clearSelection(),
    onOpen: () => applyTheme(true),
    onClose: () => {
      applyTheme(false);
      terminal.focus();
    },
    hasLargeReply: () => core.transcript.largeReplies(true).length > 0,
    openLargeReply: () => core.openNewestReply(),
  });
  // The match that one is at is xterm's selection, and the bar has the focus then.
  const applyTheme = (finding: boolean) => {
    const selectionInactiveBackground = findColours(shown).active;
    terminal.options.theme = { ...terminalTheme(shown), ...(finding && { selectionInactiveBackground }) };
  };
  // Asked of the page only when it may have changed: the question costs a layout.
  let cellHeight = 0;
  const measure = () => {
    cellHeight = (holder.querySelector('.xterm-screen')?.clientHeight ?? 0) / terminal.rows;
  };
  measure();
  const popup = createCompletionPopup(element, terminal.textarea!, {
    anchor: () => lineAnchor(element, holder, terminal, core),
    choose: (index) => core.chooseCandidate(index),
  });
  terminal.textarea!.addEventListener('blur', () => core.closeCandidates());
  const redraw = () => {
    const { viewportY } = terminal.buffer.active;
    const bars = core.edges(viewportY, viewportY + terminal.rows - 1);
    drawEdges(canvas, bars, { top: viewportY, rows: terminal.rows, cellHeight }, shown);
    popup.place();
  };
  const fit = () => {
    // A hidden element has no size; fitting to it would lay everything out for two columns.
    if (element.clientWidth === 0 || element.clientHeight === 0) return;
    fitAddon.fit();
    measure();
    core.resized();
    redraw();
  };

  // A terminal that is written to scrolls a thousand times a frame.
  let asked = false;
  const redrawSoon = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      if (!disposed) redraw();
    });
  };
  terminal.onRender(redrawSoon);
  terminal.onScroll(redrawSoon);
  terminal.onData((data) => core.type(data));
  terminal.attachCustomKeyEventHandler((event) => handleKey(event, core, findBar));
  terminal.registerLinkProvider(replyLinks(terminal, core));
  const onPaste = (event: ClipboardEvent) => {
    // Before xterm: it would put brackets around the text and change what is in it.
    event.preventDefault();
    event.stopPropagation();
    core.paste(event.clipboardData?.getData('text/plain') ?? '');
  };
  element.addEventListener('paste', onPaste, true);
  // A plain click is the selection's; xterm takes Alt and a click for moving its cursor.
  holder.addEventListener('click', (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    const screen = holder.querySelector('.xterm-screen');
    if (!screen) return;
    const { top, height } = screen.getBoundingClientRect();
    const row = Math.floor(((event.clientY - top) / height) * terminal.rows);
    core.transcript.openValue(terminal.buffer.active.viewportY + row);
  });
  const resizes = new ResizeObserver(fit);
  resizes.observe(element);
  let disposed = false;
  void document.fonts.load(`${FONT_SIZE}px ${FONT}`).finally(() => {
    if (disposed) return;
    // Only now: xterm measures a font when it is set.
    terminal.options.fontFamily = `${FONT}, ${FALLBACK_FONTS}`;
    fit();
  });

  return {
    setContext: (context) => core.setContext(context),
    setTheme(name) {
      shown = name;
      applyTheme(findBar.isOpen);
      redraw();
      findBar.recolour();
    },
    setHints: (on) => core.setHints(on),
    setEscape: (escape) => core.setEscape(escape),
    notice: (notice) => core.notice(notice),
    insert: (text, kind) => core.insert(text, kind),
    pushed: (pushed) => core.pushed(pushed),
    run: (line) => core.run(line),
    runAll: (lines) => core.runAll(lines),
    clear: () => core.clear(),
    clearHistory: () => core.clearHistory(),
    focus: () => terminal.focus(),
    copySelection: () => void core.transcript.copySelection(),
    text: (form, all, wholes) => core.transcript.text(form, all, wholes),
    largeReplies: (all) => core.transcript.largeReplies(all),
    openFind: () => findBar.open(),
    pasteClipboard: () => core.pasteClipboard(),
    fit,
    lines: () => core.lines(),
    idle: () => core.idle(),
    dispose() {
      disposed = true;
      resizes.disconnect();
      element.removeEventListener('paste', onPaste, true);
      core.dispose();
      findBar.dispose();
      popup.dispose();
      terminal.dispose();
      holder.remove();
      canvas.remove();
    },
  };
}

function buildFrame(element: HTMLElement): { holder: HTMLElement; canvas: HTMLCanvasElement } {
  if (getComputedStyle(element).position === 'static') element.style.position = 'relative';
  element.setAttribute('role', 'group');
  element.setAttribute('aria-label', 'Shell');
  const holder = document.createElement('div');
  Object.assign(holder.style, { position: 'absolute', inset: '8px 4px 4px 20px' });
  const canvas = document.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  Object.assign(canvas.style, { position: 'absolute', left: '4px', top: '8px', pointerEvents: 'none' });
  element.append(holder, canvas);
  return { holder, canvas };
}

/** Where the line stands and its cursor is; null where its last row is not in the window. */
function lineAnchor(
  element: HTMLElement,
  holder: HTMLElement,
  terminal: Terminal,
  core: ShellCore,
): Anchor | null {
  const screen = holder.querySelector('.xterm-screen')?.getBoundingClientRect();
  const { lineRows } = core;
  if (!screen || !lineRows) return null;
  const { viewportY, cursorX } = terminal.buffer.active;
  const bottom = lineRows.bottom - viewportY + 1;
  if (bottom < 1 || bottom > terminal.rows) return null;
  const frame = element.getBoundingClientRect();
  const left = screen.left - frame.left;
  const up = screen.top - frame.top;
  const cell = { width: screen.width / terminal.cols, height: screen.height / terminal.rows };
  return {
    x: left + cursorX * cell.width,
    top: up + Math.max(0, lineRows.top - viewportY) * cell.height,
    bottom: up + bottom * cell.height,
  };
}

/** True leaves the key to xterm, false keeps it from xterm: consumed by us, or left to the window. */
function handleKey(event: KeyboardEvent, core: ShellCore, findBar: FindBar): boolean {
  // An input method's keys are its own until it has composed something.
  if (event.type !== 'keydown' || event.isComposing || event.keyCode === 229) return true;
  const action = actionFor(event);
  if (action) {
    // Escape is the window's where there is nothing to give up here.
    if (!core.act(action) && !findBar.close()) return false;
    event.preventDefault();
    event.stopPropagation();
    return false;
  }
  const altTypes = event.getModifierState('AltGraph') || (isMac() && event.altKey && !event.ctrlKey);
  return isTyping(event, altTypes) || event.key === 'Dead' || event.key === 'Unidentified';
}

/** Rows of a reply of which only the head is here: the last one, which says so, is a link to the whole. */
function replyLinks(terminal: Terminal, core: ShellCore): Parameters<Terminal['registerLinkProvider']>[0] {
  return {
    provideLinks(y, callback) {
      const id = core.transcript.replyAt(y - 1);
      const text = terminal.buffer.active.getLine(y - 1)?.translateToString(true) ?? '';
      if (id === null || !text.startsWith('… ')) return callback(undefined);
      callback([
        {
          range: { start: { x: 1, y }, end: { x: Math.max(1, text.length), y } },
          text,
          activate: () => core.transcript.openReply(id),
        },
      ]);
    },
  };
}
