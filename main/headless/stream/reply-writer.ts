/**
 * Writes replies in redis-cli's forms as their values arrive. Strings and the elements of aggregates are never kept,
 * but for parts that a form cannot write before it knows them whole (a map within a map).
 */
import type { CliStyle } from '../../../shared/format/cli.ts';
import { formatCsv } from '../../../shared/format/csv.ts';
import { escapeBytes } from '../../../shared/format/escape.ts';
import { formatJson, formatKey, type JsonStyle } from '../../../shared/format/json.ts';
import { asBytes, formatRaw, formatReply, formatWithin, spansLines } from '../../../shared/format/tty.ts';
import type { Reply } from '../../../shared/resp/resp.ts';
import type { ByteOutput } from './byte-output.ts';
import { TYPE, type ReplyTokens } from './reply-reader.ts';
import { copyOf, lineReply, ReplyTree, stringReply } from './reply-tree.ts';

const QUOTE = 34;
const NEWLINE = 10;
const SPACE = 32;
const COMMA = 44;

/** What is written for each byte of a string; null for the byte itself. */
type Escapes = readonly (Uint8Array | null)[];

const escapesOf = (escape: (byte: Uint8Array) => string): Escapes =>
  Array.from({ length: 256 }, (_, byte) => {
    const text = escape(Uint8Array.of(byte));
    return text.length === 1 && text.charCodeAt(0) === byte ? null : Buffer.from(text, 'latin1');
  });

const insideJson = (style: JsonStyle) => (bytes: Uint8Array) =>
  formatJson({ type: 'string', bytes }, style).slice(1, -1);

interface Level {
  type: number;
  /** Values in it: of a map, its keys too. */
  total: number;
  /** Values so far. */
  at: number;
}

export abstract class ReplyWriter implements ReplyTokens {
  output: ByteOutput;
  protected readonly levels: Level[] = [];
  /** Gathers a value that must be whole. */
  private tree: ReplyTree | null = null;
  private gathered: Uint8Array[] | null = null;
  private stringType = 0;

  constructor(output: ByteOutput) {
    this.output = output;
  }

  /** Written around strings; null for none, and then nothing is escaped. */
  protected abstract readonly escapes: Escapes | null;
  /** Writes what stands before the next value. */
  protected abstract before(): void;
  protected abstract scalar(reply: Reply): void;
  /** After a string that was written as it came. */
  protected abstract afterString(): void;
  protected abstract opened(type: number, size: number): void;
  protected abstract closed(type: number): void;
  /** Whether an aggregate here must be whole before it can be written. */
  protected abstract needsWhole(): boolean;
  /** Writes such an aggregate. */
  protected abstract whole_(reply: Reply): void;
  /** At the end of the whole reply. */
  abstract finish(): void;

  line(type: number, chunk: Uint8Array, start: number, end: number): void {
    if (this.tree) return this.toTree((tree) => tree.line(type, chunk, start, end));
    this.value(lineReply(type, chunk, start, end));
  }

  open(type: number, size: number): void {
    if (this.tree) return this.toTree((tree) => tree.open(type, size));
    if (size === 0) return this.value(emptyOf(type));
    if (this.needsWhole()) {
      this.tree = new ReplyTree();
      return this.toTree((tree) => tree.open(type, size));
    }
    this.before();
    this.opened(type, size);
    this.levels.push({ type, total: type === TYPE.map ? size * 2 : size, at: 0 });
  }

  whole(type: number, chunk: Uint8Array, start: number, end: number): void {
    if (this.tree) return this.toTree((tree) => tree.whole(type, chunk, start, end));
    this.before();
    this.quote();
    this.write(chunk, start, end);
    this.quote();
    this.afterString();
    this.after();
  }

  begin(type: number): void {
    this.stringType = type;
    if (this.tree) return this.tree.begin(type);
    this.gathered = type === TYPE.string ? null : [];
    if (this.gathered) return;
    this.before();
    this.quote();
  }

  part(chunk: Uint8Array, start: number, end: number): void {
    if (this.tree) this.tree.part(chunk, start, end);
    else if (this.gathered) this.gathered.push(copyOf(chunk, start, end));
    else this.write(chunk, start, end);
  }

  end(): void {
    if (this.tree) return this.toTree((tree) => tree.end());
    const { gathered } = this;
    this.gathered = null;
    if (gathered) return this.value(stringReply(this.stringType, Buffer.concat(gathered)));
    this.quote();
    this.afterString();
    this.after();
  }

  /** Writes a whole reply. */
  value(reply: Reply): void {
    this.before();
    this.scalar(reply);
    this.after();
  }

  private toTree(add: (tree: ReplyTree) => void): void {
    const tree = this.tree!;
    add(tree);
    if (!tree.value) return;
    this.tree = null;
    this.whole_(tree.value);
    this.after();
  }

  private after(): void {
    for (let top = this.levels.at(-1); top; top = this.levels.at(-1)) {
      if (++top.at < top.total) return;
      this.levels.pop();
      this.closed(top.type);
    }
  }

  private quote(): void {
    if (this.escapes) this.output.byte(QUOTE);
  }

  private write(chunk: Uint8Array, start: number, end: number): void {
    const { escapes, output } = this;
    if (!escapes) return output.bytes(chunk, start, end);
    let from = start;
    for (let i = start; i < end; i++) {
      const text = escapes[chunk[i]!]!;
      if (text === null) continue;
      if (i > from) output.bytes(chunk, from, i);
      output.bytes(text);
      from = i + 1;
    }
    if (end > from) output.bytes(chunk, from, end);
  }
}

