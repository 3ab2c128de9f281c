/** Ctrl+R and Ctrl+S: a search through the lines that were run. Values in, values out. */
import type { Line } from './line.ts';
import type { Mark } from './mark.ts';
import { span, type Span } from '../text/span.ts';
import { INK } from '../text/ink.ts';

/**
 * `readline`: the text typed is in the prompt, and a search that fails keeps the line found before. `redis-cli`, as 7.4 does:
 * only the line found is shown, or the text typed if there is none, and that is the line from then on.
 */
export type SearchStyle = 'readline' | 'redis-cli';

export interface HistorySearch {
  readonly style: SearchStyle;
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
  style: SearchStyle = 'readline',
): HistorySearch => ({ style, query: '', direction, at: lines.length, failed: false, before });

/** The search for another text: from the line found so far on, that one too. redis-cli begins again at the end. */
export function searchFor(lines: readonly string[], search: HistorySearch, query: string): HistorySearch {
  if (search.style === 'redis-cli') {
    const begun = { ...search, query, at: lines.length, failed: false };
    return query === '' ? begun : found(lines, begun, edge(lines, search.direction), search.direction, null);
  }
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
  const from =
    shown === null && search.style === 'redis-cli'
      ? edge(lines, direction)
      : search.at + (direction === 'older' ? -1 : 1);
  return found(lines, { ...search, direction }, from, direction, shown);
}

const edge = (lines: readonly string[], direction: HistorySearch['direction']) =>
  direction === 'older' ? lines.length - 1 : 0;

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

/** The line found; if there is none, the one being typed, or for redis-cli the text searched for. */
export const foundText = (lines: readonly string[], search: HistorySearch): string =>
  lines[search.at] ?? ((search.style === 'redis-cli' && search.query) || search.before.text);

/** The view to paint: the prompt of the search, the line found, the match marked, and the cursor at it. */
export function searchView(
  lines: readonly string[],
  search: HistorySearch,
): { prompt: Span[]; text: string; cursor: number; marks: Mark[] } {
  const { query, direction, failed } = search;
  if (search.style === 'redis-cli') return redisCliView(lines, search);
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

/** As redis-cli 7.4: the match is bold, the cursor behind it. */
function redisCliView(lines: readonly string[], search: HistorySearch): ReturnType<typeof searchView> {
  const { query, direction } = search;
  const prompt = [span(`(${direction === 'older' ? 'reverse-' : ''}i-search): `, INK.fg2)];
  const text = foundText(lines, search);
  const at = search.at < lines.length ? placeOf(text, query) : -1;
  if (at < 0) return { prompt, text, cursor: text.length, marks: [] };
  const end = at + query.length;
  return { prompt, text, cursor: end, marks: [{ start: at, end, bold: true }] };
}
