/** Turns a Lua script with its keys and arguments into the one line that runs it. Pure. */
import { splitLine } from '../../shared/commands/command-line.ts';
import { keySlot } from '../../shared/slots/slots.ts';
import { quoteWord } from '../../shared/commands/quote.ts';

export interface LuaDocument {
  script: string;
  /** As typed: see bytesOfRow. */
  keys: readonly string[];
  args: readonly string[];
  /** EVAL_RO, since 7.0: the server refuses to write. */
  readOnly: boolean;
}

const encoder = new TextEncoder();

/**
 * The bytes of a row of the form: its text, or, in quotes, what the shell would read, so that any bytes are possible. Null for
 * an empty row; `""` is the empty word.
 */
export function bytesOfRow(row: string): Uint8Array | null {
  if (row === '') return null;
  if (row.startsWith('"') || row.startsWith("'")) {
    const split = splitLine(row);
    if (split.ok && split.words.length === 1) return split.words[0]!.bytes;
  }
  return encoder.encode(row);
}

/** Without the empty rows. */
export const bytesOfRows = (rows: readonly string[]): Uint8Array[] =>
  rows.map(bytesOfRow).filter((bytes) => bytes !== null);

/** One line, whatever the script holds: newlines are escaped, and splitLine restores every byte. */
export function evalLine({ script, keys, args, readOnly }: LuaDocument): string {
  const keyBytes = bytesOfRows(keys);
  const head = [encoder.encode(script), encoder.encode(String(keyBytes.length)), ...keyBytes];
  const quoted = [...head, ...bytesOfRows(args)].map(quoteWord);
  return [readOnly ? 'EVAL_RO' : 'EVAL', ...quoted].join(' ');
}

/** The slot of each row; null for an empty one. */
export const slotsOfRows = (rows: readonly string[]): (number | null)[] =>
  rows.map((row) => {
    const bytes = bytesOfRow(row);
    return bytes && keySlot(bytes);
  });

/** How many slots the rows are in: more than one is CROSSSLOT. */
export const countSlots = (rows: readonly string[]): number =>
  new Set(slotsOfRows(rows).filter((slot) => slot !== null)).size;
