import { readFileSync } from 'node:fs';
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CODIS_SLOTS, codisHashedPart, codisSlot, crc32 } from '../../../../shared/slots/codis-slots.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test.each([
  ['foo', 289],
  ['bar', 170],
  ['{user}:1', 585],
  ['user', 585],
  ['', 0],
  ['{}a', 0],
  ['foo{{bar}}zap', 313],
  ['a{', 173],
])('%j is in slot %i', (key, slot) => {
  expect(codisSlot(bytes(key))).toBe(slot);
});

test('the slots are those that a real codis returned to SLOTSHASHKEY', () => {
  const reply = readFileSync('test/support/samples/codis/slotshashkey.resp', 'latin1');
  const slots = ['foo', 'bar', '{user}:1', 'user', '', '{}a'].map((key) => codisSlot(bytes(key)));
  expect(`*${slots.length}\r\n${slots.map((slot) => `:${slot}\r\n`).join('')}`).toBe(reply);
});

test.each([
  ['foo{bar}zap', 'bar', true],
  ['foo{}{bar}', '', true],
  ['foo{{bar}}zap', '{bar', true],
  ['foo{bar', 'foo{bar', false],
  ['foo}bar{baz}', 'baz', true],
  ['plain', 'plain', false],
])('%j: the part %j is hashed', (key, part, tagged) => {
  const { start, end, tagged: isTagged } = codisHashedPart(bytes(key));
  expect([key.slice(start, end), isTagged]).toEqual([part, tagged]);
});

test('CRC32 of any bytes is zlib’s, also in pieces', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(64), (key, at) => {
      const cut = Math.min(at, key.length);
      expect(crc32(key)).toBe(zlibCrc32(key));
      expect(crc32(key, cut, key.length, crc32(key, 0, cut))).toBe(zlibCrc32(key));
    }),
    { numRuns: 2000 },
  );
});

test('any key has zlib’s CRC32 of what stands between the braces, modulo 1024', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('{', '}', '{}', '{{', '}}'),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const key = Buffer.from(pieces.join(''));
      const tag = /^[^{]*\{([^}]*)\}/s.exec(key.toString('latin1'))?.[1];
      const part = tag === undefined ? key : Buffer.from(tag, 'latin1');
      expect(codisSlot(key)).toBe(zlibCrc32(part) % CODIS_SLOTS);
    }),
    { numRuns: 2000 },
  );
});
