/** A line of a script: which lines are run, and where the command begins behind `3` or `@all`. Pure. */
import type { Word } from '../../shared/command-line.ts';
import { latin1 } from '../../shared/resp.ts';

/** `#` is the script's own mark, no server's: such a line is a remark, and is never sent. */
export const isComment = (line: string): boolean => line.trimStart().startsWith('#');

/** The lines that are run: no blank ones, no remarks. */
export const runnableLines = (lines: readonly string[]): string[] =>
  lines.filter((line) => line.trim() !== '' && !isComment(line));

export type PrefixKind = 'repeat' | 'target';

const REPEAT = /^[+-]?\d+$/;

/** The kinds of the words that stand before the command; a number alone is a command's name, as in redis-cli. */
export function prefixKinds(words: readonly Word[]): PrefixKind[] {
  const kinds: PrefixKind[] = [];
  for (const { bytes } of words) {
    const text = latin1(bytes.subarray(0, 32));
    const kind = text.startsWith('@') ? 'target' : REPEAT.test(text) ? 'repeat' : null;
    if (kind === null || kinds.includes(kind) || (kind === 'repeat' && words.length === kinds.length + 1))
      break;
    kinds.push(kind);
  }
  return kinds;
}
