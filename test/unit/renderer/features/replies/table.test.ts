import { describe, expect, it } from 'vitest';
import { replyTable } from '../../../../../renderer/features/replies/table/command-tables.ts';
import {
  cellText,
  MOST_COLUMNS,
  nextOrder,
  orderRows,
  type ReplyTable,
} from '../../../../../renderer/features/replies/table/reply-table.ts';
import { rowJson, rowText } from '../../../../../renderer/features/replies/copied-text.ts';
import { rowCommandArgs } from '../../../../../renderer/features/replies/row-command.ts';
import { orderOf, Turns, type Keys } from '../../../../../renderer/features/replies/table/row-order.ts';
import { foldable, matchesIn, openTo, treeRows } from '../../../../../renderer/features/replies/tree.ts';
import { nextRow } from '../../../../../renderer/features/replies/value.ts';
import { decode, type Reply } from '../../../../../shared/resp/resp.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const string = (text: string): Reply => ({ type: 'string', bytes: bytes(text) });
const list = (...items: (string | Reply)[]): Reply => ({
  type: 'array',
  items: items.map((item) => (typeof item === 'string' ? string(item) : item)),
});

const shown = async (table: ReplyTable, choice: Partial<Parameters<typeof orderRows>[1]>) => {
  const rows = await orderRows(table, { order: null, filter: '', escape: 'readable', ...choice });
  return [...rows!].map((index) => cellText(table.rows[index]![0]!, 'readable'));
};

describe('the order of very many rows', () => {
  const by = async (keys: Keys, descending = false) => [...(await orderOf(keys, descending, new Turns()))!];

  it('is that of a sort of all at once, stable, with rows without a value last', async () => {
    const values = Array.from({ length: 5003 }, (_, i) => (i % 97 === 0 ? NaN : (i * 7919) % 500));
    const wanted = (sign: number) =>
      values
        .map((value, i) => ({ value, i }))
        .sort((a, b) => {
          if (Number.isNaN(a.value) || Number.isNaN(b.value))
            return Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value));
          return sign * (a.value - b.value);
        })
        .map(({ i }) => i);
    expect(await by(Float64Array.from(values))).toEqual(wanted(1));
    expect(await by(Float64Array.from(values), true)).toEqual(wanted(-1));
    const texts = values.map((value) => (Number.isNaN(value) ? null : String(value).padStart(3, '0')));
    expect(await by(texts, true)).toEqual(wanted(-1));
    expect(await by([null, '', 'b', null, 'a'])).toEqual([1, 4, 2, 0, 3]);
  });

  it('ends early once nobody wants it', async () => {
    let looks = 0;
    const turns = new Turns(() => ++looks > 3);
    expect(await orderOf(new Float64Array(100_000), false, turns)).toBeNull();
    expect(looks).toBe(4);
  });

  it('goes from ascending to descending to that of the reply', () => {
    const first = nextOrder(null, { column: 1 });
    expect(first).toEqual({ column: 1, descending: false });
    expect(nextOrder(first, { column: 1 })).toEqual({ column: 1, descending: true });
    expect(nextOrder({ column: 1, descending: true }, { column: 1 })).toBeNull();
    expect(nextOrder({ column: 1, descending: true }, { column: 0 })).toEqual({
      column: 0,
      descending: false,
    });
  });
});

describe('a row as text and as a command', () => {
  const hash = replyTable('hgetall h', list('a\tb', 'it\'s "1"'))!;
  const of = (command: string) => rowCommandArgs(command, hash.columns, hash.rows[0]!);
  const texts = (args: readonly Uint8Array[] | undefined) =>
    args?.map((arg) => new TextDecoder().decode(arg));

  it('is one line, or JSON with the names of the columns', () => {
    expect(rowText(hash.rows[0]!)).toBe('a\\tb\tit\'s "1"');
    expect(JSON.parse(rowJson(hash.columns, hash.rows[0]!))).toEqual({ field: 'a\tb', value: 'it\'s "1"' });
    expect(JSON.parse(rowJson(hash.columns, [string('x'), null]))).toEqual({ field: 'x' });
  });

  it('writes the row if the key is known exactly, and only then', () => {
    expect(of('HGETALL h')?.name).toBe('HSET');
    expect(texts(of('HGETALL h')?.args)).toEqual(['h', 'a\tb', 'it\'s "1"']);
    for (const inexact of ['hgetall two words', 'hgetall a\\x00', 'hgetall cut…', 'get h'])
      expect(of(inexact)).toBeNull();
    const config = replyTable('config get maxmemory', list('maxmemory', '0'))!;
    const set = rowCommandArgs('config get maxmemory', config.columns, config.rows[0]!);
    expect([set?.name, ...texts(set?.args)!]).toEqual(['CONFIG SET', 'maxmemory', '0']);
  });
});

