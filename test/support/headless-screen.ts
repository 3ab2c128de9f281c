/** xterm without a window: interprets what the shell writes, so that a test reads cells and not escape sequences. */
import headless from '@xterm/headless';
import { readLines, type Screen } from '../../renderer/repl/screen/screen.ts';
import { unicodeProvider } from '../../shared/repl/text/width.ts';

export interface CellStyle {
  text: string;
  /** Palette index, or null for the terminal's own colour. */
  colour: number | null;
  underlined: boolean;
}

export class HeadlessScreen implements Screen {
  readonly terminal: headless.Terminal;
  /** All that was written. */
  written = '';
  /** Each call of write. */
  readonly writes: string[] = [];
  selection = '';
  /** First and last row that are selected. */
  selectedRows: [number, number] | null = null;
  scrolledPages = 0;

  constructor(columns: number, rows: number, scrollback = 10_000) {
    this.terminal = new headless.Terminal({ cols: columns, rows, scrollback, allowProposedApi: true });
    this.terminal.unicode.register(unicodeProvider);
    this.terminal.unicode.activeVersion = unicodeProvider.version;
  }

  get cols(): number {
    return this.terminal.cols;
  }
  get rows(): number {
    return this.terminal.rows;
  }
  get buffer(): headless.IBufferNamespace {
    return this.terminal.buffer;
  }
  write(data: string, parsed?: () => void): void {
    this.written += data;
    this.writes.push(data);
    this.terminal.write(data, parsed);
  }
  scrollToBottom(): void {
    this.terminal.scrollToBottom();
  }
  scrollToTop(): void {
    this.terminal.scrollToTop();
  }
  scrollPages(pages: number): void {
    this.scrolledPages += pages;
  }
  getSelection(): string {
    return this.selection;
  }
  getSelectionPosition(): { start: { y: number }; end: { y: number } } | undefined {
    return this.selectedRows
      ? { start: { y: this.selectedRows[0] }, end: { y: this.selectedRows[1] } }
      : undefined;
  }
  clearSelection(): void {
    this.selection = '';
  }

  /** Writes and resolves when it is on the screen. */
  show(data: string): Promise<void> {
    return new Promise((resolve) => this.write(data, resolve));
  }

  lines(): string[] {
    return readLines(this.buffer);
  }

  /** The cursor's row counted from the first line of the buffer, and its column. */
  cursor(): { row: number; column: number } {
    const { baseY, cursorY, cursorX } = this.buffer.active;
    return { row: baseY + cursorY, column: cursorX };
  }

  /** Stretches of equal style in one row, blanks at the end left out. */
  styles(row: number): CellStyle[] {
    const line = this.buffer.active.getLine(row)!;
    const runs: CellStyle[] = [];
    for (let column = 0; column < line.translateToString(true).length; column++) {
      const cell = line.getCell(column)!;
      const colour = cell.isFgPalette() ? cell.getFgColor() : null;
      const underlined = cell.isUnderline() !== 0;
      const last = runs.at(-1);
      const text = cell.getWidth() === 0 ? '' : cell.getChars() || ' ';
      if (last && last.colour === colour && last.underlined === underlined) last.text += text;
      else runs.push({ text, colour, underlined });
    }
    return runs;
  }
}
