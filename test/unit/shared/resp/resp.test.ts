import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatReply, formatRaw, printsRaw } from '../../../../shared/format/tty.ts';
import { decode, argsOf } from '../../../../shared/resp/resp.ts';

const tty = (frame: string) => formatReply(decode(Buffer.from(frame, 'latin1')));

test.each([
  ['+OK\r\n', 'OK\n'],
  ['-ERR no\r\n', '(error) ERR no\n'],
  ['!6\r\nERR no\r\n', '(error) ERR no\n'],
  [':42\r\n', '(integer) 42\n'],
  ['$2\r\nOK\r\n', '"OK"\n'],
  ['$-1\r\n', '(nil)\n'],
  ['*-1\r\n', '(nil)\n'],
  ['_\r\n', '(nil)\n'],
  [',3.0\r\n', '(double) 3.0\n'],
  [',nan\r\n', '(double) nan\n'],
  ['#t\r\n', '(true)\n'],
  ['#T\r\n', '(true)\n'],
  ['(123456789012345678901234567890\r\n', '(big number) 123456789012345678901234567890\n'],
  ['=8\r\ntxt:a\nbc\r\n', 'a\nbc\n'],
  ['*0\r\n', '(empty array)\n'],
  ['%0\r\n', '(empty hash)\n'],
  ['~0\r\n', '(empty set)\n'],
  ['>0\r\n', '(empty push)\n'],
  ['*2\r\n:1\r\n*2\r\n:2\r\n*0\r\n', '1) (integer) 1\n2) 1) (integer) 2\n   2) (empty array)\n'],
  ['~1\r\n:1\r\n', '1~ (integer) 1\n'],
  ['%1\r\n+a\r\n:1\r\n', '1# a => (integer) 1\n'],
  ['%1\r\n+a\r\n*2\r\n:1\r\n:2\r\n', '1# a => \n   1) (integer) 1\n   2) (integer) 2\n'],
  ['%1\r\n+m\r\n%1\r\n+x\r\n:1\r\n', '1# m => 1# x => (integer) 1\n'],
  ['|1\r\n+ttl\r\n:1\r\n:5\r\n', '(integer) 5\n'],
  ['$9\r\na"\\\n\r\t\x07\x08\x00\r\n', '"a\\"\\\\\\n\\r\\t\\a\\b\\x00"\n'],
  ['$2\r\n\xc3\xa9\r\n', '"\\xc3\\xa9"\n'],
])('%j prints as redis-cli prints it', (frame, text) => {
  expect(tty(frame)).toBe(text);
});

test('ten elements are aligned to the width of the last index', () => {
  expect(tty(`*10\r\n${':0\r\n'.repeat(10)}`).split('\n')[0]).toBe(' 1) (integer) 0');
});

test('a status or error cannot bring escape sequences to the terminal', () => {
  expect(tty('+\x1b[2Jgone\r\n')).toBe('\\x1b[2Jgone\n');
  expect(tty('-ERR \x1b]0;x\x07\u202e\r\n'.replace('\u202e', Buffer.from('\u202e').toString('latin1')))).toBe(
    '(error) ERR \\x1b]0;x\\a\\u202e\n',
  );
});

test.each(['', '$5\r\nab\r\n', '*1000000000\r\n', '$9999999999999999999\r\n', '*1\r\n', '?x\r\n', '+no end'])(
  'the broken frame %j is refused with a RangeError',
  (frame) => {
    expect(() => decode(Buffer.from(frame))).toThrow(RangeError);
  },
);

test('nesting beyond 128 is refused, not followed', () => {
  expect(() => decode(Buffer.from('*1\r\n'.repeat(100_000) + ':1\r\n'))).toThrow(/nested/);
});

test('arbitrary bytes are decoded or refused, and what is decoded prints no control byte but newline', () => {
  const line = fc.constantFrom('*1', '*2', '%1', '~1', '|1', '$3', '+', ':', '-', '(', ',', '#', '=5', '_');
  const frames = fc.array(fc.oneof(line, fc.string({ unit: 'binary' })), { minLength: 1 });
  fc.assert(
    fc.property(frames, (pieces) => {
      let text: string;
      try {
        text = formatReply(decode(Buffer.from(pieces.join('\r\n') + '\r\n')));
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
        return;
      }
      expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    }),
    { numRuns: 3000 },
  );
});

test('INFO, CLUSTER NODES and CLIENT LIST print raw; CLUSTER NODES with more words does not', () => {
  expect(printsRaw(argsOf('Info'))).toBe(true);
  expect(printsRaw(argsOf('cluster', 'nodes'))).toBe(true);
  expect(printsRaw(argsOf('cluster', 'nodes', 'x'))).toBe(false);
  expect(printsRaw(argsOf('client', 'list', 'type', 'normal'))).toBe(true);
  expect(printsRaw(argsOf('get', 'x'))).toBe(false);
  expect(formatRaw(decode(Buffer.from('$5\r\na\r\nbc\r\n')))).toBe('a\nbc');
});
