import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import {
  DEFAULT_SCAN,
  type PrefixRow,
  type ScanState,
  type TagRow,
} from '../../../../../shared/slots/scan-model.ts';
import { DISCONNECTED } from '../../../../../shared/session/session.ts';
import type { Message } from '../../../../../renderer/window/message.ts';
import { answers, standing } from '../../../../../renderer/features/tags/answers.ts';
import {
  caveats,
  duration,
  errorOf,
  memoryText,
  nameText,
  optionsText,
  percent,
  progressOf,
  shardProgress,
  tagCount,
} from '../../../../../renderer/features/tags/scan-words.ts';
import { slotBins } from '../../../../../renderer/kit/slot-bins.ts';
import { scanState } from '../../../../support/window-fixtures.ts';
import { emptyTags, isUnderWay, optionsOf, reduceTags } from '../../../../../renderer/features/tags/state.ts';
import { tagRow } from '../../../../support/tag-row.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

const shardOf = (shard: number, keys: number, more: Partial<ScanState['shards'][number]> = {}) => ({
  shard,
  node: `127.0.0.1:${6999 + shard}`,
  expected: keys,
  scanned: keys,
  keys,
  tagged: keys,
  done: true,
  note: '',
  ...more,
});

const scanOf = (more: Partial<ScanState> = {}) =>
  scanState({
    phase: 'done',
    milliseconds: 2000,
    keys: 1000,
    expected: 1000,
    tagged: 700,
    tags: 12,
    prefixes: 3,
    shards: [shardOf(1, 600), shardOf(2, 200), shardOf(3, 200)],
    fullestSlot: { slot: 1612, keys: 400, tag: bytes('acme'), tagKeys: 390 },
    bigTags: { tags: 2, keys: 450, slots: 2 },
    topTags: [{ shard: 1, tags: [{ tag: bytes('acme'), keys: 390 }] }],
    ...more,
  });

const tagOf = (name: string, more: Partial<TagRow> = {}): TagRow =>
  tagRow(name, { keys: 390, share: 0.39, slot: 1612, ...more });
const prefixOf = (name: string, more: Partial<PrefixRow> = {}): PrefixRow => ({
  prefix: bytes(name),
  keys: 40,
  lowBy: 0,
  share: 0.04,
  slot: 5474,
  shard: 2,
  verdict: 'none',
  ...more,
});
const NO_ROWS = { byKeys: [], byMemory: [], prefixes: [] };

describe('figures of a scan', () => {
  it('are written as shares, errors and times that can be read', () => {
    expect([percent(0), percent(0.0001), percent(0.118), percent(1)]).toEqual([
      '0.0%',
      '<0.1%',
      '11.8%',
      '100.0%',
    ]);
    expect(errorOf({ value: 1000, error: 30 })).toBe('± 3%');
    expect(errorOf({ value: 10_100_000, error: 80_800 })).toBe('± 0.8%');
    expect(memoryText({ value: 2000, error: 0 })).toBe('2.0 kB');
    expect([duration(800), duration(9996), duration(78_000), duration(3_720_000)]).toEqual([
      '0.8 s',
      '10 s',
      '1 min 18 s',
      '1 h 2 min',
    ]);
  });

  it('say how far a scan is by what SCAN listed, not by what matched', () => {
    const shards = [
      shardOf(1, 5, { expected: 600, scanned: 300, done: false }),
      shardOf(2, 5, { expected: 400, scanned: 200, done: false }),
    ];
    const scan = scanOf({ phase: 'running', keys: 10, shards });
    expect(progressOf(scan)).toEqual({ share: 0.5, rate: 250, left: 2000 });
  });

  it('are never whole before all is done, though SCAN lists a key twice, and a limit shortens the way', () => {
    const shards = [shardOf(1, 100, { scanned: 150, done: false })];
    expect(progressOf(scanOf({ phase: 'running', shards })).share).toBe(0.99);
    expect(shardProgress(shards[0]!)).toBe(0.99);
    expect(shardProgress(shardOf(1, 0))).toBe(1);
    expect(progressOf(scanOf({ phase: 'done', shards })).share).toBe(1);
    const limited = scanOf({
      phase: 'running',
      keys: 50,
      options: { ...DEFAULT_SCAN, limit: 100 },
      shards: [shardOf(1, 50, { expected: 10_000, scanned: 50, done: false })],
    });
    expect(progressOf(limited).share).toBe(0.5);
  });

  it('name every option of the scan', () => {
    const options = { ...DEFAULT_SCAN, match: 'user:*', type: 'hash', replicas: true, pause: 5, limit: 1000 };
    expect(optionsText(options)).toBe(
      'SCAN MATCH user:* TYPE hash COUNT 1000 on the replicas, 5 ms between calls, at most 1,000 keys',
    );
  });

  it('tell what is an estimate, what moved, and what was left out', () => {
    const scan = scanOf({
      estimates: { lowBy: 38, tags: { value: 10_100_000, error: 161_600 }, prefixesLowBy: 0 },
      recounted: [{ first: 7, last: 7 }],
      unsettled: [{ first: 100, last: 120 }],
      notes: ['Shard 4 could not be reached.'],
      shards: [shardOf(1, 1, { note: 'restarted on 127.0.0.1:7004 after a failover' })],
    });
    const text = caveats(scan).join('\n');
    expect(text).toContain('low by up to 38 keys');
    expect(text).toContain('10,100,000 tags is an estimate ± 2%.');
    expect(text).toContain('Slot 7 moved during the scan, or its node was lost: the keys were recounted.');
    expect(text).toMatch(/Slots 100–120 moved .* were not recounted: their figures may be off\./);
    const one = caveats(scanOf({ unsettled: [{ first: 7, last: 7 }] }));
    expect(one[0]).toMatch(/^Slot 7 moved .* was not recounted: its figures may be off\.$/);
    expect(text).toContain('Shard 1: restarted on 127.0.0.1:7004');
    expect(text).toContain('Shard 4 could not be reached.');
    expect(tagCount(scan)).toBe('about 10,100,000 tags ± 2%');
    expect(caveats(scanOf())).toEqual([]);
  });

  it('cut a long tag at the end of a character, and escape hostile characters in it', () => {
    expect(nameText(bytes(`${'a'.repeat(299)}日本`))).toBe(`${'a'.repeat(299)}…`);
    expect(nameText(bytes('a\u202eb\n'))).toBe('a\\xe2\\x80\\xaeb\\n');
    expect(nameText(new Uint8Array(1_000_000).fill(0xff)).length).toBeLessThan(1300);
  });
});

