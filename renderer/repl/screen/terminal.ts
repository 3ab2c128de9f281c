/** xterm as the shell uses it: its addons, its font, and the keys and events it leaves to the shell. */
import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Terminal, type ILinkProvider } from '@xterm/xterm';
import { chineseFonts } from '../../kit/chinese-font.ts';
import { terminalTheme, type ThemeName } from '../text/theme.ts';
import { unicodeProvider } from '../../../shared/repl/text/width.ts';

export const SCROLLBACK = 100_000;
/** Matches of a search that are marked and counted. */
const HIGHLIGHTS = 5000;
const FONT_SIZE = 13;
const FONT = '"JetBrains Mono Variable", "JetBrains Mono"';
const fallbackFonts = () => `"SF Mono", "Cascadia Mono", "DejaVu Sans Mono", ${chineseFonts()}, monospace`;

export interface OpenTerminal {
  terminal: Terminal;
  search: SearchAddon;
  fit(): void;
}

/** Opens a terminal in `holder`, whose size it takes. */
export function openTerminal(holder: HTMLElement, theme: ThemeName): OpenTerminal {
  const terminal = new Terminal({
    allowProposedApi: true,
    cursorBlink: false,
    cursorInactiveStyle: 'outline',
    customGlyphs: true,
    fontFamily: fallbackFonts(),
    fontSize: FONT_SIZE,
    lineHeight: 1.15,
    scrollback: SCROLLBACK,
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
  return { terminal, search, fit: () => fitAddon.fit() };
}

/** Resolves when the shell's font can be set, which it then is by `use`: xterm measures a font only when it is set. */
export async function loadFont(): Promise<(terminal: Terminal) => void> {
  await document.fonts.load(`${FONT_SIZE}px ${FONT}`).catch(() => undefined);
  return (terminal) => (terminal.options.fontFamily = `${FONT}, ${fallbackFonts()}`);
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
