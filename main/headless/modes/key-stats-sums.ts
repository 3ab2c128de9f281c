/** What --keystats finds, and redis-cli 8.0's lines about it. Pure. */
import { escapeBytes } from '../../../shared/format/escape.ts';
import { Largest } from '../../cluster/scan/largest.ts';
import { human } from './human-size.ts';
import { KeySizes, type TypeSum } from './key-sizes.ts';
import { SizeHistogram } from './size-histogram.ts';
import { fixed } from '../fixed.ts';

interface SizedKey<Place> {
  key: Uint8Array;
  type: string;
  /** Bytes of memory. */
  size: number;
  place: Place;
}

/** What is known of one key. */
export interface KeyFacts<Place> {
  key: Uint8Array;
  memoryType: TypeSum<Place>;
  /** Bytes. */
  memory: number;
  elementType: TypeSum<Place>;
  /** Elements, or the bytes of a string; 0 if it cannot be asked. */
  elements: number;
  place: Place;
}

/** The upper ends of the ranges of the lengths of names, in bytes. */
const NAME_LENGTHS = [2 ** 5, 2 ** 8, 2 ** 16, 2 ** 20, 2 ** 24, 2 ** 27, 2 ** 29, Infinity];
/** The order in which redis-cli 8.0's hash table has the types; those of modules that it does not name come last. */
const ORDER = ['vectorset', 'list', 'hash', 'stream', 'string', 'set', 'zset'];
const PRINTED_TYPE = 9;

export class KeyStats<Place> {
  readonly memory: KeySizes<Place>;
  readonly elements = new KeySizes<Place>({ kind: 'elements' });
  private readonly limit: number;
  private readonly placeText: (place: Place) => string;
  private readonly top: Largest<SizedKey<Place>>;
  private readonly histogram = new SizeHistogram();
  /** Keys by the range that the length of their name is in. */
  private readonly lengths = NAME_LENGTHS.map(() => 0);
  private longest = 0;
  private bytes = 0;

  /**
   * `samples`: elements of a key whose memory is looked at; null for the server's default. `limit`: the largest keys that are
   * kept. `placeText`: what is said of the place of a key at the end of its line.
   */
  constructor(samples: number | null, limit: number, placeText: (place: Place) => string) {
    this.memory = new KeySizes<Place>({ kind: 'memory', samples });
    this.limit = limit;
    this.top = new Largest(limit, ({ size }) => size);
    this.placeText = placeText;
  }

  get sampled(): number {
    return this.memory.sampled;
  }

  /** Returns false if the size is too large to be counted in the distribution. */
  add({ key, memoryType, memory, elementType, elements, place }: KeyFacts<Place>): boolean {
    this.bytes += memory;
    // A copy: the key is a part of a whole page.
    if (this.top.wouldKeep(memory))
      this.top.add({ key: key.slice(), type: memoryType.name, size: memory, place });
    this.memory.add(memoryType, key, memory, place);
    this.elements.add(elementType, key, elements, place);
    this.lengths[NAME_LENGTHS.findIndex((end) => key.length <= end)]!++;
    this.longest = Math.max(this.longest, key.length);
    return this.histogram.add(memory);
  }

  /** `expected`: how many keys there are; `bar` draws how far it is, from 0 to 1. */
  progressLine(expected: number, bar: (done: number) => string): string {
    const done = expected === 0 ? 0 : Math.min(1, this.sampled / expected);
    return `${fixed(100 * done, 2).padStart(6)}% ${bar(done)}`;
  }

  topLines(): string[] {
    return [
      `Keys sampled: ${this.sampled}`,
      `Keys size:    ${human(this.bytes)}`,
      '',
      `--- Top ${this.limit} key sizes ---`,
      ...this.top.items.map(
        ({ key, type, size, place }, i) =>
          `${String(i + 1).padStart(3)} ${human(size).padStart(8)} ${type.slice(0, PRINTED_TYPE).padEnd(10)} ` +
          `"${escapeBytes(key)}"${this.placeText(place)}`,
      ),
    ];
  }

