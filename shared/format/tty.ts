/** A reply as redis-cli prints it on a terminal (`--no-raw`): cliFormatReplyTTY and cliFormatReplyRaw of redis-cli 7.0 to 8.0. */
import { latin1, lowerWord, utf8, type Reply } from '../resp/resp.ts';
import { escapeBytes, escapeForTerminal } from './escape.ts';

/** How to write the texts that redis-cli prints unchanged: statuses, errors, verbatim strings, numbers. */
export type TextStyle = (bytes: Uint8Array | string) => string;

/** Escapes what a terminal would obey; decodes valid UTF-8. */
export const forTerminal: TextStyle = (text) =>
  escapeForTerminal(typeof text === 'string' ? text : (utf8(text) ?? latin1(text)));

/** Unchanged: one character below 256 a byte, as redis-cli writes them. */
export const asBytes: TextStyle = (text) => (typeof text === 'string' ? text : latin1(text));

/** How the inside of a bulk string is written: escapeBytes, or escapeReadable. */
export type StringStyle = (bytes: Uint8Array) => string;

interface Style {
  text: TextStyle;
  string: StringStyle;
}

/** The text of a top-level reply, ending in one newline. */
export function formatReply(
  reply: Reply,
  text: TextStyle = forTerminal,
  string: StringStyle = escapeBytes,
): string {
  return format(reply, '', { text, string });
}

/** The same within an aggregate whose lines begin with `prefix`. */
export const formatWithin = (reply: Reply, prefix: string, text: TextStyle): string =>
  format(reply, prefix, { text, string: escapeBytes });

function format(reply: Reply, prefix: string, style: Style): string {
  const { text } = style;
  switch (reply.type) {
    case 'status':
      return `${text(reply.bytes)}\n`;
    case 'error':
      return `(error) ${text(reply.bytes)}\n`;
    case 'integer':
      return `(integer) ${text(reply.digits)}\n`;
    case 'double':
      return `(double) ${text(reply.digits)}\n`;
    // redis-cli exits with "Unknown reply type" at a big number; valkey-cli's development branch prints this.
    case 'big-number':
      return `(big number) ${text(reply.digits)}\n`;
    case 'string':
      return `"${style.string(reply.bytes)}"\n`;
    case 'verbatim':
      return `${text(reply.bytes)}\n`;
    case 'null':
      return '(nil)\n';
    case 'boolean':
      return reply.value ? '(true)\n' : '(false)\n';
    case 'attributed':
      return format(reply.value, prefix, style);
    case 'array':
    case 'set':
    case 'push':
      return formatItems(reply.items, reply.type, prefix, style);
    case 'map':
      return formatMap(reply.entries, prefix, style);
  }
}

/**
 * Some of the elements of a large top-level aggregate as formatReply writes all of them, from the one at `from`, which counts
 * from 0. `type` is its character on the wire; a map's elements are its keys and values in turn, and `from` is even.
 */
export function formatPart(items: readonly Reply[], from: number, total: number, type: string): string {
  const style = { text: forTerminal, string: escapeBytes };
  if (type !== '%') return writeItems(items, from, total, type === '~' ? '~' : ')', '', style);
  const entries: [Reply, Reply][] = [];
  for (let i = 0; i + 1 < items.length; i += 2) entries.push([items[i]!, items[i + 1]!]);
  return writeEntries(entries, from / 2, total / 2, '', style);
}

const EMPTY = { array: '(empty array)\n', set: '(empty set)\n', push: '(empty push)\n' };

function formatItems(items: Reply[], type: 'array' | 'set' | 'push', prefix: string, style: Style): string {
  if (items.length === 0) return EMPTY[type];
  return writeItems(items, 0, items.length, type === 'set' ? '~' : ')', prefix, style);
}

function writeItems(
  items: readonly Reply[],
  from: number,
  total: number,
  mark: string,
  prefix: string,
  style: Style,
): string {
  const width = String(total).length;
  const inner = prefix + ' '.repeat(width + 2);
  const out: string[] = [];
  items.forEach((item, i) => {
    out.push(
      i === 0 ? '' : prefix,
      String(from + i + 1).padStart(width),
      mark,
      ' ',
      format(item, inner, style),
    );
  });
  return out.join('');
}

function formatMap(entries: [Reply, Reply][], prefix: string, style: Style): string {
  if (entries.length === 0) return '(empty hash)\n';
  return writeEntries(entries, 0, entries.length, prefix, style);
}

