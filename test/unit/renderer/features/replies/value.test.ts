import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { hexRow, hexRows, hexText } from '../../../../../renderer/features/replies/hex.ts';
import { prettyJson } from '../../../../../renderer/features/replies/pretty-json.ts';
import {
  countElements,
  decodeValue,
  describeValue,
  elementAt,
  preview,
  textOf,
  textRows,
  valueAt,
} from '../../../../../renderer/features/replies/value.ts';
import { reduceOverlay } from '../../../../../renderer/window/overlay-state.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const value = (frame: string) => decodeValue(bytes(frame))!;

describe('bytes in hexadecimal', () => {
  it('stand in rows of sixteen with their offset and their ASCII', () => {
    const all = Uint8Array.from({ length: 18 }, (_, i) => i + 0x38);
    expect(hexRows(all)).toBe(2);
    expect(hexText(all)).toBe(
      '00000000  38 39 3a 3b 3c 3d 3e 3f  40 41 42 43 44 45 46 47  |89:;<=>?@ABCDEFG|\n' +
        `00000010  48 49${' '.repeat(43)}  |HI|\n`,
    );
    expect(hexText(new Uint8Array())).toBe('');
    expect(hexRow(Uint8Array.of(0x1b, 0xff), 0).ascii).toBe('..');
  });
});

describe('JSON', () => {
  it('is indented, its numbers, names and escapes as they are', () => {
    expect(prettyJson('{"a":[1,2,{"b":12345678901234567890}],"a":"x\\u0041{,}","e":[],"o":{}}')).toBe(
      [
        '{',
        '  "a": [',
        '    1,',
        '    2,',
        '    {',
        '      "b": 12345678901234567890',
        '    }',
        '  ],',
        '  "a": "x\\u0041{,}",',
        '  "e": [],',
        '  "o": {}',
        '}',
      ].join('\n'),
    );
  });
  it.each(['', 'text', '1', '"a"', '{', '[1,]', '{a:1}'])('%j is not indented', (text) => {
    expect(prettyJson(text)).toBeNull();
  });
  it('means the same indented', () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())), (json) => {
        expect(JSON.parse(prettyJson(JSON.stringify(json))!)).toEqual(JSON.parse(JSON.stringify(json)));
      }),
      { numRuns: 200 },
    );
  });
});

describe('a value', () => {
  const map = value('%2\r\n+a\r\n*2\r\n$3\r\nbar\r\n:7\r\n$1\r\nb\r\n_\r\n');

  it('is walked into by indices', () => {
    expect(countElements(map)).toBe(2);
    expect(describeValue(map)).toBe('map, 2 pairs');
    expect(elementAt(map, 0)).toMatchObject({ label: 'a', value: { type: 'array' } });
    expect(elementAt(map, 5)).toBeNull();
    expect(preview(valueAt(map, [0, 0]))).toBe('bar');
    expect(describeValue(valueAt(map, [0, 0]))).toBe('string, 3 bytes');
    expect(describeValue(valueAt(map, [1]))).toBe('nil');
    expect(valueAt(map, [0, 9])).toBe(valueAt(map, [0]));
    expect(countElements(valueAt(map, [0, 1]))).toBeNull();
    expect(describeValue(valueAt(value('|1\r\n+k\r\n+v\r\n~0\r\n'), []))).toBe('set, 0 elements');
  });

  it('is previewed on one line, and cut between characters', () => {
    expect(preview(value('$5\r\na\n\u001b[2\r\n'))).toBe('a\\n\\x1b[2');
    expect(preview(decodeValue(Uint8Array.of(0x24, 0x31, 13, 10, 0xff, 13, 10))!)).toBe('\\xff');
    expect(preview(value(`$400\r\n${'é'.repeat(200)}\r\n`))).toBe(`${'é'.repeat(100)}…`);
    expect(preview(value(`$401\r\na${'é'.repeat(200)}\r\n`))).toBe(`a${'é'.repeat(99)}…`);
  });

  it('that is no UTF-8 is shown as redis-cli escapes it', () => {
    expect(textOf(Uint8Array.of(0xff, 0x41))).toEqual({ text: '\\xffA', valid: false });
    expect(textOf(bytes('é"'))).toEqual({ text: 'é"', valid: true });
    expect(decodeValue(bytes('$5\r\nab'))).toBeNull();
  });

  it('is broken into rows that hold all of it and nothing a page would obey', () => {
    expect(textRows('a\r\n\tb\n\n\u202ec')).toEqual(['a', '\tb', '', '\\u202ec']);
    expect(textRows('x'.repeat(4500)).map(({ length }) => length)).toEqual([2000, 2000, 500]);
    expect(textRows(`${'x'.repeat(1999)}😀`)).toEqual(['x'.repeat(1999), '😀']);
    expect(textRows('')).toEqual(['']);
  });
});

test('the viewer takes what became of saving, and closes', () => {
  const open = reduceOverlay(null, { type: 'open-value', title: 'get a', frame: bytes('+OK\r\n') });
  expect(open).toMatchObject({ kind: 'value', title: 'get a', saved: null });
  expect(reduceOverlay(open, { type: 'value-saved', path: '/x' })).toMatchObject({ saved: '/x' });
  const failure = { code: 'bad-argument' as const, message: 'm', advice: 'a' };
  expect(reduceOverlay(open, { type: 'value-failed', failure })).toMatchObject({ failure });
  expect(reduceOverlay(open, { type: 'close-overlay' })).toBeNull();
});