  /** The largest of each type. `nameOf` writes the name of a key. */
  typeLines(nameOf: (key: Uint8Array) => string): string[] {
    const biggest = (sizes: KeySizes<Place>, told: (type: TypeSum<Place>) => string) =>
      inOrder(sizes)
        .filter(({ biggestKey }) => biggestKey !== null)
        .map(
          (type) =>
            `${type.name.padEnd(10)} ${nameOf(type.biggestKey!)} ${told(type)}${this.placeText(type.place!)}`,
        );
    return [
      '--- Top size per type ---',
      ...biggest(this.memory, (type) => `is ${human(type.biggest)}`),
      '',
      '--- Top length and cardinality per type ---',
      ...biggest(this.elements, (type) => `has ${amountOf(type, type.biggest)}`),
    ];
  }

  spreadLines(): string[] {
    const { mean, deviation } = this.histogram.spread;
    return [
      'Key size Percentile Total keys',
      '-------- ---------- -----------',
      ...this.histogram
        .rows()
        .map(({ size, percentile, keys }) => spreadRow(8, human(size), percentile, keys)),
      `Note: 0.01% size precision, Mean: ${human(mean)}, StdDeviation: ${human(deviation)}`,
      '',
      ...this.lengthLines(),
      '',
      'Type        Total keys  Keys % Tot size Avg size  Total length/card Avg ln/card',
      '--------- ------------ ------- -------- -------- ------------------ -----------',
      ...inOrder(this.memory)
        .filter(({ count }) => count > 0)
        .map((type) => this.sumLine(type)),
    ];
  }

  private lengthLines(): string[] {
    const { sampled } = this;
    let keys = 0;
    const rows = this.lengths.flatMap((count, i) => {
      keys += count;
      const end = NAME_LENGTHS[i]!;
      if (count === 0) return [];
      const length = end === Infinity ? 'inf' : human(Math.min(end, this.longest));
      return [spreadRow(15, length, (100 * keys) / sampled, keys)];
    });
    const { keyBytes } = this.memory;
    const average = sampled === 0 ? '0' : human(keyBytes / sampled);
    return [
      'Key name length Percentile Total keys',
      '--------------- ---------- -----------',
      ...rows,
      `Total key length is ${human(keyBytes)} (${average} avg)`,
    ];
  }

  private sumLine({ name, count, total }: TypeSum<Place>): string {
    const counted = inOrder(this.elements).find((type) => type.name === name);
    let [length, average] = [' - ', ' - '];
    if (counted && counted.command !== null && counted.count > 0) {
      const mean = counted.total / counted.count;
      length = amountOf(counted, counted.total);
      average = counted.unit === 'bytes' ? human(Math.round(mean)) : fixed(mean, 2);
    }
    return [
      name.padEnd(10),
      String(count).padStart(11),
      `${fixed((100 * count) / this.sampled, 2).padStart(6)}%`,
      human(total).padStart(8),
      human(total / count).padStart(8),
      length.padStart(18),
      average.padStart(11),
    ].join(' ');
  }
}

const rank = (name: string): number => (ORDER.indexOf(name) + ORDER.length + 1) % (ORDER.length + 1);

const inOrder = <Place>(sizes: KeySizes<Place>): TypeSum<Place>[] =>
  sizes.inOrder().sort((a, b) => rank(a.name) - rank(b.name));

const amountOf = ({ unit }: TypeSum<unknown>, amount: number): string =>
  unit === 'bytes' ? human(amount) : `${amount} ${unit}`;

const spreadRow = (width: number, size: string, percentile: number, keys: number): string =>
  `${size.padStart(width)} ${fixed(percentile, 4).padStart(9)}% ${String(keys).padStart(11)}`;
