/** The gaps of a snippet in the line, stepped through with Tab and typed over. Pure. */
import { placeholdersIn, type Placeholder } from '../../commands/snippet.ts';
import { spliceText, type Line } from './line.ts';

/** The placeholder that a step leads to, around the end of the line; null if there is none. */
export function stepTo(line: Line, armed: Placeholder | null, isBack = false): Placeholder | null {
  const all = placeholdersIn(line.text);
  if (isBack) {
    const before = armed?.start ?? line.cursor;
    return all.filter(({ end }) => end <= before).at(-1) ?? all.at(-1) ?? null;
  }
  const from = armed?.end ?? line.cursor;
  return all.find(({ start }) => start >= from) ?? all[0] ?? null;
}

/** Replaces a placeholder by text; the cursor goes behind it. */
export const fill = (line: Line, { start, end }: Placeholder, text: string): Line =>
  spliceText(line, start, end, text);

/** The line with its cursor at a placeholder. */
export const at = (line: Line, { start }: Placeholder): Line => ({ ...line, cursor: start, last: 'other' });
