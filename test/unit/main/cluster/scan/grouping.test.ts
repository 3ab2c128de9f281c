/** Keys grouped as a plain reference does it: any bytes, braces in odd places, frames in any pieces. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameScanner } from '../../../../../main/cluster/wire/frame-scanner.ts';
import { joinFrame } from '../../../../../main/cluster/wire/raw-reply.ts';
import { Grouping, type GroupingLimits } from '../../../../../main/cluster/scan/grouping.ts';
import { NoScanReply, readScanReply, walkKeys } from '../../../../../main/cluster/scan/key-walk.ts';
import { mergePrefixes } from '../../../../../main/cluster/scan/prefix-merge.ts';
import { randomOf, Samples } from '../../../../../main/cluster/scan/samples.ts';
import { LONGEST_TAG } from '../../../../../main/cluster/scan/tag-part.ts';
import type { TagTable } from '../../../../../main/cluster/scan/tag-table.ts';
import { hashedPart, keySlot } from '../../../../../shared/slots/slots.ts';

const SEED = 42;
const everySlot = () => new Uint8Array(16384).fill(1);
const newGrouping = (limits?: GroupingLimits, samples = 0) =>
  new Grouping(':', new Samples(samples, randomOf(SEED)), SEED, limits);
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));

/** What there is in a table, by name: keys, and how much too low. */
function listed(table: TagTable): Map<string, { keys: number; lowBy: number; slot: number }> {
  const rows = new Map<string, { keys: number; lowBy: number; slot: number }>();
  for (const part of table.parts)
    for (let row = 0; row < part.rows; row++)
      rows.set(latin1(part.tag(row)), {
        keys: part.keys[row]!,
        lowBy: part.lowBy[row]!,
        slot: part.slots[row]!,
      });
  return rows;
}
const counts = (table: TagTable) => new Map([...listed(table)].map(([name, { keys }]) => [name, keys]));

/** The same with strings and Maps. */
function reference(keys: readonly Uint8Array[], wanted: (slot: number) => boolean = () => true) {
  const [tags, prefixes, slots] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<number, number>(),
  ];
  const add = <K>(map: Map<K, number>, key: K) => map.set(key, (map.get(key) ?? 0) + 1);
  for (const key of keys) {
    const slot = keySlot(key);
    if (!wanted(slot)) continue;
    add(slots, slot);
    const { start, end, tagged } = hashedPart(key);
    const text = latin1(key);
    if (tagged) add(tags, text.slice(start, end));
    else if (text.lastIndexOf(':') > 0) add(prefixes, text.slice(0, text.lastIndexOf(':')));
  }
  return { tags, prefixes, slots };
}

const oddKey = fc
  .array(
    fc.oneof(
      fc.constantFrom('{', '}', '{}', ':', '{a}', '{b}', 'user', '\r\n', '$3\r\n', ''),
      fc.string({ unit: 'binary-ascii', maxLength: 3 }),
      fc.uint8Array({ maxLength: 3 }).map(latin1),
    ),
    { maxLength: 6 },
  )
  .map((parts) => bytesOf(parts.join('')));

const scanFrame = (cursor: string, keys: readonly Uint8Array[]) =>
  Buffer.concat([
    Buffer.from(`*2\r\n$${cursor.length}\r\n${cursor}\r\n*${keys.length}\r\n`),
    ...keys.flatMap((key) => [Buffer.from(`$${key.length}\r\n`), key, Buffer.from('\r\n')]),
  ]);

function countAll(grouping: Grouping, keys: readonly Uint8Array[], accept = everySlot()) {
  const counter = grouping.counter(accept);
  for (const key of keys) counter.add(key, 0, key.length);
  return counter;
}

