/** Reads rows from the shapes in which servers answer; null if a reply has another shape. Pure. */
import type { Reply } from '../../../../shared/resp/resp.ts';
import { readable } from '../../../../shared/format/escape.ts';
import { bytesOf, plain } from '../value.ts';
import { MOST_COLUMNS, numberOf, tableOf, type ReplyTable } from './reply-table.ts';

/** Fields of a row beyond the columns, and those that it has twice. */
const MORE = 'more fields';

type Pair = readonly [Reply, Reply];

const itemsOf = (reply: Reply | undefined): readonly Reply[] | null =>
  reply && 'items' in reply ? reply.items.map(plain) : null;

/** A map, or RESP2's array of names and values in turn. */
export function pairsOf(reply: Reply): readonly Pair[] | null {
  if (reply.type === 'map') return reply.entries.map(([name, value]) => [plain(name), plain(value)]);
  const items = itemsOf(reply);
  if (!items || items.length % 2 !== 0) return null;
  const pairs: Pair[] = [];
  for (let i = 0; i < items.length; i += 2) pairs.push([items[i]!, items[i + 1]!]);
  return pairs;
}

/** A row for each pair. */
export function pairTable(reply: Reply, labels: readonly [string, string]): ReplyTable | null {
  const pairs = pairsOf(reply);
  return pairs?.every(([name]) => bytesOf(name)) ? tableOf(labels, pairs) : null;
}

/** Members with scores: in turn on RESP2, in arrays of two on RESP3 and in ZMPOP. */
export function scoreTable(reply: Reply): ReplyTable | null {
  const items = itemsOf(reply);
  if (!items) return null;
  const nested = items.map((item) => itemsOf(item));
  const rows = nested.every((pair) => pair?.length === 2)
    ? (nested as (readonly Reply[])[]).map(([member, score]) => [member!, score!])
    : pairsOf(reply);
  return rows?.every(([member, score]) => bytesOf(member!) && numberOf(score!) !== null)
    ? tableOf(['member', 'score'], rows)
    : null;
}

interface Named {
  /** Cells before those of the fields. */
  start: readonly Reply[];
  fields: readonly Pair[];
}

/** A column for each name that a field of any row has. */
function namedTable(starts: readonly string[], named: readonly Named[]): ReplyTable {
  const names = new Map<string, number>();
  let hasMore = false;
  const most = MOST_COLUMNS - starts.length - 1;
  for (const { fields } of named)
    for (const [name] of fields) {
      const text = nameText(name);
      if (names.has(text)) continue;
      if (names.size < most) names.set(text, starts.length + names.size);
      else hasMore = true;
    }
  const width = starts.length + names.size;
  const rows = named.map(({ start, fields }) => {
    const row: (Reply | null)[] = [...start, ...Array<null>(names.size).fill(null)];
    const rest: Reply[] = [];
    for (const [name, value] of fields) {
      const at = names.get(nameText(name));
      if (at !== undefined && row[at] === null) row[at] = value;
      else rest.push(name, value);
    }
    hasMore ||= rest.length > 0;
    row[width] = rest.length === 0 ? null : { type: 'array', items: rest };
    return row;
  });
  const labels = [...starts, ...names.keys()];
  return hasMore
    ? tableOf([...labels, MORE], rows)
    : tableOf(
        labels,
        rows.map((row) => row.slice(0, width)),
      );
}

const LONGEST_NAME = 100;
const nameText = (name: Reply): string =>
  readable((bytesOf(name) ?? new Uint8Array()).subarray(0, LONGEST_NAME));

/** An id and its fields: an entry of a stream. Deleted entries have none. */
function entryOf(reply: Reply, start: readonly Reply[]): Named | null {
  const [id, fields] = itemsOf(reply) ?? [];
  if (!id || !bytesOf(id) || !fields) return null;
  const pairs = fields.type === 'null' ? [] : pairsOf(fields);
  return pairs && { start: [...start, id], fields: pairs };
}

const all = <Value>(values: readonly (Value | null)[]): Value[] | null =>
  values.every((value) => value !== null) ? (values as Value[]) : null;

export function entryTable(reply: Reply): ReplyTable | null {
  const entries = all((itemsOf(reply) ?? [null]).map((item) => item && entryOf(item, [])));
  return entries && namedTable(['id'], entries);
}

