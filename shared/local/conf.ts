/**
 * A conf file's text: its directives, what is wrong with them, and how two texts differ. Pure. Lines are split as the server
 * splits them (sdssplitargs); a line that begins with # is a comment, and nothing else is.
 */
import { splitLine } from '../commands/command-line.ts';
import { isSecret } from './conf-secrets.ts';
import { utf8OrLatin1 } from './conf-text.ts';

/** What a server accepts for a directive, as it said itself. */
export interface Directive {
  name: string;
  kind: 'yes-no' | 'choice' | 'number' | 'memory' | 'percent' | 'text';
  /** For `choice`. */
  choices?: readonly string[];
  /** For `number`; absent if the server did not say. */
  least?: number;
  most?: number;
  /** CONFIG SET can change it. */
  isLive: boolean;
  /** As CONFIG GET writes it; null if the server has none, as for `include`. */
  initial: string | null;
}
export type Directives = ReadonlyMap<string, Directive>;

export interface ConfLine {
  /** From 1. */
  line: number;
  /** In lower case. */
  name: string;
  args: string[];
  /** Columns from 1; `end` is the one after the last. */
  start: number;
  nameEnd: number;
  end: number;
}

export interface ConfProblem {
  line: number;
  start: number;
  end: number;
  message: string;
}

interface ParsedConf {
  lines: ConfLine[];
  /** Lines that the server cannot split. */
  broken: ConfProblem[];
}

/** Directives of which each line adds to the ones before. */
const ADDING = new Set([
  ...['save', 'client-output-buffer-limit', 'rename-command', 'user', 'loadmodule', 'include'],
  ...['latency-tracking-info-percentiles', 'oom-score-adj-values'],
]);

export function parseConf(text: string): ParsedConf {
  const parsed: ParsedConf = { lines: [], broken: [] };
  for (const [i, whole] of text.split('\n').entries()) {
    const line = whole.replace(/\r$/, '');
    const first = line.trimStart();
    if (first === '' || first.startsWith('#')) continue;
    const split = splitLine(line);
    const end = line.length + 1;
    if (!split.ok) {
      const message =
        split.problem === 'unclosed' ? 'A quote is not closed.' : 'Text follows a closing quote.';
      parsed.broken.push({ line: i + 1, start: split.open.start + 1, end, message });
      continue;
    }
    const [name, ...args] = split.words;
    if (!name) continue;
    parsed.lines.push({
      line: i + 1,
      name: utf8OrLatin1(name.bytes).toLowerCase(),
      args: args.map(({ bytes }) => utf8OrLatin1(bytes)),
      start: name.start + 1,
      nameEnd: name.end + 1,
      end: line.trimEnd().length + 1,
    });
  }
  return parsed;
}

/** Each directive's value as CONFIG GET would write it: the last line's, or that of all lines if each adds to the others. */
export function valuesOf(lines: readonly ConfLine[]): Map<string, string> {
  const values = new Map<string, string>();
  for (const { name, args } of lines) {
    const value = args.join(' ');
    const before = ADDING.has(name) && value !== '' ? values.get(name) : undefined;
    values.set(name, before ? `${before} ${value}` : value);
  }
  return values;
}

export interface ConfChange {
  name: string;
  /** Null if it was not in the file, or is no longer. */
  from: string | null;
  to: string | null;
  /** What it takes: CONFIG SET, or a new start of the server. */
  by: 'set' | 'restart';
}

/** The directives whose value differs between two texts, in the order of their names. */
export function changesBetween(before: string, after: string, known: Directives): ConfChange[] {
  const old = valuesOf(parseConf(before).lines);
  const next = valuesOf(parseConf(after).lines);
  return [...new Set([...old.keys(), ...next.keys()])].sort().flatMap((name): ConfChange[] => {
    const from = old.get(name) ?? null;
    const to = next.get(name) ?? null;
    if (from === to) return [];
    const directive = known.get(name);
    const by = directive?.isLive && directive.initial !== null ? 'set' : 'restart';
    return [{ name, from, to, by }];
  });
}

export interface ConfRow {
  name: string;
  /** Null if the file does not say. */
  file: string | null;
  /** Null if the server does not run, or does not say. */
  running: string | null;
  initial: string | null;
  /** The file, or the default if it is silent, says something else than what runs. */
  isPending: boolean;
}

/** Every directive that is in the file, or that runs with another value than the default. */
export function confRows(
  text: string,
  running: ReadonlyMap<string, string> | null,
  known: Directives,
): ConfRow[] {
  const file = valuesOf(parseConf(text).lines);
  const names = new Set(file.keys());
  for (const [name, value] of running ?? []) {
    const initial = known.get(name)?.initial;
    if (initial !== undefined && initial !== null && !sameValue(value, initial)) names.add(name);
  }
  return [...names].sort().map((name) => {
    const own = file.get(name) ?? null;
    const now = running?.get(name) ?? null;
    const initial = known.get(name)?.initial ?? null;
    const isPending =
      own !== null && now !== null && !sameValue(own, now) && !PARTIAL.has(name) && !isSecret(name);
    return { name, file: own, running: now, initial, isPending };
  });
}

/** The server writes more than the file says: every class of clients. */
const PARTIAL = new Set(['client-output-buffer-limit']);

const UNITS: { readonly [unit: string]: number } = {
  ...{ '': 1, b: 1, k: 1000, m: 1e6, g: 1e9 },
  ...{ kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 },
};

/** Bytes that a value such as `100mb` means; null if it is none. */
export function memoryBytes(value: string): number | null {
  const [, digits, unit] = /^(\d{1,18})([a-z]{0,2})$/i.exec(value) ?? [];
  const factor = UNITS[unit?.toLowerCase() ?? '?'];
  return digits === undefined || factor === undefined ? null : Number(digits) * factor;
}

function sameValue(a: string, b: string): boolean {
  if (a === b || a.toLowerCase() === b.toLowerCase()) return true;
  const bytes = memoryBytes(a);
  return bytes !== null && bytes === memoryBytes(b);
}
