/** Pasted text as commands. redis-cli cuts at every line break; here a quoted value may span lines. */
import { readCommand, type ReadCommand } from '../../commands/command-line.ts';
import { quoteWord } from '../../commands/quote.ts';

export interface PastedLines {
  /** Complete commands, each one line: a line break inside a value is written as an escape. */
  lines: string[];
  /** The text after the last line break, or from a quote that is never closed: left to be edited. */
  rest: string;
}

/** Splits text whose line breaks are `\n`. Reads each character once. */
export function pastedLines(text: string): PastedLines {
  const lines: string[] = [];
  for (let start = 0; start < text.length;) {
    const command = readCommand(text, start);
    const line = onOneLine(text.slice(start, command.end), start, command);
    if (command.end >= text.length) return { lines, rest: line };
    lines.push(line);
    start = command.end + 1;
  }
  return { lines, rest: '' };
}

function onOneLine(source: string, start: number, { words, problem, open }: ReadCommand): string {
  if (!source.includes('\n')) return source;
  // The line is refused as a whole; the escape shows where it was broken.
  if (problem === 'text after quote') return source.replaceAll('\n', '\\n');
  const written = words.map((word) => {
    const typed = source.slice(word.start - start, word.end - start);
    return typed.includes('\n') ? quoteWord(word.bytes) : typed;
  });
  // A value with a line break is always quoted: without its last quote it is still open.
  if (open) written.push(quoteWord(open.bytes).slice(0, -1));
  return written.join(' ');
}
