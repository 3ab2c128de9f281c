import { expect, test } from 'vitest';
import { BUNDLED_DOCS } from '../../../../../main/cluster/commands/bundled-docs.ts';
import { parseDocs } from '../../../../../main/cluster/commands/command-docs.ts';
import { findDoc } from '../../../../../shared/commands/command-docs.ts';
import { decode } from '../../../../../shared/resp/resp.ts';

const encoder = new TextEncoder();
const bulk = (text: string) => `$${encoder.encode(text).length}\r\n${text}\r\n`;
const array = (...items: string[]) => `*${items.length}\r\n${items.join('')}`;
const map = (...items: string[]) => `%${items.length / 2}\r\n${items.join('')}`;
const set = (...items: string[]) => `~${items.length}\r\n${items.join('')}`;
const parse = (frame: string) => parseDocs(decode(encoder.encode(frame)));

const jsonSet = (fields: (...items: string[]) => string, flags: (...items: string[]) => string) =>
  fields(
    bulk('JSON.SET'),
    fields(
      bulk('summary'),
      bulk('Sets a JSON value'),
      bulk('since'),
      bulk('1.0.0'),
      bulk('group'),
      bulk('module'),
      bulk('arguments'),
      array(
        fields(bulk('name'), bulk('key'), bulk('type'), bulk('key'), bulk('key_spec_index'), ':0\r\n'),
        fields(
          ...[bulk('name'), bulk('expiry'), bulk('display_text'), bulk('seconds'), bulk('type')],
          ...[bulk('integer'), bulk('token'), bulk('EX'), bulk('flags')],
          flags('+optional\r\n', '+multiple\r\n', '+multiple_token\r\n'),
        ),
      ),
      bulk('subcommands'),
      fields(bulk('json.set|twice'), fields(bulk('summary'), bulk('Again '))),
    ),
  );

test.each([
  ['RESP3', jsonSet(map, set)],
  ['RESP2', jsonSet(array, array)],
])("a module's documentation is read from a %s reply", (_, frame) => {
  expect(parse(frame)).toEqual({
    'json.set': {
      summary: 'Sets a JSON value',
      since: '1.0.0',
      group: 'module',
      complexity: '',
      arguments: [
        { name: 'key', type: 'key' },
        {
          name: 'seconds',
          type: 'integer',
          token: 'EX',
          optional: true,
          multiple: true,
          multipleToken: true,
        },
      ],
      subcommands: {
        twice: { summary: 'Again', since: '', group: '', complexity: '', arguments: [], subcommands: {} },
      },
    },
  });
});

test('a server’s texts cannot move a cursor, grow without bound, or pollute a prototype', () => {
  const docs = parse(
    array(
      ...[bulk('__proto__'), array(bulk('summary'), bulk('x'))],
      ...[bulk('a b'), array(bulk('summary'), bulk('x'))],
      ...[bulk('evil'), array(bulk('summary'), bulk(`\x1b[2J\u202e${'x'.repeat(100_000)}`))],
    ),
  );
  expect(Object.keys(docs)).toEqual(['evil']);
  expect(docs.evil!.summary).toMatch(/^\\x1b\[2J\\u202ex+$/);
  expect(docs.evil!.summary.length).toBeLessThan(500);
  let nested = array(bulk('name'), bulk('x'));
  for (let i = 0; i < 20; i++) nested = array(bulk('name'), bulk('x'), bulk('arguments'), array(nested));
  const deep = JSON.stringify(parse(array(bulk('deep'), array(bulk('arguments'), array(nested)))));
  expect(deep.match(/arguments/g)!.length).toBeLessThan(1000);
});

test.each(['$-1\r\n', ':1\r\n', '*1\r\n:1\r\n', array(bulk('get'), ':1\r\n'), array(bulk('get'))])(
  'invalid documentation gives no summary: %j',
  (frame) => {
    expect(Object.values(parse(frame)).every(({ summary }) => summary === '')).toBe(true);
  },
);

test('an entry is found by one word or by two', () => {
  expect(findDoc(BUNDLED_DOCS, ['set', 'a'])).toMatchObject({ name: 'set', length: 1 });
  expect(findDoc(BUNDLED_DOCS, ['cluster', 'keyslot'])).toMatchObject({ name: 'cluster keyslot', length: 2 });
  expect(findDoc(BUNDLED_DOCS, ['cluster', 'constructor'])).toMatchObject({ name: 'cluster', length: 1 });
  expect(findDoc(BUNDLED_DOCS, ['constructor'])).toBeNull();
});
