/** Lines with a marker after each, and the outputs of two programs cut at the markers. */
import type { Group } from './corpus/group.ts';

const MARKER = /^"?marker-(\d+)-end"?\n/gm;

/** What goes to standard input: after each entry an ECHO, so that a difference names its line. */
export function inputOf(group: Group): Buffer {
  const text = group.lines.map((entry, i) => `${entry.join('\n')}\necho marker-${i}-end\n`).join('');
  return Buffer.from(text, group.bytes ? 'latin1' : 'utf8');
}

/** The output of each entry, bytes as Latin-1; what follows the last marker comes last. */
export function cut(output: Buffer): Map<number, string> {
  const text = output.toString('latin1');
  const parts = new Map<number, string>();
  let from = 0;
  let next = 0;
  for (const match of text.matchAll(MARKER)) {
    parts.set(Number(match[1]), text.slice(from, match.index));
    next = Number(match[1]) + 1;
    from = match.index + match[0].length;
  }
  parts.set(next, text.slice(from));
  return parts;
}

/** Numbers, addresses and identifiers that differ from run to run, by their places only. */
export const withoutNumbers = (text: string): string =>
  text
    .replace(/\b[0-9a-f]{40}\b/g, 'ID')
    .replace(/\b0x[0-9a-f]+\b/g, 'ADDRESS')
    .replace(/-?\b\d+(\.\d+)?(e[+-]?\d+)?[KMGB%]?/g, 'N');

/** What redis-cli's --json writes so that it is no JSON: errors, and numbers that JSON does not have. */
const asJson = (text: string): string =>
  text
    .replace(/(?<![\w"])error:("(?:[^"\\]|\\.)*")/g, '{"error":$1}')
    .replace(/(?<=^|[[,:])-?(?:inf|nan)(?=$|[\],}])/gm, '"$&"');

/** The line that says how long a slow command took: on a busy machine any command may be slow. */
const withoutTimes = (text: string): string => text.replace(/^\(\d+\.\d\ds\)\n/gm, '');

export interface Side {
  stdout: Buffer;
  code: number | null;
}

/** What a cli printed for a line, as we print it on purpose. */
export type AsOurs = (line: string, theirs: string, ours: string) => string;

/** Empty where the two are alike; otherwise each line that differs, with what each program printed. */
export function difference(
  group: Group,
  theirs: Side,
  ours: Side,
  json = false,
  asOurs: AsOurs = (_line, text) => text,
): string {
  const [a, b] = [cut(theirs.stdout), cut(ours.stdout)];
  const out: string[] = [];
  const count = Math.max(group.lines.length + 1, ...a.keys(), ...b.keys());
  for (let i = 0; i < count; i++) {
    const line = group.lines[i]?.join(' | ') ?? '(after the last line)';
    const [said, our] = [a.get(i) ?? null, b.get(i) ?? null].map((text) => {
      if (text === null) return null;
      return group.numbers ? withoutNumbers(withoutTimes(text)) : withoutTimes(text);
    });
    if (said === our) continue;
    const their = typeof said === 'string' && typeof our === 'string' ? asOurs(line, said, our) : said;
    if (their === our) continue;
    if (json && their !== null && their !== undefined && asJson(their) === our) continue;
    out.push(`  ${show(line)}`, `    theirs ${show(their)}`, `    ours   ${show(our)}`);
  }
  if (theirs.code !== ours.code) out.push(`  exit code: theirs ${theirs.code}, ours ${ours.code}`);
  return out.join('\n');
}

function show(text: string | null | undefined): string {
  if (text === null || text === undefined) return '(nothing)';
  const shown = JSON.stringify(text);
  return shown.length > 600 ? `${shown.slice(0, 400)} … ${shown.slice(-150)}` : shown;
}
