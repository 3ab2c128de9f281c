/** The type and size of keys, and the sums of them by type: what --bigkeys and --memkeys find. */
import { argsOf, latin1, type Reply } from '../../../shared/resp/resp.ts';
import { ModeEnd } from './mode-end.ts';
import { fixed } from '../fixed.ts';

export interface KeyType {
  name: string;
  /** The command for its size; null for a type of a module. */
  command: string | null;
  unit: string;
}

export interface TypeSum<Place> extends KeyType {
  count: number;
  total: number;
  biggest: number;
  /** Null while none has a size. */
  biggestKey: Uint8Array | null;
  /** Where the biggest was found. */
  place: Place | null;
}

const TYPES: readonly KeyType[] = [
  { name: 'list', command: 'LLEN', unit: 'items' },
  { name: 'hash', command: 'HLEN', unit: 'fields' },
  { name: 'string', command: 'STRLEN', unit: 'bytes' },
  { name: 'stream', command: 'XLEN', unit: 'entries' },
  { name: 'set', command: 'SCARD', unit: 'members' },
  { name: 'zset', command: 'ZCARD', unit: 'members' },
];
/** redis-cli prints its types in the order of a hash table that the first two keys, as they are looked up, rearrange. */
const FIRST_BY_LOOKUPS = [
  ['hash', 'list', 'string'],
  ['string', 'list', 'hash'],
] as const;

/** How sizes are asked: the number of elements, or the memory with that many samples (null for the server's default). */
export type SizeQuestion = { kind: 'elements' } | { kind: 'memory'; samples: number | null };

export class KeySizes<Place> {
  private readonly types = new Map<string, TypeSum<Place>>();
  sampled = 0;
  keyBytes = 0;
  private lookups = 0;
  private readonly question: SizeQuestion;

  constructor(question: SizeQuestion) {
    this.question = question;
    for (const type of TYPES) this.addType(type);
  }

  unitOf({ unit }: KeyType): string {
    return this.question.kind === 'memory' ? 'bytes' : unit;
  }

  /** The type that TYPE has named; null for a key that is gone. Throws a ModeEnd for a reply that TYPE does not give. */
  typeOf(reply: Reply, key: Uint8Array): TypeSum<Place> | null {
    if (reply.type === 'error') throw new ModeEnd(`TYPE returned an error: ${latin1(reply.bytes)}\n`);
    if (reply.type !== 'status') throw new ModeEnd(`Invalid reply for TYPE on key '${latin1(key)}'!\n`);
    const name = latin1(reply.bytes);
    this.lookups++;
    if (name === 'none') return null;
    return this.types.get(name) ?? this.addType({ name, command: null, unit: '?' });
  }

  /** The question for the size; null for a type of a module, whose number of elements cannot be asked. */
  sizeArgs({ command }: KeyType, key: Uint8Array): Uint8Array[] | null {
    const { question } = this;
    if (question.kind === 'elements') return command === null ? null : [...argsOf(command), key];
    const samples = question.samples === null ? [] : argsOf('SAMPLES', String(question.samples));
    return [...argsOf('MEMORY', 'USAGE'), key, ...samples];
  }

  sizeName({ command }: KeyType): string {
    return this.question.kind === 'memory' ? 'MEMORY USAGE' : (command ?? '');
  }

  /** Returns whether it is the biggest of its type so far. */
  add(type: TypeSum<Place>, key: Uint8Array, size: number, place: Place): boolean {
    type.total += size;
    type.count++;
    this.keyBytes += key.length;
    this.sampled++;
    if (size <= type.biggest) return false;
    Object.assign(type, { biggest: size, biggestKey: key, place });
    return true;
  }

  /** In redis-cli's order. */
  inOrder(): TypeSum<Place>[] {
    const first = FIRST_BY_LOOKUPS[this.lookups] ?? [];
    return [...new Set([...first, ...this.types.keys()])].map((name) => this.types.get(name)!);
  }

  private addType(type: KeyType): TypeSum<Place> {
    const sum = { ...type, count: 0, total: 0, biggest: 0, biggestKey: null, place: null };
    this.types.set(type.name, sum);
    return sum;
  }
}

/** As %05.2f, of a share in percent. */
export const percent = (part: number, whole: number): string =>
  fixed(whole === 0 ? 0 : (100 * part) / whole, 2).padStart(5, '0');

const average = (total: number, count: number): string => fixed(count === 0 ? 0 : total / count, 2);

/** redis-cli's summary. `start` comes before its second line, `after` says more of the biggest key of a type. */
export function summary<Place>(
  sizes: KeySizes<Place>,
  biggest: (type: TypeSum<Place>) => string,
  start = '',
): string {
  const { sampled, keyBytes } = sizes;
  const all = sizes.inOrder();
  const found = all.filter(({ biggestKey }) => biggestKey !== null).map(biggest);
  const sums = all.map((type) => {
    const { count, name, total } = type;
    const share = `${percent(count, sampled)}% of keys, avg size ${average(total, count)}`;
    return `${count} ${name}s with ${total} ${sizes.unitOf(type)} (${share})\n`;
  });
  return [
    `\n-------- summary -------\n\n${start}Sampled ${sampled} keys in the keyspace!\n`,
    `Total key length in bytes is ${keyBytes} (avg len ${average(keyBytes, keyBytes === 0 ? 0 : sampled)})\n\n`,
    ...found,
    '\n',
    ...sums,
  ].join('');
}
