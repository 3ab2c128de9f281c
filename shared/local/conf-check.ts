/** What a server would refuse in a conf file, and what is not to be changed in one of ours. Pure. */
import {
  memoryBytes,
  parseConf,
  valuesOf,
  type ConfLine,
  type ConfProblem,
  type Directive,
  type Directives,
} from './conf.ts';

/** Directives that Slotshell finds its servers by, or that would let a file choose a program; each with the reason. */
const RESERVED: { readonly [name: string]: string } = {
  ...Object.fromEntries(
    ['port', 'dir', 'pidfile', 'logfile', 'daemonize', 'set-proc-title', 'cluster-enabled', 'supervised'].map(
      (name) => [name, 'Slotshell finds the server by it'],
    ),
  ),
  ...Object.fromEntries(
    ['requirepass', 'masterauth', 'masteruser', 'aclfile', 'tls-port'].map((name) => [
      name,
      'Slotshell and the other nodes log in by it',
    ]),
  ),
  ...Object.fromEntries(
    ['loadmodule', 'include', 'enable-module-command'].map((name) => [
      name,
      'it can make the server run other code, so only the file itself can have it',
    ]),
  ),
};

/** Everything the server would refuse at its start, line by line. Empty `known` judges no name and no value. */
export function checkConf(text: string, known: Directives): ConfProblem[] {
  const { lines, broken } = parseConf(text);
  const bad = known.size === 0 ? [] : lines.flatMap((line) => problemOf(line, known) ?? []);
  return [...broken, ...bad].sort((a, b) => a.line - b.line);
}

/** The first change to a reserved directive, as a sentence; null if there is none. */
export function reservedChange(before: string, after: string): string | null {
  const old = valuesOf(parseConf(before).lines);
  const next = valuesOf(parseConf(after).lines);
  const name = Object.keys(RESERVED).find((one) => old.get(one) !== next.get(one));
  return name === undefined ? null : `${name} cannot be changed here: ${RESERVED[name]}.`;
}

function problemOf(line: ConfLine, known: Directives): ConfProblem | null {
  const directive = known.get(line.name);
  const at = (start: number, end: number, message: string) => ({ line: line.line, start, end, message });
  if (!directive) {
    const near = nearest(line.name, known);
    const hint = near ? ` Did you mean ${near}?` : '';
    return at(line.start, line.nameEnd, `No directive is called ${line.name.slice(0, 100)}.${hint}`);
  }
  if (line.args.length === 0) return at(line.start, line.nameEnd, `${line.name} has no value.`);
  if (directive.kind === 'text') return null;
  if (line.args.length > 1)
    return at(line.nameEnd, line.end, `${line.name} takes one value. Quote it if it has spaces.`);
  const message = valueProblem(line.args[0]!, directive);
  return message === null ? null : at(line.nameEnd + 1, line.end, `${line.name} ${message}`);
}

function valueProblem(value: string, { kind, choices = [], least, most }: Directive): string | null {
  switch (kind) {
    case 'yes-no':
      return /^(yes|no)$/i.test(value) ? null : 'is yes or no.';
    case 'choice':
      return choices.includes(value.toLowerCase()) ? null : `is one of ${choices.join(', ')}.`;
    case 'memory':
      return memoryBytes(value) === null ? 'is a size such as 1048576, 100mb or 1gb.' : null;
    case 'percent':
      return memoryBytes(value) === null && !/^\d{1,3}%$/.test(value)
        ? 'is a size such as 100mb, or a share such as 5%.'
        : null;
    case 'number': {
      if (!/^-?\d{1,19}$/.test(value)) return 'is a whole number.';
      const number = Number(value);
      const isLow = least !== undefined && number < least;
      const isHigh = most !== undefined && number > most;
      return isLow || isHigh ? `is a number from ${least} to ${most}.` : null;
    }
    case 'text':
      return null;
  }
}

/** The directive that differs by two letters at most; null if none does. */
function nearest(name: string, known: Directives): string | null {
  let best: string | null = null;
  let least = 3;
  for (const other of known.keys()) {
    if (Math.abs(other.length - name.length) >= least) continue;
    const distance = editDistance(name, other);
    if (distance < least) [best, least] = [other, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = before[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(swap, before[j]! + 1, row[j - 1]! + 1));
    }
    before = row;
  }
  return before[b.length]!;
}
