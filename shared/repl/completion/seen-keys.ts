/** Names of keys that this shell has seen, to complete them. Bounded: the oldest are dropped. */
import type { Execution, ReplyPart } from '../../session/execution.ts';
import { decode, latin1, lowerWord, type Reply } from '../../resp/resp.ts';
import type { CommandTable } from '../../commands/command-table.ts';
import { LONGEST_READ, type LineParts, type Reading } from '../line/reading.ts';

const MAX_KEYS = 5000;
/** Bytes. */
const LONGEST_KEY = 200;
const FROM_ONE_REPLY = 1000;
/** Bytes of the largest reply that is searched: a reply with names shows them in its first screens. */
const LARGEST_REPLY = 1 << 17;

export class SeenKeys {
  /** As Latin-1, one character a byte; the newest last. */
  private readonly names = new Set<string>();

  /** Keys of a line that was run, and those that its reply names. */
  learn(line: Reading, execution: Execution, { commands }: { commands: CommandTable }): void {
    const { length } = line.text;
    if (length > LONGEST_READ) return;
    const read = line.parts(commands);
    const secret = line.secret ?? length;
    for (const { word } of read.keys) if (word.start < secret) this.add(word.bytes);
    const replies = [execution.reply, ...(execution.groups ?? []).map(({ reply }) => reply)];
    for (const part of replies) for (const key of namedKeys(read, part)) this.add(key);
  }

  /** The newest first, at most `limit`. */
  startingWith(prefix: Uint8Array, limit: number): Uint8Array[] {
    const start = latin1(prefix);
    const found: Uint8Array[] = [];
    for (const name of [...this.names].reverse()) {
      if (found.length >= limit) break;
      if (name.startsWith(start)) found.push(Uint8Array.from(name, (c) => c.charCodeAt(0)));
    }
    return found;
  }

  private add(key: Uint8Array): void {
    if (key.length === 0 || key.length > LONGEST_KEY) return;
    const name = latin1(key);
    this.names.delete(name);
    this.names.add(name);
    if (this.names.size > MAX_KEYS) for (const oldest of this.names) return void this.names.delete(oldest);
  }
}

function namedKeys({ words }: LineParts, part: ReplyPart | null): Uint8Array[] {
  const name = lowerWord(words[0]?.bytes);
  const inSlot = name === 'cluster' && lowerWord(words[1]?.bytes) === 'getkeysinslot';
  if (!part || !(inSlot || name === 'keys' || name === 'scan' || name === 'randomkey')) return [];
  const frame = part.whole ? part.frame : part.head;
  if (frame.length > LARGEST_REPLY) return [];
  const reply = decode(frame);
  const names = name === 'randomkey' ? [reply] : itemsOf(name === 'scan' ? itemsOf(reply)[1] : reply);
  return names.slice(0, FROM_ONE_REPLY).flatMap((one) => (one.type === 'string' ? [one.bytes] : []));
}

const itemsOf = (reply: Reply | undefined): Reply[] =>
  reply?.type === 'array' || reply?.type === 'set' ? reply.items : [];