describe('keys per slot', () => {
  it('are in bins that hold every slot with keys once, without gaps', () => {
    const keys = fc.array(fc.oneof(fc.nat(20), fc.nat(1_000_000)), { maxLength: 300 });
    fc.assert(
      fc.property(keys, (counts) => {
        const { empty, bins } = slotBins(Uint32Array.from(counts));
        expect(empty).toBe(counts.filter((n) => n === 0).length);
        for (const [i, { from, to, slots }] of bins.entries()) {
          expect(slots).toBe(counts.filter((n) => n > 0 && n >= from && n <= to).length);
          if (i > 0) expect(from).toBe(bins[i - 1]!.to + 1);
        }
        expect(bins.reduce((sum, { slots }) => sum + slots, 0)).toBe(counts.length - empty);
        expect(bins.length).toBeLessThan(40);
        if (bins.length > 0) expect(bins.at(-1)!.slots).toBeGreaterThan(0);
      }),
    );
  });

  it('double if one slot holds far more than the others', () => {
    expect(slotBins(Uint32Array.from([3, 3, 4, 100_000])).steps).toBe('doubling');
    expect(slotBins(Uint32Array.from([90, 100, 110])).steps).toBe('even');
  });
});

describe('the answers', () => {
  const lines = (scan: ScanState, rows = NO_ROWS as Parameters<typeof answers>[1]) =>
    answers(scan, rows).map((answer) => answer.lines.join('\n'));

  it('name the tag that is too big, where it lives and why', () => {
    const rows = {
      ...NO_ROWS,
      byKeys: [tagOf('acme', { verdict: 'too-big', reason: 'More than an even share.' })],
      byMemory: [tagOf('acme', { verdict: 'too-big' }), tagOf('big', { verdict: 'heavy' })],
    };
    const [first] = answers(scanOf(), rows);
    expect(first!.grave).toBe(true);
    expect(first!.lines[0]).toMatch(/^\{acme\}: 390 keys, 39\.0% of all, all in slot 1612 on shard 1/);
    expect(first!.lines).toHaveLength(2);
    expect(first!.lines[1]).toContain('{big} is heavy');
  });

  it('say which shard is skewed, by which tags, and whether it would be fair without them', () => {
    const [, skew] = lines(scanOf());
    expect(skew).toContain('Shard 1 holds 60.0% of the keys, 1.80 times an even share.');
    expect(skew).toContain('{acme} is 65.0% of it. Without them it would hold no more');
    expect(skew).toContain('The fullest slot is 1612 with 400 keys');
    expect(skew).not.toContain('Shard 2');
  });

  it('give the share of keys without a tag', () => {
    expect(lines(scanOf())[2]).toContain('30.0% of the keys, 300 of 1,000');
    expect(lines(scanOf({ tagged: 1000 }))[2]).toBe('None: every key has a tag.');
    expect(lines(scanOf({ tagged: 0 }))[2]).toContain('All keys');
  });

  it('say which prefixes would share a slot, and warn if that would be too much', () => {
    const prefixes = [prefixOf('user', { verdict: 'too-big' }), prefixOf('one', { keys: 1 })];
    const [, , , sharing] = lines(scanOf(), { ...NO_ROWS, prefixes });
    expect(sharing).toContain('With {user} the 40 keys that begin with "user" (4.0%) would share slot 5474');
    expect(sharing).toContain('too big for one shard');
    expect(sharing).not.toContain('{one}');
  });

  it('are given even if the answer is none', () => {
    const empty = scanOf({ keys: 0, tagged: 0, shards: [], fullestSlot: null, topTags: [] });
    for (const answer of answers(empty, NO_ROWS))
      expect(answer.lines[0]).toMatch(/^(None|There are no keys)/);
  });

  it('say of what part of the keyspace they are', () => {
    expect(standing(scanOf(), 1)).toBe('Of 1,000 keys counted.');
    expect(standing(scanOf({ phase: 'stopped' }), 0.25)).toContain('25.0% of the keyspace');
  });
});