const emptyOf = (type: number): Reply =>
  type === TYPE.map
    ? { type: 'map', entries: [] }
    : { type: type === TYPE.set ? 'set' : type === TYPE.push ? 'push' : 'array', items: [] };

/** As on a terminal, `--no-raw`. */
class StandardWriter extends ReplyWriter {
  protected readonly escapes = escapesOf(escapeBytes);
  private readonly prefixes: string[] = [''];
  private readonly widths: number[] = [];

  protected before(): void {
    const { levels, output } = this;
    const level = levels.at(-1);
    if (!level) return;
    if (level.type === TYPE.map && level.at % 2 === 1) return output.text(' => ');
    if (level.at > 0) output.text(this.prefixes[levels.length - 1]!);
    output.number(level.type === TYPE.map ? level.at / 2 + 1 : level.at + 1, this.widths.at(-1)!);
    output.text(level.type === TYPE.map ? '# ' : level.type === TYPE.set ? '~ ' : ') ');
  }

  protected scalar(reply: Reply): void {
    const text = formatReply(reply, asBytes);
    this.output.text(this.isKey ? text.slice(0, -1) : text);
  }

  protected afterString(): void {
    if (!this.isKey) this.output.byte(NEWLINE);
  }

  protected opened(_type: number, size: number): void {
    const width = String(size).length;
    this.widths.push(width);
    this.prefixes.push(this.prefixes.at(-1)! + ' '.repeat(width + 2));
  }

  protected closed(): void {
    this.widths.pop();
    this.prefixes.pop();
  }

  /** Whether a value begins on a line of its own depends on what is in it. */
  protected needsWhole(): boolean {
    return this.levels.at(-1)?.type === TYPE.map;
  }

  protected whole_(reply: Reply): void {
    const { isKey, output } = this;
    const prefix = this.prefixes.at(-1)!;
    this.before();
    if (!isKey && spansLines(reply)) output.text(`\n${prefix}`);
    const text = formatWithin(reply, prefix, asBytes);
    output.text(isKey ? text.slice(0, -1) : text);
  }

  finish(): void {}

  private get isKey(): boolean {
    const level = this.levels.at(-1);
    return level?.type === TYPE.map && level.at % 2 === 0;
  }
}

/** Elements in a row: raw and CSV. */
class FlatWriter extends ReplyWriter {
  protected readonly escapes: Escapes | null;
  private readonly format: (reply: Reply) => string;
  private readonly separator: Uint8Array;
  private readonly betweenPair: number;
  private readonly ending: Uint8Array;

  constructor(output: ByteOutput, style: CliStyle, isRaw: boolean, bare: boolean) {
    super(output);
    const bytes = (text: string) => Buffer.from(text, 'latin1');
    this.escapes = isRaw ? null : escapesOf(escapeBytes);
    this.separator = bytes(isRaw ? style.delimiter : ',');
    this.betweenPair = isRaw ? SPACE : COMMA;
    this.ending = bytes(bare ? '' : isRaw ? style.end : '\n');
    const raw = { text: asBytes, delimiter: style.delimiter, errorEnd: '\n' };
    this.format = isRaw ? (reply) => formatRaw(reply, raw) : formatCsv;
  }

  protected before(): void {
    const level = this.levels.at(-1);
    if (!level || level.at === 0) return;
    if (level.type === TYPE.map && level.at % 2 === 1) this.output.byte(this.betweenPair);
    else this.output.bytes(this.separator);
  }

  protected scalar(reply: Reply): void {
    this.output.text(this.format(reply));
  }

  finish(): void {
    this.output.bytes(this.ending);
  }

  protected afterString(): void {}
  protected opened(): void {}
  protected closed(): void {}
  protected whole_(): void {}
  protected needsWhole(): boolean {
    return false;
  }
}

class JsonWriter extends ReplyWriter {
  protected readonly escapes: Escapes;
  private readonly style: JsonStyle;

  constructor(output: ByteOutput, style: JsonStyle) {
    super(output);
    this.style = style;
    this.escapes = escapesOf(insideJson(style));
  }

  protected before(): void {
    const level = this.levels.at(-1);
    if (!level || level.at === 0) return;
    this.output.text(level.type === TYPE.map && level.at % 2 === 1 ? ':' : ',');
  }

  protected scalar(reply: Reply): void {
    this.output.text(this.isKey ? formatKey(reply, this.style) : formatJson(reply, this.style));
  }

  protected opened(type: number): void {
    this.output.text(type === TYPE.map ? '{' : '[');
  }

  protected closed(type: number): void {
    this.output.text(type === TYPE.map ? '}' : ']');
  }

  /** A key is written as a string. */
  protected needsWhole(): boolean {
    return this.isKey;
  }

  protected whole_(reply: Reply): void {
    this.before();
    this.output.text(formatKey(reply, this.style));
  }

  protected afterString(): void {}

  finish(): void {
    this.output.byte(NEWLINE);
  }

  private get isKey(): boolean {
    const level = this.levels.at(-1);
    return level?.type === TYPE.map && level.at % 2 === 0;
  }
}

/** `bare` as in formatCli. */
export function newWriter(output: ByteOutput, style: CliStyle, bare: boolean): ReplyWriter {
  if (bare || style.form === 'raw') return new FlatWriter(output, style, true, bare);
  switch (style.form) {
    case 'standard':
      return new StandardWriter(output);
    case 'csv':
      return new FlatWriter(output, style, false, false);
    default:
      return new JsonWriter(output, style.form === 'json' ? 'json' : 'quoted');
  }
}
