/** The command that would write, or act on, a row of a table. It is put into the prompt, never run. Pure. */
import { bytesOf } from './value.ts';
import { cellIn, type TableColumn, type TableRow } from './table/reply-table.ts';

const encoder = new TextEncoder();

interface RowCommand {
  name: string;
  /** The arguments; null if the row lacks one of them. */
  args: (cell: (label: string) => Uint8Array | null, key: Uint8Array) => readonly (Uint8Array | null)[];
}

/** The key of the command is known only where its text has no escapes and as many words as it must. */
const WORDS: { readonly [command: string]: readonly [words: number, RowCommand] } = {
  hgetall: [2, { name: 'HSET', args: (cell, key) => [key, cell('field'), cell('value')] }],
  zrange: [5, { name: 'ZADD', args: (cell, key) => [key, cell('score'), cell('member')] }],
  zrevrange: [5, { name: 'ZADD', args: (cell, key) => [key, cell('score'), cell('member')] }],
};
const WITHOUT_KEY: { readonly [command: string]: RowCommand } = {
  'config get': { name: 'CONFIG SET', args: (cell) => [cell('parameter'), cell('value')] },
  'client list': { name: 'CLIENT KILL ID', args: (cell) => [cell('id')] },
};

function rowCommand(command: string): { of: RowCommand; key: string } | null {
  const args = command.split(' ');
  const [name = '', second = ''] = args.map((word) => word.toLowerCase());
  const whole = `${name} ${second}`;
  if (Object.hasOwn(WITHOUT_KEY, whole)) return { of: WITHOUT_KEY[whole]!, key: '' };
  const [words, of] = Object.hasOwn(WORDS, name) ? WORDS[name]! : [0, null];
  return of && args.length === words && !/[\\…"']/.test(command) ? { of, key: args[1]! } : null;
}

/** `HSET`; null if there is no such command. */
export const rowCommandName = (command: string): string | null => rowCommand(command)?.of.name ?? null;

/** The words after its name; null if the row lacks one of them. */
export function rowCommandArgs(
  command: string,
  columns: readonly TableColumn[],
  row: TableRow,
): { name: string; args: readonly Uint8Array[] } | null {
  const found = rowCommand(command);
  if (!found) return null;
  const cell = (label: string) => {
    const reply = cellIn(columns, row, label);
    return reply && bytesOf(reply);
  };
  const args = found.of.args(cell, encoder.encode(found.key));
  return args.every((arg) => arg !== null) ? { name: found.of.name, args } : null;
}
