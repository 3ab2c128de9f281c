/** A line that is kept to be put into the prompt. It never runs by itself. */
import { TypedLine } from './typed-line.ts';

/** Characters. */
export const LONGEST_SNIPPET = 4096;

export interface Snippet {
  id: string;
  /** May be empty: the line is its name then. */
  name: string;
  /** One line; `{{name}}` is a placeholder. */
  line: string;
  /** True if it is offered on every connection. */
  isForAll: boolean;
}

export interface Placeholder {
  /** UTF-16 offsets, braces included: from `start` up to, not including, `end`. */
  start: number;
  end: number;
  name: string;
}

/** A name has up to 40 characters other than braces, quotes and line breaks. */
const PATTERN = /\{\{([^{}"'\r\n]{1,40})\}\}/g;

/** In their order. */
export const placeholdersIn = (text: string): Placeholder[] =>
  [...text.matchAll(PATTERN)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    name: match[1]!,
  }));

/** Whether a line holds a secret, as a history judges it. A placeholder in its place is none. */
export function holdsSecret(line: string): boolean {
  const { secret } = new TypedLine(line);
  if (secret === null) return false;
  const rest = line.slice(secret);
  const gaps = placeholdersIn(rest).reduceRight(
    (text, { start, end }) => text.slice(0, start) + text.slice(end),
    rest,
  );
  return /[^\s"']/.test(gaps);
}

export const snippetName = ({ name, line }: Snippet): string => (name === '' ? line : name);
