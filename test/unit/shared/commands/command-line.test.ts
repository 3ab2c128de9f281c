import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitLine } from '../../../../shared/commands/command-line.ts';
import { escapeBytes } from '../../../../shared/format/escape.ts';

const split = (line: string) => {
  const result = splitLine(line);
  return result.ok ? result.words.map((word) => Buffer.from(word.bytes).toString('latin1')) : result.problem;
};

test.each<[string, string[] | string]>([
  ['get foo', ['get', 'foo']],
  ['  get\t foo\r\n', ['get', 'foo']],
  ['', []],
  [' \v\f ', []],
  ['a"b c"', ['ab c']],
  ['set""', ['set']],
  ['""', ['']],
  ['"a"b', 'text after quote'],
  ['"a""b"', 'text after quote'],
  ["''x", 'text after quote'],
  ['"abc', 'unclosed'],
  ["'abc", 'unclosed'],
  ['"abc\\', 'unclosed'],
  ['"\\x41\\x4a"', ['AJ']],
  ['"\\x4"', ['x4']],
  ['"\\X41"', ['X41']],
  ['"\\n\\r\\t\\b\\a"', ['\n\r\t\b\x07']],
  ['"\\0\\v\\q"', ['0vq']],
  ["'a\\nb'", ['a\\nb']],
  ["'it\\'s'", ["it's"]],
  ['a\\ b', ['a\\', 'b']],
  ['\\"a\\"', 'unclosed'],
  ['a\vb', ['a\vb']],
  ['$x *# ;|', ['$x', '*#', ';|']],
])('%j splits as redis-cli does', (line, words) => {
  expect(split(line)).toEqual(words);
});

test('text outside ASCII goes over as UTF-8, also after an escape', () => {
  expect(split('set "é\\x00\\é😀"')).toEqual(['set', Buffer.from('é\0é😀').toString('latin1')]);
});

test('a word holds its position and whether it is plain', () => {
  const result = splitLine('get "a b" c');
  expect(result.words.map(({ start, end, plain }) => [start, end, plain])).toEqual([
    [0, 3, true],
    [4, 9, false],
    [10, 11, true],
  ]);
});

test('any bytes, written as redis-cli prints strings, come back as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 5 }), (args) => {
      const result = splitLine(args.map((word) => `"${escapeBytes(word)}"`).join(' '));
      expect(result.ok && result.words.map((word) => [...word.bytes])).toEqual(args.map((word) => [...word]));
    }),
  );
});

test('no text makes it throw, and words never overlap', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (line) => {
      let end = 0;
      for (const word of splitLine(line).words) {
        expect(word.start).toBeGreaterThanOrEqual(end);
        end = word.end;
      }
      expect(end).toBeLessThanOrEqual(line.length);
    }),
  );
});