/** The entries of several streams: XREAD. */
export function streamTable(reply: Reply): ReplyTable | null {
  const streams =
    reply.type === 'map'
      ? pairsOf(reply)
      : all(
          (itemsOf(reply) ?? [null]).map((one) => (one && itemsOf(one)?.length === 2 ? itemsOf(one) : null)),
        );
  if (!streams) return null;
  const entries = all(
    streams.flatMap(([key, items]) =>
      (itemsOf(items) ?? [null]).map((item) => item && entryOf(item, [key!])),
    ),
  );
  return entries && namedTable(['stream', 'id'], entries);
}

/** Records: maps, or arrays of names and values. */
export function recordTable(reply: Reply): ReplyTable | null {
  const records = all(
    (itemsOf(reply) ?? [null]).map((item): Named | null => {
      const fields = item && pairsOf(item);
      return fields?.every(([name]) => bytesOf(name)) ? { start: [], fields } : null;
    }),
  );
  return records && namedTable([], records);
}

/** Arrays whose places have meanings, the last of which may be missing. */
export function tupleTable(reply: Reply, labels: readonly string[], times?: string): ReplyTable | null {
  const tuples = all((itemsOf(reply) ?? [null]).map((item) => item && itemsOf(item)));
  const most = Math.max(0, ...(tuples ?? []).map(({ length }) => length));
  if (!tuples || most > labels.length) return null;
  const shown = labels.slice(0, Math.max(most, 1));
  const rows = tuples.map((tuple) => shown.map((_, at) => tuple[at] ?? null));
  return tableOf(shown, rows, times);
}

/** Splits lines that end with LF or CRLF; blank ones are left out. */
function linesOf(reply: Reply): Uint8Array[] | null {
  if (reply.type !== 'string' && reply.type !== 'verbatim') return null;
  return split(reply.bytes, 10)
    .map((line) => (line.at(-1) === 13 ? line.subarray(0, -1) : line))
    .filter(({ length }) => length > 0);
}

function split(bytes: Uint8Array, at: number): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let from = 0; from <= bytes.length;) {
    const end = bytes.indexOf(at, from);
    parts.push(bytes.subarray(from, end < 0 ? bytes.length : end));
    from = end < 0 ? bytes.length + 1 : end + 1;
  }
  return parts;
}

const string = (bytes: Uint8Array): Reply => ({ type: 'string', bytes });

function pairAt(bytes: Uint8Array, mark: number): Pair | null {
  const at = bytes.indexOf(mark);
  return at < 1 ? null : [string(bytes.subarray(0, at)), string(bytes.subarray(at + 1))];
}

/** `name=value name=value` on every line: CLIENT LIST. */
export function assignmentTable(reply: Reply): ReplyTable | null {
  const lines = linesOf(reply);
  const records = lines && all(lines.map((line) => all(split(line, 32).map((part) => pairAt(part, 61)))));
  return (
    records &&
    namedTable(
      [],
      records.map((fields) => ({ start: [], fields })),
    )
  );
}

/** `name:value` on every line, below headings of sections: INFO, CLUSTER INFO. */
export function infoTable(reply: Reply): ReplyTable | null {
  const lines = linesOf(reply);
  if (!lines) return null;
  let section: Reply | null = null;
  const rows: (Reply | null)[][] = [];
  for (const line of lines) {
    if (line[0] === 0x23) {
      section = string(line.subarray(line[1] === 32 ? 2 : 1));
      continue;
    }
    const pair = pairAt(line, 58);
    if (!pair) return null;
    rows.push([section, ...pair]);
  }
  if (section !== null) return tableOf(['section', 'name', 'value'], rows);
  return tableOf(
    ['name', 'value'],
    rows.map((row) => row.slice(1)),
  );
}

/** Words on every line, the last column taking all that follow: CLUSTER NODES. */
export function wordTable(reply: Reply, labels: readonly string[]): ReplyTable | null {
  const lines = linesOf(reply);
  const last = labels.length - 1;
  const rows = lines?.map((line) => {
    const words = split(line, 32);
    const rest = words.slice(last);
    const length = rest.reduce((sum, word) => sum + word.length + 1, -1);
    const tail = rest.length === 0 ? null : string(line.subarray(line.length - length));
    return [...labels.slice(0, last).map((_, at) => (words[at] ? string(words[at]) : null)), tail];
  });
  return rows?.every(([first]) => first) ? tableOf(labels, rows) : null;
}

/** The second element of a reply that begins with a cursor or a key. */
export function second(reply: Reply): Reply | null {
  const items = itemsOf(reply);
  return items && (items.length === 2 || items.length === 3) ? items[1]! : null;
}
