import fc from 'fast-check';
import { expect, test } from 'vitest';
import { breakableParts } from '../../../../../renderer/repl/text/break-points.ts';

test('an English sentence is broken at its blanks', () => {
  expect(breakableParts('the setting “databases” says  (it)')).toEqual([
    ...['the', ' ', 'setting', ' ', '“databases”', ' ', 'says', '  ', '(it)'],
  ]);
});

test('a Chinese one is broken between characters, but not before a mark that closes or behind one that opens', () => {
  expect(breakableParts('不属于 127.0.0.1:7001（分片）。')).toEqual([
    ...['不', '属', '于', ' ', '127.0.0.1:7001', '（分', '片）。'],
  ]);
});

test('no character is lost, whatever the text is', () => {
  const text = fc.string({ unit: fc.constantFrom(...'a 槽，。（“”\u0301\ufe00か한👩‍🚀'), maxLength: 30 });
  fc.assert(fc.property(text, (any) => breakableParts(any).join('') === any));
});