describe('the state of the view', () => {
  const production = { ...DISCONNECTED, environment: 'production' } as const;
  const after = (...messages: Message[]) => messages.reduce(reduceTags, emptyTags(null, ''));

  it('suggests the replicas and a pause on production, until the user chooses otherwise', () => {
    expect(optionsOf(emptyTags(null, ''), DISCONNECTED)).toEqual(DEFAULT_SCAN);
    expect(optionsOf(emptyTags(null, ''), production)).toMatchObject({ pause: 5, replicas: true });
    const chosen = after({ type: 'scan-options', options: { pause: 0 } });
    expect(optionsOf(chosen, production)).toMatchObject({ pause: 0, replicas: true });
  });

  it('takes the separator of the connection, until the user chooses another one for it', () => {
    const dotted = { ...DISCONNECTED, separator: '.' };
    expect(optionsOf(emptyTags(null, ''), dotted).separator).toBe('.');
    const chosen = after({ type: 'scan-options', options: { separator: '/', pause: 3 } });
    expect(optionsOf(chosen, dotted)).toMatchObject({ separator: '/', pause: 3 });
    const at = (profile: string) => ({ type: 'session', session: { ...dotted, profile } }) as const;
    const there = [at('a'), { type: 'scan-options', options: { separator: '/', pause: 3 } }] as const;
    // The same connection made anew keeps it, another one does not.
    const again = after(
      ...there,
      { type: 'scan', scan: null },
      { type: 'session', session: DISCONNECTED },
      at('a'),
    );
    expect(optionsOf(again, dotted)).toMatchObject({ separator: '/', pause: 3 });
    expect(optionsOf(reduceTags(again, at('b')), dotted)).toMatchObject({ separator: '.', pause: 3 });
  });

  it('reads rows again once a second of the scan, and at every change of its phase', () => {
    const running = (milliseconds: number): Message => ({
      type: 'scan',
      scan: scanOf({ phase: 'running', milliseconds }),
    });
    const begun = after(running(0));
    expect(reduceTags(begun, running(900)).generation).toBe(begun.generation);
    expect(reduceTags(begun, running(1000)).generation).toBe(begun.generation + 1);
    const paused = reduceTags(begun, { type: 'scan', scan: scanOf({ phase: 'paused', milliseconds: 100 }) });
    expect(paused.generation).toBe(begun.generation + 1);
  });

  it('forgets the rows of another scan and keeps the options; without a connection it keeps the options', () => {
    const one = after(
      { type: 'scan-options', options: { match: 'a*' } },
      { type: 'scan', scan: scanOf() },
      { type: 'rows-query', list: 'tags', query: { filter: 'acme' } },
      {
        type: 'tag-rows',
        asked: { question: 3, generation: 2, from: 0, count: 100 },
        answer: { scan: 1, matching: 1, kept: 1, from: 0, rows: [tagOf('acme')] },
      },
    );
    expect(one.lists.tags.known).toBe(true);
    const two = reduceTags(one, { type: 'scan', scan: scanOf({ id: 2 }) });
    expect(two.lists.tags).toMatchObject({ known: false, query: { filter: 'acme' }, matching: 0 });
    const none = reduceTags(two, { type: 'scan', scan: null });
    expect(none).toMatchObject({ scan: null, chosen: { match: 'a*' } });
  });

  it('knows that there is more to come while a scan runs, is paused, or settles', () => {
    expect(isUnderWay(null)).toBe(false);
    for (const phase of ['running', 'paused', 'settling'] as const)
      expect(isUnderWay(scanOf({ phase }))).toBe(true);
    for (const phase of ['done', 'stopped', 'failed'] as const)
      expect(isUnderWay(scanOf({ phase }))).toBe(false);
  });
});
