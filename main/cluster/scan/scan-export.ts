/** Exports a finished scan piece by piece: CSV of its tags, or JSON with everything found. */
import { stringify } from 'csv-stringify/sync';
import { escapeBytes } from '../../../shared/format/escape.ts';
import { utf8 } from '../../../shared/resp/resp.ts';
import type { ScanState, TagRow } from '../../../shared/slots/scan-model.ts';
import { LONGEST_TAG } from './tag-part.ts';
import type { ScanRows } from './scan-rows.ts';

/** Rows in one piece. */
const ROWS = 500;

const COLUMNS = [
  'tag',
  'escaped',
  'keys',
  'low_by',
  'share',
  'slot',
  'shard',
  'types',
  'samples',
  'memory_bytes',
  'memory_error',
  'verdict',
] as const;

/** The text, escaped as in redis-cli if it is not UTF-8, and whether it is; `cut` if only its beginning is known. */
function named(bytes: Uint8Array): { text: string; escaped: boolean; cut: boolean } {
  const cut = bytes.length >= LONGEST_TAG;
  const text = utf8(bytes);
  return text === null ? { text: escapeBytes(bytes), escaped: true, cut } : { text, escaped: false, cut };
}

export function* exportScan(form: 'csv' | 'json', state: ScanState, rows: ScanRows): Generator<string> {
  yield* form === 'csv' ? asCsv(rows) : asJson(state, rows);
}

function* asCsv(rows: ScanRows): Generator<string> {
  // A spreadsheet would take a tag that begins with = or @ for a formula, so csv-stringify puts a ' before it.
  const write = (records: readonly (readonly unknown[])[]) =>
    stringify(records as unknown[][], { escape_formulas: true, cast: { boolean: String } });
  yield write([COLUMNS]);
  for (const piece of pieces(rows.allTags()))
    yield write(
      piece.map((row) => {
        const { text, escaped } = named(row.tag);
        const types = row.types.map(({ type, share }) => `${type} ${share.toFixed(3)}`).join('; ');
        return [
          text,
          escaped,
          row.keys,
          row.lowBy,
          row.share,
          row.slot,
          row.shard,
          types,
          row.samples,
          row.memory === null ? null : Math.round(row.memory.value),
          row.memory === null ? null : Math.round(row.memory.error),
          row.verdict,
        ];
      }),
    );
}

function* asJson(state: ScanState, rows: ScanRows): Generator<string> {
  const { options, slots, fullestSlot, topTags, ...summary } = state;
  const head = {
    options,
    summary: {
      ...summary,
      fullestSlot: fullestSlot && { ...fullestSlot, tag: fullestSlot.tag && named(fullestSlot.tag) },
      topTags: topTags.map(({ shard, tags }) => ({
        shard,
        tags: tags.map(({ tag, keys }) => ({ ...named(tag), keys })),
      })),
      slots: [...slots],
    },
  };
  yield `${JSON.stringify(head).slice(0, -1)},\n"tags":[\n`;
  yield* asList(rows.allTags(), (row) => ({ ...plain(row), ...named(row.tag) }));
  yield '],\n"prefixes":[\n';
  yield* asList(rows.allPrefixes(), ({ prefix, ...row }) => ({ ...named(prefix), ...row }));
  yield ']}\n';
}

const plain = ({ tag: _tag, largest, ...row }: TagRow) => ({
  ...row,
  largest: largest.map(({ key, bytes }) => ({ ...named(key), bytes })),
});

function* asList<R>(rows: Iterable<R>, toPlain: (row: R) => unknown): Generator<string> {
  let first = true;
  for (const piece of pieces(rows)) {
    yield (first ? '' : ',\n') + piece.map((row) => JSON.stringify(toPlain(row))).join(',\n');
    first = false;
  }
}

function* pieces<R>(rows: Iterable<R>): Generator<R[]> {
  let piece: R[] = [];
  for (const row of rows) {
    piece.push(row);
    if (piece.length < ROWS) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}
