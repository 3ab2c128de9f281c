/** How much the window may ask of main. What one does by hand stays far below. */

export const MOST_WINDOWS = 16;
/** Of one window. */
export const MOST_SHELLS = 32;
/** Characters of a line that is kept in the history; longer ones are data rather than something to type again. */
export const LONGEST_KEPT = 1 << 16;
/** Lines, and characters of all of them together, that are told to the history at once. */
export const MOST_REMEMBERED = 1000;
export const MOST_REMEMBERED_LENGTH = 1 << 22;

export const lengthOf = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + line.length, 0);

/** The newest of these lines that the history takes. */
export function toRemember(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let length = 0;
  for (const line of lines.slice(-MOST_REMEMBERED).reverse()) {
    if (line.length > LONGEST_KEPT) continue;
    length += line.length;
    if (length > MOST_REMEMBERED_LENGTH) break;
    kept.push(line);
  }
  return kept.reverse();
}
