/** Text that a panel puts into the line being typed: beside the typed text, or in place of a panel's earlier insertion. */
import { spliceText, type Line } from './line.ts';

export interface Inserted {
  line: Line;
  /** The text's offsets in the line. */
  from: number;
  to: number;
}

const isBlank = (character: string) => /^\s$/.test(character);

/** A word at the cursor, with blanks if it would touch another. */
export function insertWord(line: Line, word: string): Inserted {
  const { text, cursor } = line;
  const before = cursor > 0 && !isBlank(text[cursor - 1]!) ? ' ' : '';
  const after = cursor < text.length && !isBlank(text[cursor]!) ? ' ' : '';
  const from = cursor + before.length;
  const put = spliceText(line, cursor, cursor, before + word + after);
  const to = from + word.length;
  return { line: { ...put, cursor: to }, from, to };
}

/** A command replaces the last insertion if nothing was typed since. */
export function insertCommand(line: Line, command: string, last: Inserted | null): Inserted {
  if (!last || last.line.text !== line.text) return insertWord(line, command);
  const { from, to } = last;
  return { line: spliceText(line, from, to, command), from, to: from + command.length };
}
