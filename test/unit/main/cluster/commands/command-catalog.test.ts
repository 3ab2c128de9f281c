import { describe, expect, test } from 'vitest';
import { readCommandTable } from '../../../../../main/cluster/commands/command-catalog.ts';
import {
  BUNDLED_COMMANDS,
  findKeys,
  type CommandTable,
} from '../../../../../shared/commands/command-table.ts';
import { decode, argsOf } from '../../../../../shared/resp/resp.ts';

const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;
const array = (...items: string[]) => `*${items.length}\r\n${items.join('')}`;
const map = (fields: { [name: string]: string }) =>
  array(...Object.entries(fields).flatMap(([name, value]) => [bulk(name), value]));
const number = (value: number | string) => `:${value}\r\n`;

/** COMMAND with one command that has one key specification. */
function tableOf(name: string, begin: string, find: string): CommandTable {
  const spec = map({ flags: array(), begin_search: begin, find_keys: find });
  const fields = [
    bulk(name),
    number(2),
    array(),
    number(1),
    number(1),
    number(1),
    array(),
    array(),
    array(spec),
    array(),
  ];
  return readCommandTable(decode(Buffer.from(array(array(...fields)))));
}
const index = (at: number | string) => map({ type: bulk('index'), spec: map({ index: number(at) }) });
const keyword = (from: number) =>
  map({ type: bulk('keyword'), spec: map({ keyword: bulk('STREAMS'), startfrom: number(from) }) });
const range = (last: number | string, step: number | string, limit: number | string) =>
  map({
    type: bulk('range'),
    spec: map({ lastkey: number(last), keystep: number(step), limit: number(limit) }),
  });
const keynum = (at: number, first: number, step: number) =>
  map({
    type: bulk('keynum'),
    spec: map({ keynumidx: number(at), firstkey: number(first), keystep: number(step) }),
  });

const HUGE = '9223372036854775807';

describe('a server whose COMMAND names impossible positions', () => {
  test.each([
    ['a negative index', index(-5), range(0, 1, 0)],
    ['the name itself', index(0), range(0, 1, 0)],
    ['an index beyond all lines', index(HUGE), range(0, 1, 0)],
    ['a keyword from nowhere', keyword(0), range(0, 1, 0)],
    ['a step of nought', index(1), range(-1, 0, 0)],
    ['a step backwards', index(1), range(-1, -1, 0)],
    ['a last key beyond all lines', index(1), range(HUGE, 1, 0)],
    ['a negative limit', index(1), range(-1, 1, -2)],
    ['a count before its place', index(1), keynum(-1, 1, 1)],
    ['keys before their count', index(1), keynum(0, -1, 1)],
    ['keys that never go on', index(1), keynum(0, 1, 0)],
  ])('is not believed: %s', (_, begin, find) => {
    expect(tableOf('get', begin, find)['get']![3]).toEqual(BUNDLED_COMMANDS['get']![3]);
    const table = tableOf('json.mine', begin, find);
    expect(table['json.mine']![3]).toEqual([[[], ['unknown'], ['unknown']]]);
    expect(findKeys(table, argsOf('json.mine', '9007199254740991', 'a', 'b'))).toEqual([]);
  });

  test('one that names sane places is', () => {
    const table = tableOf('json.mine', keyword(-2), range(-1, 1, 2));
    expect(table['json.mine']![3]).toEqual([[[], ['keyword', 'STREAMS', -2], ['range', -1, 1, 2]]]);
    const counted = tableOf('json.mine', index(1), keynum(0, 1, 1));
    expect(findKeys(counted, argsOf('json.mine', '2', 'a', 'b', 'c'))).toEqual([2, 3]);
  });
});

test('only arguments of the line are keys, whatever the table says', () => {
  const table: CommandTable = { get: [2, [], [], [[[], ['index', -5], ['range', 0, 1, 0]]], {}] };
  expect(findKeys(table, argsOf('get', 'a'))).toEqual([]);
  table['get']![3] = [[[], ['index', 1], ['keynum', 0, -9, 0]]];
  expect(findKeys(table, argsOf('get', '3', 'a'))).toEqual([]);
});
