import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keySlot, SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import {
  findLandings,
  placeLetters,
  TAG_WAYS,
  wantedSlots,
  type Landing,
} from '../../../../shared/slots/tag-finder.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (key: Uint8Array) => new TextDecoder().decode(key);
const only = (slot: number) => wantedSlots([{ first: slot, last: slot }]);
const first = (key: Uint8Array, way: (typeof TAG_WAYS)[number], wanted: Uint8Array): Landing | undefined =>
  findLandings(placeLetters(key, way), wanted, 1)[0];

const anyKey = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc
    .array(fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('{', '}', '{}', '{{', '}}', ':')), {
      maxLength: 6,
    })
    .map((parts) => bytes(parts.join(''))),
);
const anySlot = fc.integer({ min: 0, max: SLOT_COUNT - 1 });

test('every slot has a tag of at most four letters, most have one of three', () => {
  const lengths = [0, 0, 0, 0, 0];
  const placement = placeLetters(bytes('user:1012:cart'), 'append');
  for (let slot = 0; slot < SLOT_COUNT; slot++) {
    const landing = findLandings(placement, only(slot), 1)[0];
    if (landing) lengths[landing.letters.length]!++;
    expect(landing && keySlot(landing.key)).toBe(slot);
  }
  expect(lengths[1]! + lengths[2]! + lengths[3]!).toBeGreaterThan(SLOT_COUNT * 0.9);
});

test('every offered placement puts the key in the wanted slot, whatever its bytes and braces', () => {
  fc.assert(
    fc.property(anyKey, anySlot, fc.constantFrom(...TAG_WAYS), (key, slot, way) => {
      const placement = placeLetters(key, way);
      const landing = first(key, way, only(slot));
      expect(landing?.slot).toBe(placement.problem ? undefined : slot);
      if (landing) expect(keySlot(landing.key)).toBe(slot);
    }),
    { numRuns: 300 },
  );
});

test('letters that would not decide the slot are never offered: if there is a problem, no letter changes it', () => {
  fc.assert(
    fc.property(anyKey, fc.constantFrom('append', 'suffix'), (key, way) => {
      const { before, after, problem } = placeLetters(key, way);
      if (!problem.includes('own tag')) return;
      const at = (letters: string) => keySlot(Uint8Array.of(...before, ...bytes(letters), ...after));
      expect(at('a')).toBe(keySlot(key));
      expect(at('zz')).toBe(keySlot(key));
    }),
  );
});

test('a tag in front is always possible', () => {
  fc.assert(fc.property(anyKey, (key) => placeLetters(key, 'front').problem === ''));
});

test('landings are shortest first, then alphabetical, and always the same', () => {
  const wanted = wantedSlots([{ first: 5461, last: 10922 }]);
  const placement = placeLetters(bytes('cart'), 'append');
  const take = () => findLandings(placement, wanted, 200).map(({ letters }) => letters);
  const found = take();
  expect(found).toEqual([...found].sort((a, b) => a.length - b.length || (a < b ? -1 : 1)));
  expect(new Set(found).size).toBe(200);
  expect(take()).toEqual(found);
});

test.each([
  ['user:{1012}:cart', 'append', 'own tag'],
  ['user:{1012}:cart', 'suffix', 'own tag'],
  ['user:{}:cart', 'append', 'empty braces'],
  ['user:1012', 'replace', 'no tag'],
] as const)('%j by %s gives the reason: %s', (key, way, reason) => {
  expect(placeLetters(bytes(key), way).problem).toContain(reason);
});

test('a tag of its own can be replaced or made longer, the rest of the key stays', () => {
  expect(text(first(bytes('user:{1012}:cart'), 'replace', only(6651))!.key)).toMatch(
    /^user:\{[0-9a-z]+\}:cart$/,
  );
  expect(text(first(bytes('user:{1012}:cart'), 'extend', only(6651))!.key)).toMatch(
    /^user:\{1012[0-9a-z]+\}:cart$/,
  );
});

test('nothing is found if no slot is wanted', () => {
  expect(first(bytes('a'), 'append', wantedSlots([]))).toBeUndefined();
});
