/** The words of the command that is being typed, as far as completion and hints need them. */
import { latin1 } from '../../resp/resp.ts';
import { readPrefix } from '../../commands/shell-line.ts';
import { LONGEST_READ, type Reading } from '../line/reading.ts';

/** Longer than any name, token or number: of longer words only the beginning is compared. */
const COMPARED = 80;

export interface CommandWords {
  /** Those with a blank behind them, in lower case; without a repeat count and a target before the command. */
  before: string[];
  /** True if a blank follows the last word. */
  atBlank: boolean;
}

/** Null if the line cannot be split yet, or is too long to be read with every key. */
export function readCommandWords(line: Reading): CommandWords | null {
  const { length } = line.text;
  if (length === 0 || length > LONGEST_READ) return null;
  const { split } = line;
  if (!split.ok) return null;
  const { words } = split;
  const { first } = readPrefix(words.map((word) => word.bytes));
  const atBlank = (words.at(-1)?.end ?? 0) < length;
  const before = (atBlank ? words : words.slice(0, -1)).slice(first);
  return { before: before.map((word) => latin1(word.bytes.subarray(0, COMPARED)).toLowerCase()), atBlank };
}