function writeEntries(
  entries: readonly [Reply, Reply][],
  from: number,
  total: number,
  prefix: string,
  style: Style,
): string {
  const width = String(total).length;
  const inner = prefix + ' '.repeat(width + 2);
  const out: string[] = [];
  entries.forEach(([key, value], i) => {
    out.push(i === 0 ? '' : prefix, String(from + i + 1).padStart(width), '# ');
    out.push(format(key, inner, style).slice(0, -1), ' => ');
    if (spansLines(value)) out.push('\n', inner);
    out.push(format(value, inner, style));
  });
  return out.join('');
}

/** Whether a map's value begins on its own line, by redis-cli's rule. */
export function spansLines(reply: Reply): boolean {
  if (reply.type === 'array' || reply.type === 'set' || reply.type === 'push')
    return reply.items.length > 1 || (reply.items.length === 1 && spansLines(reply.items[0]!));
  if (reply.type === 'map')
    return reply.entries.length > 1 || (reply.entries.length === 1 && spansLines(reply.entries[0]![1]));
  return reply.type === 'attributed' && spansLines(reply.value);
}

export interface RawStyle {
  text: TextStyle;
  /** Between the elements of an aggregate. */
  delimiter: string;
  /** After an error, also within an aggregate. */
  errorEnd: string;
}

const RAW_FOR_TERMINAL: RawStyle = { text: forTerminal, delimiter: '\n', errorEnd: '' };

/** Without quotes and indices, as redis-cli prints the replies of printsRaw, and with `--raw`. */
export function formatRaw(reply: Reply, style: RawStyle = RAW_FOR_TERMINAL): string {
  switch (reply.type) {
    case 'error':
      return style.text(reply.bytes) + style.errorEnd;
    case 'status':
    case 'string':
    case 'verbatim':
      return style.text(reply.bytes);
    case 'integer':
    case 'double':
    case 'big-number':
      return style.text(reply.digits);
    case 'null':
      return '';
    case 'boolean':
      return reply.value ? '(true)' : '(false)';
    case 'attributed':
      return formatRaw(reply.value, style);
    case 'array':
    case 'set':
    case 'push':
      return reply.items.map((item) => formatRaw(item, style)).join(style.delimiter);
    case 'map':
      return reply.entries
        .map(([key, value]) => `${formatRaw(key, style)} ${formatRaw(value, style)}`)
        .join(style.delimiter);
  }
}

/** Commands whose reply redis-cli prints raw in every mode: their number of args, null for any, and the first of them. */
const RAW_COMMANDS: readonly { length: number | null; start: readonly string[] }[] = [
  { length: null, start: ['info'] },
  { length: null, start: ['lolwut'] },
  { length: null, start: ['debug', 'htstats'] },
  { length: null, start: ['debug', 'htstats-key'] },
  { length: null, start: ['debug', 'client-eviction'] },
  { length: null, start: ['memory', 'malloc-stats'] },
  { length: null, start: ['memory', 'doctor'] },
  { length: 2, start: ['cluster', 'nodes'] },
  { length: 2, start: ['cluster', 'info'] },
  { length: null, start: ['client', 'list'] },
  { length: null, start: ['client', 'info'] },
  { length: 3, start: ['latency', 'graph'] },
  { length: 2, start: ['latency', 'doctor'] },
  { length: 2, start: ['proxy', 'info'] },
];

const RAW_NAMES: ReadonlySet<string> = new Set(RAW_COMMANDS.map(({ start }) => start[0]!));

/** Whether redis-cli prints this command's reply raw, whatever the mode. */
export function printsRaw(args: readonly Uint8Array[]): boolean {
  const name = lowerWord(args[0]);
  if (!RAW_NAMES.has(name)) return false;
  const sub = lowerWord(args[1]);
  return RAW_COMMANDS.some(
    ({ length, start }) =>
      (length === null || length === args.length) &&
      start[0] === name &&
      (start[1] === undefined || start[1] === sub),
  );
}

/** `-> invalidate: 'k1', 'k2'` for a push of client-side caching; null for any other reply. */
export function formatInvalidation(reply: Reply, string: StringStyle = escapeBytes): string | null {
  if (reply.type !== 'push' || reply.items.length !== 2) return null;
  const [head, keys] = reply.items;
  if (head?.type !== 'string' || lowerWord(head.bytes) !== 'invalidate' || keys?.type !== 'array')
    return null;
  const names = keys.items.map((key) => (key.type === 'string' ? `'${string(key.bytes)}'` : '(nil)'));
  return `-> invalidate: ${names.join(', ')}\n`;
}
