/** xterm as the shell uses it: its addons, its font, and the keys and events it leaves to the shell. */
import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Terminal, type ILinkProvider } from '@xterm/xterm';
import { codeFonts, fallbackFonts, OWN_FONT } from '../../kit/code-font.ts';
import type { TerminalLook } from '../contract.ts';
import { terminalTheme, type ThemeName } from '../text/theme.ts';
import { unicodeProvider } from '../../../shared/repl/text/width.ts';

/** Matches of a search that are marked and counted. */
const HIGHLIGHTS = 5000;

export interface OpenTerminal {
  terminal: Terminal;
  search: SearchAddon;
  fit(): void;
}

/** Opens a terminal in `holder`, whose size it takes. Its font is set once it is loaded. */
export function openTerminal(
  holder: HTMLElement,
  theme: ThemeName,
  { fontSize, scrollback }: TerminalLook,
): OpenTerminal {
  const terminal = new Terminal({
    allowProposedApi: true,
    cursorBlink: false,
    cursorInactiveStyle: 'outline',
    customGlyphs: true,
    fontFamily: fallbackFonts(),
    fontSize,
    lineHeight: 1.15,
    scrollback,
    theme: terminalTheme(theme),
  });
  terminal.unicode.register(unicodeProvider);
  terminal.unicode.activeVersion = unicodeProvider.version;
  const search = new SearchAddon({ highlightLimit: HIGHLIGHTS });
  terminal.loadAddon(search);
  const fitAddon = new FitAddon();
  terminal.loadAddon(fitAddon);
  terminal.open(holder);
  fitAddon.fit();
  // xterm draws no cursor before it first has the focus; leaving the alternate buffer, where it is not, makes it do so.
  terminal.write('\x1b[?47l');
  return { terminal, search, fit: () => fitAddon.fit() };
}

/** Resolves when the fonts can be set: xterm measures a font only when it is set. */
export const loadFont = (): Promise<unknown> =>
  document.fonts.load(`13px ${OWN_FONT}`).catch(() => undefined);

/** Sets fonts, which must have been loaded, and how many lines are kept. */
export function setLook(terminal: Terminal, { font, fontSize, scrollback }: TerminalLook): void {
  terminal.options = { fontFamily: codeFonts(font), fontSize, scrollback };
}

interface Replies {
  /** The reply in a row of the buffer, if only its head is shown there. */
  replyAt(row: number): number | null;
  openReply(id: number): void;
}

/** Makes the last row of a reply that is shown in part, which says so, a link to the whole. */
export const replyLinks = (terminal: Terminal, replies: Replies): ILinkProvider => ({
  provideLinks(y, callback) {
    const id = replies.replyAt(y - 1);
    const text = terminal.buffer.active.getLine(y - 1)?.translateToString(true) ?? '';
    if (id === null || !text.startsWith('… ')) return callback(undefined);
    const range = { start: { x: 1, y }, end: { x: Math.max(1, text.length), y } };
    callback([{ range, text, activate: () => replies.openReply(id) }]);
  },
});
