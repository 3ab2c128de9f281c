import calculateSlot from 'cluster-key-slot';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slotSteps } from '../../../../shared/slots/slot-steps.ts';
import { crc16, keySlot } from '../../../../shared/slots/slots.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const remarks = (text: string) => slotSteps(bytes(text)).remarks.join('\n');

test('the steps of a short key are all of its bytes, and end at its CRC16', () => {
  const { head, tail, folded, crc, slot } = slotSteps(bytes('123456789'));
  expect(head.map(({ byte }) => String.fromCharCode(byte)).join('')).toBe('123456789');
  expect([tail.length, folded, crc, slot]).toEqual([0, 0, 0x31c3, 0x31c3 % 16384]);
  expect(head[0]).toEqual({ at: 0, byte: 0x31, crc: crc16(bytes('1')) });
});

test('a long key shows the first 16 and the last 8 steps and counts the rest', () => {
  const key = bytes(`before{${'x'.repeat(100)}}after`);
  const { head, tail, folded, crc } = slotSteps(key);
  expect([head.length, folded, tail.length]).toEqual([16, 76, 8]);
  expect([head[0]!.at, tail[0]!.at, tail.at(-1)!.at]).toEqual([7, 99, 106]);
  expect(tail.at(-1)!.crc).toBe(crc);
});

test('for any key, the steps end at the cluster’s slot', () => {
  const piece = fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('{', '}', '{}', '{{', '}}'));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const key = pieces.join('');
      // Here cluster-key-slot keeps searching for a tag; the servers hash the whole key.
      fc.pre(!/^[^{]*\{\}/.test(key));
      const { head, tail, folded, hashed, slot } = slotSteps(bytes(key));
      expect(slot).toBe(calculateSlot(key));
      expect(head.length + folded + tail.length).toBe(hashed.end - hashed.start);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (key) => {
      expect(slotSteps(key).slot).toBe(keySlot(key));
    }),
  );
});

test.each([
  ['', 'slot 0'],
  ['a{}b', 'braces is empty'],
  ['{}{tag}', 'braces is empty'],
  ['a{{x}}b', 'Braces do not nest'],
  ['a{x}{y}', 'only the first counts'],
  ['a{x', 'never closed'],
  ['a}b', 'without a { before it'],
  ['a}b{c}', 'before the first {'],
  ['clé', 'UTF-8 bytes'],
  ['a b', 'contains spaces'],
  [' a', 'begins or ends'],
  ['a\u0000b', 'control bytes'],
  ['x'.repeat(600), '600 bytes long'],
])('of %j it is said: %s', (key, words) => {
  expect(remarks(key)).toContain(words);
});

test('a binary key is reported as such', () => {
  expect(slotSteps(Uint8Array.of(0xff, 0x00)).remarks.join()).toContain('binary');
});

test.each(['k1', 'user:{1012}:cart', '{a}', 'a{x}b}'])('%j has no remarks', (key) => {
  expect(remarks(key)).toBe('');
});

test('positions of the braces are those in the bytes of the key', () => {
  expect(slotSteps(bytes('é{x}'))).toMatchObject({ open: 2, close: 4, hashed: { start: 3, end: 4 } });
  expect(slotSteps(bytes('k1'))).toMatchObject({ open: -1, close: -1 });
});
