/** Reads the settings of a conf file. Pure. */
import { splitLine } from '../../../../shared/commands/command-line.ts';
import { latin1, utf8 } from '../../../../shared/resp/resp.ts';

/** Settings that a file may have on several lines, which the server adds up. */
const ADDED_UP: ReadonlySet<string> = new Set(['save', 'client-output-buffer-limit', 'oom-score-adj-values']);
const MAX_LINES = 20_000;

export interface ConfLines {
  /** By name in lower case; the last line of a name counts, as for the server. */
  values: ReadonlyMap<string, string>;
  /** It names other files, which are not read. */
  includes: boolean;
}

export function confLines(text: string): ConfLines {
  const values = new Map<string, string>();
  let includes = false;
  for (const line of text.split(/\r?\n/).slice(0, MAX_LINES)) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const split = splitLine(line);
    const [name, ...args] = split.words.map(({ bytes }) => utf8(bytes) ?? latin1(bytes));
    if (!split.ok || name === undefined) continue;
    const setting = name.toLowerCase();
    if (setting === 'include') includes = true;
    const value = args.join(' ');
    const before = values.get(setting);
    const isAdded = ADDED_UP.has(setting) && before !== undefined && before !== '' && value !== '';
    values.set(setting, isAdded ? `${before} ${value}` : value);
  }
  return { values, includes };
}
