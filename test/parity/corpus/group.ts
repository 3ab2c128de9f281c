/** What a part of the corpus is: lines for standard input, and in which forms they are compared. */

export type Form = 'raw' | 'no-raw' | 'csv' | 'json' | 'raw -3' | 'no-raw -3' | 'csv -3' | 'tty';

export const FORMS: { readonly [form in Form]: readonly string[] } = {
  raw: [],
  'no-raw': ['--no-raw'],
  csv: ['--csv'],
  json: ['--json'],
  'raw -3': ['-3'],
  'no-raw -3': ['-3', '--no-raw'],
  'csv -3': ['-3', '--csv'],
  /** With FAKETTY=1 in the environment. */
  tty: [],
};

export const RESP2: readonly Form[] = ['raw', 'no-raw', 'csv'];
export const RESP3: readonly Form[] = ['json', 'raw -3', 'no-raw -3', 'csv -3'];
export const ALL: readonly Form[] = [...RESP2, ...RESP3];

export interface Group {
  name: string;
  server: 'standalone' | 'cluster' | 'password';
  /** Options before those of the form: `-c`. */
  args?: readonly string[];
  forms: readonly Form[];
  /** Several lines in one entry are not to be interrupted by a marker: those of a transaction. */
  lines: readonly (readonly string[])[];
  /** Numbers differ by nature: they are compared by their places only. */
  numbers?: boolean;
  /** The lines' characters are bytes, not UTF-8. */
  bytes?: boolean;
}

/** One entry a line; lines that begin with two blanks belong to the entry before. */
export function script(text: string): string[][] {
  const entries: string[][] = [];
  for (const line of text.split('\n').filter((line) => line !== '')) {
    if (line.startsWith('  ')) entries.at(-1)!.push(line.slice(2));
    else entries.push([line]);
  }
  return entries;
}

/** One entry each, blanks and all. */
export const each = (...lines: string[]): string[][] => lines.map((line) => [line]);