describe('grouping', () => {
  test('equals the reference, however the frame is cut', () => {
    fc.assert(
      fc.property(
        fc.array(oddKey, { maxLength: 40 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (keys, sizes) => {
          const frame = scanFrame('17', keys);
          const grouping = newGrouping();
          const counter = grouping.counter(everySlot());
          const scanner = new FrameScanner((reply) => {
            const whole = joinFrame(reply);
            const page = readScanReply(whole);
            expect([latin1(page.cursor), page.keys]).toEqual(['17', keys.length]);
            walkKeys(whole, page, (from, start, end) => counter.add(from, start, end));
          });
          for (let at = 0, i = 0; at < frame.length; i++) {
            const size = sizes[i % sizes.length]!;
            scanner.push(Uint8Array.from(frame.subarray(at, at + size)));
            at += size;
          }
          const expected = reference(keys);
          expect(counts(grouping.tags)).toEqual(expected.tags);
          expect(counts(counter.prefixes)).toEqual(expected.prefixes);
          expect(grouping.keys).toBe(keys.length);
          for (const [slot, count] of expected.slots) expect(grouping.slots[slot]).toBe(count);
          for (const [name, { slot }] of listed(grouping.tags))
            expect(slot).toBe(keySlot(bytesOf(`{${name}}`)));
        },
      ),
      { seed: SEED, numRuns: 300 },
    );
  });

  test('counts no key of a slot that is not accepted', () => {
    fc.assert(
      fc.property(fc.array(oddKey, { maxLength: 40 }), (keys) => {
        const accept = everySlot().map((_, slot) => slot % 2);
        const grouping = newGrouping();
        countAll(grouping, keys, accept);
        expect(counts(grouping.tags)).toEqual(reference(keys, (slot) => slot % 2 === 1).tags);
      }),
      { seed: SEED },
    );
  });

  test('forgets slots as if they had never been counted', () => {
    fc.assert(
      fc.property(
        fc.array(oddKey, { maxLength: 60 }),
        fc.array(oddKey, { maxLength: 60 }),
        fc.integer({ min: 2, max: 5 }),
        (before, after, every) => {
          const grouping = newGrouping();
          countAll(grouping, before);
          const gone = everySlot().map((_, slot) => (slot % every === 0 ? 1 : 0));
          for (const _piece of grouping.discard(gone));
          countAll(grouping, after, gone);
          const kept = reference(before, (slot) => slot % every !== 0);
          const anew = reference(after, (slot) => slot % every === 0);
          expect(counts(grouping.tags)).toEqual(new Map([...kept.tags, ...anew.tags]));
          expect(grouping.keys).toBe(grouping.slots.reduce((sum, keys) => sum + keys));
          for (const [slot, count] of [...kept.slots, ...anew.slots])
            expect(grouping.slots[slot]).toBe(count);
          // A prefix has keys in many slots: what it may be off by is said.
          const truth = new Map(kept.prefixes);
          for (const [name, count] of anew.prefixes) truth.set(name, (truth.get(name) ?? 0) + count);
          const merged = counts(mergePrefixes(grouping.prefixes, SEED).table);
          for (const name of new Set([...truth.keys(), ...merged.keys()]))
            expect(Math.abs((truth.get(name) ?? 0) - (merged.get(name) ?? 0))).toBeLessThanOrEqual(
              grouping.staleKeys,
            );
        },
      ),
      { seed: SEED },
    );
  });

  test('forgets all prefixes of a node if all its slots are forgotten', () => {
    const grouping = newGrouping();
    countAll(grouping, ['a:1', 'a:2', 'b:1'].map(bytesOf));
    for (const _piece of grouping.discard(everySlot()));
    countAll(grouping, ['a:1', 'a:2'].map(bytesOf));
    expect(counts(mergePrefixes(grouping.prefixes, SEED).table)).toEqual(new Map([['a', 2]]));
    expect(grouping.staleKeys).toBe(0);
  });
});

describe('a table that is full', () => {
  const small = { rows: 256, bytes: 2 ** 16 };
  const limits: GroupingLimits = { tags: small, prefixes: small };

  test('reports correct bounds, for listed tags and unlisted ones', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 1, max: 4 })), {
          minLength: 1000,
          maxLength: 3000,
        }),
        (draws) => {
          const keys = draws.flatMap(([number, times]) =>
            Array.from({ length: number < 5 ? times * 3 : times }, () => bytesOf(`k{t${number}}`)),
          );
          const grouping = newGrouping(limits);
          countAll(grouping, keys);
          const truth = reference(keys).tags;
          const rows = listed(grouping.tags);
          expect(grouping.tags.lossy).toBe(true);
          for (const [name, keysOfTag] of truth) {
            const row = rows.get(name);
            expect(keysOfTag).toBeGreaterThanOrEqual(row?.keys ?? 0);
            expect(keysOfTag).toBeLessThanOrEqual(row ? row.keys + row.lowBy : grouping.tags.floor);
          }
          expect(grouping.keys).toBe(keys.length);
          expect(rows.size).toBeLessThanOrEqual(small.rows);
        },
      ),
      { seed: SEED, numRuns: 20 },
    );
  });

  test('keeps the large tags whatever keys come between', () => {
    const grouping = newGrouping(limits);
    const counter = grouping.counter(everySlot());
    for (let i = 0; i < 50_000; i++) {
      const key = bytesOf(i % 10 === 0 ? `k{large}${i}` : `k{t${i}}`);
      counter.add(key, 0, key.length);
    }
    const { keys, lowBy } = listed(grouping.tags).get('large')!;
    expect([keys, lowBy]).toEqual([5000, 0]);
  });

  test('estimates the number of tags within its interval nearly as often as claimed', () => {
    const [runs, tags] = [40, 20_000];
    let covered = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const grouping = new Grouping(':', new Samples(0, randomOf(seed)), seed * 7919, limits);
      const counter = grouping.counter(everySlot());
      for (let i = 0; i < tags; i++) {
        const key = bytesOf(`k{t${i}}`);
        counter.add(key, 0, key.length);
      }
      const { value, error } = grouping.tags.tags();
      if (Math.abs(value - tags) <= error) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(runs * 0.85);
  });

  test('adds every node’s uncertainty to a prefix that several have counted', () => {
    const grouping = newGrouping(limits);
    const keys = Array.from({ length: 6000 }, (_, i) => bytesOf(`p${i % 1000}:${i}`));
    const counters = [0, 1].map(() => grouping.counter(everySlot()));
    keys.forEach((key, i) => counters[i % 2]!.add(key, 0, key.length));
    const merged = mergePrefixes(grouping.prefixes, SEED);
    const rows = listed(merged.table);
    expect(merged.lossy).toBe(true);
    for (const [name, count] of reference(keys).prefixes) {
      const row = rows.get(name);
      expect(count).toBeLessThanOrEqual(row ? row.keys + row.lowBy : merged.lowBy);
      if (row) expect(count).toBeGreaterThanOrEqual(row.keys);
    }
  });
});

test('tags longer than the kept bytes are distinguished by length and hash', () => {
  const grouping = newGrouping();
  const long = 'x'.repeat(LONGEST_TAG);
  countAll(grouping, [`{${long}1}`, `{${long}2}`, `{${long}2}`, `{${long}12}`].map(bytesOf));
  const keys = grouping.tags.parts.flatMap((part) => [...part.keys.subarray(0, part.rows)]);
  expect(keys.sort()).toEqual([1, 1, 2]);
});

test('a reply that is not SCAN’s is refused', () => {
  for (const text of ['*1\r\n$1\r\n0\r\n', '+OK\r\n', '*2\r\n$1\r\n0\r\n+OK\r\n', '*2\r\n:1\r\n*0\r\n'])
    expect(() => readScanReply(bytesOf(text))).toThrow(NoScanReply);
  const frame = bytesOf('*2\r\n$1\r\n0\r\n*1\r\n$9\r\nabc\r\n');
  expect(() => walkKeys(frame, readScanReply(frame), () => true)).toThrow(NoScanReply);
});
