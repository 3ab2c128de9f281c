/** Ctrl+R: a search backwards through the lines that were run. Values in, values out. */
import type { Line } from './line.ts';
import type { Mark } from './mark.ts';
import { span, type Span } from '../text/span.ts';
import { INK } from '../text/ink.ts';

export interface HistorySearch {
  readonly query: string;
  readonly direction: 'older' | 'newer';
  /** Index of the line found; of the one found last if no line matches any more. */
  readonly at: number;
  readonly failed: boolean;
  /** The line that was being typed; restored if the search is cancelled. */
  readonly before: Line;
}

/** A search that has found nothing yet and looks at `lines` from the newest on. */
export const beginSearch = (
  lines: readonly string[],
  before: Line,
  direction: HistorySearch['direction'],
): HistorySearch => ({ query: '', direction, at: lines.length, failed: false, before });

/** The search for another text: from the line found so far on, that one too. */
export function searchFor(lines: readonly string[], search: HistorySearch, query: string): HistorySearch {
  // A shorter text may be in a newer line, so it is looked for from the newest on again.
  const shorter = query.length < search.query.length;
  const from = shorter ? lines.length - 1 : Math.min(search.at, lines.length - 1);
  if (query === '') return { ...search, query, at: lines.length, failed: false };
  return found(lines, { ...search, query, direction: 'older' }, from, 'older', null);
}

/** The next line in a direction that holds the text and is not the same as the one shown. */
export function searchOn(
  lines: readonly string[],
  search: HistorySearch,
  direction: HistorySearch['direction'],
): HistorySearch {
  if (search.query === '') return { ...search, direction };
  const shown = lines[search.at] ?? null;
  return found(
    lines,
    { ...search, direction },
    search.at + (direction === 'older' ? -1 : 1),
    direction,
    shown,
  );
}

function found(
  lines: readonly string[],
  search: HistorySearch,
  from: number,
  direction: HistorySearch['direction'],
  unlike: string | null,
): HistorySearch {
  const step = direction === 'older' ? -1 : 1;
  for (let i = from; i >= 0 && i < lines.length; i += step)
    if (lines[i] !== unlike && placeOf(lines[i]!, search.query) >= 0)
      return { ...search, at: i, failed: false };
  return { ...search, failed: true };
}

/** Case matters only if the query has capitals. */
function placeOf(line: string, query: string): number {
  return /\p{Lu}/u.test(query) ? line.indexOf(query) : foldCase(line).indexOf(foldCase(query));
}

/** As long as the text: a character whose small form is longer stays. */
const foldCase = (text: string) => {
  const folded = text.toLowerCase();
  return folded.length === text.length ? folded : text;
};

/** The line found; the one being typed if nothing has been found. */
export const foundText = (lines: readonly string[], search: HistorySearch): string =>
  lines[search.at] ?? search.before.text;

/** The view to paint: readline's prompt, the line found, the match marked and under the cursor. */
export function searchView(
  lines: readonly string[],
  search: HistorySearch,
): { prompt: Span[]; text: string; cursor: number; marks: Mark[] } {
  const { query, direction, failed } = search;
  const name = `${failed ? 'failed ' : ''}${direction === 'older' ? 'reverse-' : ''}i-search`;
  const prompt = [
    span(`(${name})'`, failed ? INK.danger : INK.fg2),
    span(query),
    span("': ", failed ? INK.danger : INK.fg2),
  ];
  const text = foundText(lines, search);
  const at = failed || query === '' ? -1 : placeOf(text, query);
  if (at < 0) return { prompt, text, cursor: text.length, marks: [] };
  return {
    prompt,
    text,
    cursor: at,
    marks: [{ start: at, end: at + query.length, ink: INK.accent, bold: true }],
  };
}
