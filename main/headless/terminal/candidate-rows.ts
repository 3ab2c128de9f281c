/** The list of candidates as rows below the line. */
import type { CompletionView } from '../../../shared/repl/completion/completion.ts';
import { INK } from '../../../shared/repl/text/ink.ts';
import type { Span } from '../../../shared/repl/text/span.ts';
import { textWidth } from '../../../shared/repl/text/width.ts';

/** Candidates shown at a time, and the columns that their names may take. */
const MOST_ROWS = 8;
const WIDEST_LABEL = 28;

/** At most `rows` rows; the marked candidate is always among them. */
export function candidateRows({ candidates, selected }: CompletionView, rows: number): Span[][] {
  const room = Math.min(MOST_ROWS, rows);
  if (room < 1) return [];
  const hasMore = candidates.length > room && room > 1;
  const shown = hasMore ? room - 1 : room;
  const first = Math.max(0, Math.min(selected - Math.floor(shown / 2), candidates.length - shown));
  const list = candidates.slice(first, first + shown);
  const width = Math.min(WIDEST_LABEL, Math.max(...list.map(({ label }) => textWidth(label))));
  const found = list.map(({ label, argument, summary }, i): Span[] => {
    const name = `  ${label}${' '.repeat(Math.max(0, width - textWidth(label)))}  `;
    const facts = [argument, summary].filter((part) => part !== '').join('  ');
    const isSelected = first + i === selected;
    return [
      { text: name, background: isSelected ? INK.panel : undefined },
      { text: facts, colour: INK.fg3 },
    ];
  });
  if (hasMore) found.push([{ text: `  ${selected + 1} of ${candidates.length}`, colour: INK.fg3 }]);
  return found;
}
