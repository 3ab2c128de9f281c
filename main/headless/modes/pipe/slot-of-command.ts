/** The slot that a command of the input goes to, or why it goes nowhere. */
import { splitLine } from '../../../../shared/commands/command-line.ts';
import { findCommand, findKeys, type CommandTable } from '../../../../shared/commands/command-table.ts';
import { latin1, lowerWord } from '../../../../shared/resp/resp.ts';
import { keySlot } from '../../../../shared/slots/slots.ts';
import { CommandScanner } from './command-scanner.ts';

/** Of no slot: to the node that the flags name. */
export const NO_SLOT = -1;
/** Not sent; `reason` says why. */
export const REFUSED = -2;
/** Left unsent, and the rest of the input with it. */
export const UNREADABLE = -3;

/** The place of the first key; 0 if it takes more than a number to find it. */
interface Plan {
  name: Uint8Array;
  key: number;
}

const LONGEST_NAME = 32;
/** Bytes. A scanner keeps as much memory as its longest command needed. */
const LONG_COMMAND = 1 << 16;

/** Commands of no key that mean the same on every node, or are a question to one. Of the others only reads go out. */
const ANYWHERE = new Set(
  'ping echo time publish info lastsave lolwut command eval eval_ro evalsha evalsha_ro fcall fcall_ro'.split(
    ' ',
  ),
);

/** They have keys, and change the connection. */
const OF_CONNECTION = new Set(['ssubscribe', 'sunsubscribe', 'watch']);

export class SlotOfCommand {
  reason = '';
  private readonly table: CommandTable;
  private readonly database: number;
  private readonly plans = new Map<number, Plan>();
  private readonly scanner = new CommandScanner();
  private isWithinMulti = false;

  constructor(table: CommandTable, database: number) {
    this.table = table;
    this.database = database;
  }

  /** By the first key: the server refuses keys of several slots, and nothing of such a command runs. */
  of(found: CommandScanner): number {
    if (found.isQuoted || this.isWithinMulti) return this.slowly(found);
    const { bytes, places, count } = found;
    const start = places[0]!;
    const end = places[1]!;
    if (end - start > LONGEST_NAME) return this.slowly(found);
    let hash = end - start;
    for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + (bytes[i]! | 0x20)) | 0;
    const plan = this.plans.get(hash) ?? this.planned(hash, bytes.subarray(start, end));
    if (plan.key === 0 || plan.key >= count || !isName(plan.name, bytes, start, end))
      return this.slowly(found);
    return keySlot(bytes, places[plan.key * 2]!, places[plan.key * 2 + 1]!);
  }

  /** The keys of a whole command, one character below 256 a byte; none if they are not known. */
  keysOf(command: Buffer): readonly string[] {
    const scanner = command.length > LONG_COMMAND ? new CommandScanner() : this.scanner;
    scanner.feed(command);
    const args = scanner.next() ? argsOf(scanner) : null;
    return args === null ? [] : findKeys(this.table, args).map((index) => latin1(args[index]!));
  }

  private planned(hash: number, name: Uint8Array): Plan {
    const entry = findCommand(this.table, [name])?.entry;
    const spec = entry?.[3][0];
    const isPlain = entry && Object.keys(entry[4]).length === 0 && !OF_CONNECTION.has(lowerWord(name));
    const isSimple = isPlain && spec?.[1][0] === 'index' && spec[2][0] === 'range';
    const plan = {
      name: Uint8Array.from(name, (byte) => byte | 0x20),
      key: isSimple ? Number(spec[1][1]) : 0,
    };
    // A name that only looks like another's hash is none that a table has.
    if (entry) this.plans.set(hash, plan);
    return plan;
  }

  private slowly(found: CommandScanner): number {
    const args = argsOf(found);
    if (args === null) return this.refuse('its quotes are not balanced', UNREADABLE);
    const command = findCommand(this.table, args);
    const name = command?.name.split(' ')[0] ?? lowerWord(args[0]);
    const transaction = this.transaction(name);
    if (transaction !== null) return transaction;
    if (OF_CONNECTION.has(name)) return this.refuse('it changes its connection', REFUSED);
    const key = findKeys(this.table, args)[0];
    if (key !== undefined) return keySlot(args[key]!);
    // The server says what is wrong with it.
    if (command === null || (command.entry[3].length > 0 && !ANYWHERE.has(name))) return NO_SLOT;
    if (name === 'select' && args.length === 2 && latin1(args[1]!) === String(this.database)) return NO_SLOT;
    const isRead = command.entry[1].includes('readonly');
    if (ANYWHERE.has(name) || isRead) return NO_SLOT;
    return this.refuse('it has no key, and is about one node or one connection', REFUSED);
  }

  /** A transaction whose commands go to several nodes would be run in parts: none of it is sent. */
  private transaction(name: string): number | null {
    const isWithin = this.isWithinMulti;
    if (name === 'multi') this.isWithinMulti = true;
    if (name === 'exec' || name === 'discard') this.isWithinMulti = false;
    return isWithin || this.isWithinMulti
      ? this.refuse('transactions are not sent to a cluster', REFUSED)
      : null;
  }

  private refuse(reason: string, result: number): number {
    this.reason = reason;
    return result;
  }
}

/** Null for a line whose quotes are not balanced. */
function argsOf(found: CommandScanner): Uint8Array[] | null {
  const { bytes, places, count, isQuoted } = found;
  if (!isQuoted)
    return Array.from({ length: count }, (_, i) => bytes.subarray(places[i * 2], places[i * 2 + 1]));
  const line = bytes.toString('latin1', found.from, found.to).replace(/\r?\n$/, '');
  const split = splitLine(line, (text) => Buffer.from(text, 'latin1'));
  return split.ok ? split.words.map((word) => word.bytes) : null;
}

function isName(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = 0; i < name.length; i++) if (name[i] !== (bytes[start + i]! | 0x20)) return false;
  return true;
}
