import { expect, test } from 'vitest';
import { inAscii } from '../../../scripts/ascii.mjs';

test.each([
  '"槽位 → 12706 \u{1f680}"',
  '`槽位 ${"→"}`',
  String.raw`"\\é"`,
  '/^[\u00c0-\uffff]+$/.test("é槽")',
  '/^\u{1f680}$/u.test("\u{1f680}")',
  '(() => { const größe = 3; return größe; })()',
])('%s means the same in ASCII', (code) => {
  const changed = inAscii(code);
  expect(changed).toMatch(/^[\0-\x7f]*$/);
  expect((0, eval)(changed)).toBe((0, eval)(code));
});

test('what would mean another thing is refused', () => {
  expect(() => inAscii(String.raw`/\é/`)).toThrow('é');
  expect(() => inAscii(String.raw`"\\\é"`)).toThrow('é');
});