describe('a table', () => {
  const hash = replyTable('HGETALL h', list('b', '10', 'a', '9', 'c', ''))!;

  it('sorts numbers as numbers, rows without a value last, and equal ones as the reply has them', async () => {
    const by = (column: number, descending: boolean) => shown(hash, { order: { column, descending } });
    expect(await by(0, false)).toEqual(['a', 'b', 'c']);
    expect(await by(1, false)).toEqual(['a', 'b', 'c']);
    expect(await by(1, true)).toEqual(['b', 'a', 'c']);
    const alike = replyTable('hgetall h', list('y', '1', 'x', '1'))!;
    expect(await shown(alike, { order: { column: 1, descending: true } })).toEqual(['y', 'x']);
  });

  it('shows the rows that have a text in any cell, beyond what a cell shows too', async () => {
    const long = replyTable(
      'hgetall h',
      list('k', `${'x'.repeat(5000)}NEEDLE`, 'needles', '1', 'other', '2'),
    )!;
    expect(await shown(long, { filter: 'needle' })).toEqual(['k', 'needles']);
    expect(cellText(long.rows[0]![1]!, 'readable')).toBe(`${'x'.repeat(200)}…`);
  });

  it('escapes cells as the transcript does', () => {
    const cell = decode(Uint8Array.of(0x24, 0x34, 13, 10, 0x1b, 0xff, 0xc3, 0xa9, 13, 10));
    expect(cellText(cell, 'readable')).toBe('\\x1b\\xff\\xc3\\xa9');
    expect(cellText(string('é\n\u202e'), 'readable')).toBe('é\\n\\u202e');
    expect(cellText(string('é'), 'redis-cli')).toBe('\\xc3\\xa9');
    expect(cellText(string('é'.repeat(500)), 'readable')).toBe(`${'é'.repeat(200)}…`);
  });

  it('has a bounded number of columns; the fields beyond them are together in the last', () => {
    const fields = Array.from({ length: 100 }, (_, i) => [`f${i}`, String(i)]).flat();
    const { columns, rows } = replyTable('xrange s - +', list(list('1-1', list(...fields))))!;
    expect(columns).toHaveLength(MOST_COLUMNS);
    expect(columns.at(-1)!.label).toBe('more fields');
    expect(cellText(rows[0]!.at(-1)!, 'readable')).toBe('array, 124 elements');
  });

  it('is not made of replies with another shape', () => {
    const others: [string, Reply][] = [
      ['hgetall h', list('a', '1', 'b')],
      ['hgetall h', string('a')],
      ['zrange z 0 -1 withscores', list('a', 'b')],
      ['xrange s - +', list('1-1', '1-2')],
      ['xrange s - + count 1', list(list('1-1', list('odd')))],
      ['client list', string('no assignment here')],
      ['info', string('# Server\r\nno colon\r\n')],
      ['slowlog get', list(list('1', '2', '3', '4', '5', '6', '7'))],
      ['slowlog len', list(list('1'))],
      ['constructor', list('a', 'b')],
    ];
    for (const [command, reply] of others) expect(replyTable(command, reply), command).toBeNull();
  });
});

describe('a tree', () => {
  const root = list('one', list('two', list('Deep')), list());

  it('shows what is unfolded', () => {
    const paths = (open: Iterable<string>) => treeRows(root, new Set(open)).map(({ path }) => path);
    expect(paths([])).toEqual(['0', '1', '2']);
    expect(paths(['1'])).toEqual(['0', '1', '1.0', '1.1', '2']);
    expect(paths(foldable(root))).toEqual(['0', '1', '1.0', '1.1', '1.1.0', '2']);
    expect(treeRows(root, new Set())[2]!.isOpen).toBeNull();
  });

  it('finds folded elements and unfolds those they are in', () => {
    expect(matchesIn(root, 'deep')).toEqual(['1.1.0']);
    expect([...openTo(new Set(), '1.1.0')].sort()).toEqual(['1', '1.1']);
    const map = decode(bytes('%1\r\n+Name\r\n:1\r\n'));
    expect(matchesIn(map, 'name')).toEqual(['0']);
    expect(matchesIn(root, '')).toEqual([]);
  });
});

it('a text is found in lines forwards and backwards, around the end', () => {
  const rows = ['a x', 'b', 'c X'];
  expect(nextRow(rows, 'x', null, false)).toBe(0);
  expect(nextRow(rows, 'x', 0, false)).toBe(2);
  expect(nextRow(rows, 'x', 2, false)).toBe(0);
  expect(nextRow(rows, 'x', 0, true)).toBe(2);
  expect(nextRow(rows, 'x', null, true)).toBe(2);
  expect(nextRow(rows, 'z', 1, false)).toBeNull();
});
