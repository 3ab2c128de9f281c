import { expect, test } from 'vitest';
import { formatCli, type CliForm } from '../../../../shared/format/cli.ts';
import { decode } from '../../../../shared/resp/resp.ts';

const print = (form: CliForm, frame: string, bare = false, delimiter = '\n', end = '\n') =>
  formatCli(decode(Buffer.from(frame, 'latin1')), { form, delimiter, end }, bare);

const HIGH = '$4\r\n\xc3\xa9"\n\r\n';
const NESTED = '*3\r\n*2\r\n:1\r\n+a\r\n-ERR no\r\n$-1\r\n';
const MAP = '%2\r\n$1\r\nk\r\n*2\r\n:1\r\n:2\r\n:3\r\n#t\r\n';

// What redis-cli 7.0.15 printed for the same bytes.
test.each<[CliForm, string, string]>([
  ['standard', HIGH, '"\\xc3\\xa9\\"\\n"\n'],
  ['standard', '+\xc3\x1b[1m\r\n', '\xc3\x1b[1m\n'],
  ['standard', '-ERR \xff\r\n', '(error) ERR \xff\n'],
  ['standard', '=8\r\ntxt:a\nbc\r\n', 'a\nbc\n'],
  ['standard', NESTED, '1) 1) (integer) 1\n   2) a\n2) (error) ERR no\n3) (nil)\n'],
  ['standard', MAP, '1# "k" => \n   1) (integer) 1\n   2) (integer) 2\n2# (integer) 3 => (true)\n'],
  ['raw', HIGH, '\xc3\xa9"\n\n'],
  ['raw', '-ERR no\r\n', 'ERR no\n\n'],
  ['raw', NESTED, '1\na\nERR no\n\n\n'],
  ['raw', MAP, 'k 1\n2\n3 (true)\n'],
  ['raw', '_\r\n', '\n'],
  ['csv', HIGH, '"\\xc3\\xa9\\"\\n"\n'],
  ['csv', NESTED, '1,"a",ERROR,"ERR no",NULL\n'],
  ['csv', MAP, '"k",1,2,3,true\n'],
  ['csv', '*3\r\n*0\r\n,1.5\r\n*0\r\n', ',1.5,\n'],
  ['json', HIGH, '"\xc3\xa9\\"\\n"\n'],
  ['json', '$3\r\n\x00\x1f\x7f\r\n', '"\\u0000\\u001f\x7f"\n'],
  ['json', MAP, '{"k":[1,2],"3":true}\n'],
  ['json', '%1\r\n*2\r\n:1\r\n:2\r\n,3.50\r\n', '{"[1,2]":3.50}\n'],
  ['quoted-json', '$4\r\n\xc3\xa9\\\n\r\n', '"\\\\xc3\\\\xa9\\\\\\\\\\\\n"\n'],
])('%s form of %j', (form, frame, expected) => {
  expect(print(form, frame)).toBe(expected);
});

test.each<[CliForm, string, unknown]>([
  ['json', '-ERR "no"\r\n', { error: 'ERR "no"' }],
  ['json', NESTED, [[1, 'a'], { error: 'ERR no' }, null]],
  ['json', '*3\r\n,inf\r\n,-inf\r\n,nan\r\n', ['inf', '-inf', 'nan']],
  ['json', '%1\r\n%1\r\n+a\r\n:1\r\n+b\r\n', { '{"a":1}': 'b' }],
  ['quoted-json', '$3\r\n"\\\n\r\n', '\\"\\\\\\n'],
  ['quoted-json', '-ERR "\xff"\r\n', { error: 'ERR \\"\\xff\\"' }],
])('%s form of %j can be parsed, although that of redis-cli cannot', (form, frame, expected) => {
  expect(JSON.parse(print(form, frame))).toEqual(expected);
});

test('delimiters are between elements and after replies, in the raw form only', () => {
  const frame = '*2\r\n*2\r\n+a\r\n+b\r\n%2\r\n+c\r\n:1\r\n+d\r\n:2\r\n';
  expect(print('raw', frame, false, ',', '|')).toBe('a,b,c 1,d 2|');
  expect(print('csv', frame, false, ';', '|')).toBe('"a","b","c",1,"d",2\n');
});

test.each<CliForm>(['standard', 'raw', 'csv', 'json', 'quoted-json'])(
  'what redis-cli prints raw in every mode has no newline of its own in the %s form',
  (form) => {
    expect(print(form, '$5\r\na:1\r\n\r\n', true)).toBe('a:1\r\n');
    expect(print(form, '-ERR no\r\n', true)).toBe('ERR no\n');
  },
);
