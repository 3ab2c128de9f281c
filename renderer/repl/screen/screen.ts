/** The little of a terminal that the shell needs: xterm's own has it, and so has its headless twin in tests. */

interface ScreenCell {
  getCode(): number;
  getWidth(): number;
}
interface ScreenLine {
  readonly isWrapped: boolean;
  readonly length: number;
  getCell(column: number): ScreenCell | undefined;
  translateToString(trimRight?: boolean): string;
}
interface ScreenBuffer {
  readonly baseY: number;
  readonly cursorY: number;
  readonly length: number;
  getLine(row: number): ScreenLine | undefined;
}

export interface Screen {
  readonly cols: number;
  readonly rows: number;
  readonly buffer: { readonly active: ScreenBuffer };
  write(data: string, parsed?: () => void): void;
  scrollToBottom(): void;
  scrollToTop(): void;
  scrollPages(pages: number): void;
  getSelection(): string;
  /** Rows of the buffer, counted from 0. */
  getSelectionPosition(): { start: { y: number }; end: { y: number } } | undefined;
  clearSelection(): void;
}

/** The buffer's lines: wrapped rows joined, trailing blanks and trailing empty lines cut. */
export function readLines({ active }: Screen['buffer']): string[] {
  const lines: string[] = [];
  for (let row = 0; row < active.length; row++) {
    const line = active.getLine(row);
    if (!line) continue;
    if (line.isWrapped && lines.length > 0) {
      // A wide character that did not fit left the last cell of the row before without a character.
      const edge = active.getLine(row - 1)?.getCell(line.length - 1);
      const skipped = line.getCell(0)?.getWidth() === 2 && edge?.getCode() === 0 && edge.getWidth() === 1;
      const before = lines.at(-1)!;
      lines[lines.length - 1] = (skipped ? before.slice(0, -1) : before) + line.translateToString(false);
    } else lines.push(line.translateToString(false));
  }
  const trimmed = lines.map((line) => line.trimEnd());
  while (trimmed.length > 0 && trimmed.at(-1) === '') trimmed.pop();
  return trimmed;
}
