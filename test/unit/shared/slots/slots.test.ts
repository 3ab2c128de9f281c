import calculateSlot from 'cluster-key-slot';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc16, hashedPart, keySlot, SLOT_COUNT } from '../../../../shared/slots/slots.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const hashed = (text: string) => {
  const part = hashedPart(bytes(text));
  return new TextDecoder().decode(bytes(text).subarray(part.start, part.end));
};

test('CRC16 of 123456789 is 0x31C3, as the specification says', () => {
  expect(crc16(bytes('123456789'))).toBe(0x31c3);
});

test.each([
  ['k1', 12706],
  ['foo', 12182],
  ['k1{customer}', 6651],
  ['', 0],
])('%j is in slot %i', (key, slot) => {
  expect(keySlot(bytes(key))).toBe(slot);
});

test.each([
  ['foo{bar}zap', 'bar'],
  ['foo{}{bar}', 'foo{}{bar}'],
  ['foo{{bar}}zap', '{bar'],
  ['foo{bar}{zap}', 'bar'],
  ['foo{bar', 'foo{bar'],
  ['foo}bar{baz}', 'baz'],
  ['{}', '{}'],
])('%j: the part %j is hashed', (key, part) => {
  expect(hashed(key)).toBe(part);
});

test('every key has the same slot as in cluster-key-slot', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('{', '}', '{}', '{{', '}}'),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const key = Buffer.from(pieces.join(''));
      // Here cluster-key-slot keeps searching for a tag; the servers hash the whole key (test/cluster/session.test.ts).
      fc.pre(!/^[^{]*\{\}/.test(key.toString('latin1')));
      expect(keySlot(key)).toBe(calculateSlot(key));
    }),
    { numRuns: 2000 },
  );
});

test('any bytes have a slot from 0 to 16383, and hash like their hashed part alone', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (key) => {
      const part = hashedPart(key);
      expect(keySlot(key)).toBeLessThan(SLOT_COUNT);
      expect(keySlot(key)).toBe(crc16(key.subarray(part.start, part.end)) % SLOT_COUNT);
    }),
  );
});
