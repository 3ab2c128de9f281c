/** The Slot panel's pure parts: what is asked of keys and kept, which keys are listed, what a key is opened with. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  commonTags,
  keysAtBoth,
  listedKeys,
  rowText,
  tagPattern,
} from '../../../../../renderer/features/slot/listed-keys.ts';
import { readCommand } from '../../../../../renderer/features/slot/read-command.ts';
import { timeToLive } from '../../../../../renderer/features/slot/time-to-live.ts';
import type { Message } from '../../../../../renderer/window/message.ts';
import {
  EMPTY_SLOT,
  nextFacts,
  reduceSlot,
  type SlotPane,
} from '../../../../../renderer/features/slot/state.ts';
import { packDetail, unpackDetail } from '../../../../../shared/slots/packed-detail.ts';
import type { KeyFacts, SlotDetail, SlotPart } from '../../../../../shared/slots/slot-model.ts';
import { CODIS_HASHING } from '../../../../../shared/slots/hashing.ts';
import { nodeAt } from '../../../../support/cluster-fixtures.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const part = (port: number, role: SlotPart['role'], keys: readonly Uint8Array[]): SlotPart => ({
  node: nodeAt(port),
  shard: port - 6999,
  role,
  count: keys.length,
  keys: [...keys],
  problem: '',
});
const detailOf = (...parts: SlotPart[]): SlotDetail => ({ slot: 1, database: 0, parts, milliseconds: 1 });
const owner = (...keys: string[]) => detailOf(part(7000, 'owner', keys.map(bytes)));
const fact = (type = 'string'): KeyFacts => ({ type, ttl: -1, memory: 60, encoding: 'embstr', problem: '' });
const after = (...messages: Message[]): SlotPane =>
  messages.reduce((slot, message) => reduceSlot(slot, message, 1000), EMPTY_SLOT);
const ask: Message = { type: 'ask-slot', slot: 1, limit: 100 };
const rows = (...indexes: number[]): Message => ({
  type: 'slot-rows',
  rows: indexes.map((index) => ({ part: 0, index })),
});

describe('facts of keys', () => {
  const detail = owner('a', 'b', 'c');
  const shown: Message[] = [ask, { type: 'slot-detail', detail }];

  it('are asked for the rows in view, of those not known yet, one question a node at a time', () => {
    const wanted = after(...shown, rows(0, 1));
    expect(nextFacts(wanted, 0)).toEqual([0, 1]);
    const asked = reduceSlot(wanted, { type: 'facts-asked', part: 0 }, 0);
    expect(nextFacts(asked, 0)).toEqual([]);
    const moved = reduceSlot(asked, rows(1, 2), 0);
    expect(nextFacts(moved, 0)).toEqual([]);
    const told = reduceSlot(
      moved,
      { type: 'facts', detail, part: 0, indexes: [0, 1], facts: [fact(), fact('hash')] },
      0,
    );
    expect(told.facts[0]!.known.get(1)?.type).toBe('hash');
    expect(nextFacts(told, 0)).toEqual([2]);
  });

  it('are asked for at most 200 keys at once, and 1 MB of names', () => {
    const many = detailOf(
      part(
        7000,
        'owner',
        Array.from({ length: 500 }, () => bytes('k')),
      ),
    );
    const all = rows(...Array.from({ length: 500 }, (_, i) => i));
    expect(nextFacts(after(ask, { type: 'slot-detail', detail: many }, all), 0)).toHaveLength(200);
    const long = detailOf(part(7000, 'owner', [new Uint8Array(2 << 20), bytes('k'), bytes('l')]));
    expect(nextFacts(after(ask, { type: 'slot-detail', detail: long }, rows(0, 1, 2)), 0)).toEqual([0]);
    expect(nextFacts(after(ask, { type: 'slot-detail', detail: long }, rows(1, 0, 2)), 0)).toEqual([1]);
  });

  it('of an earlier answer are dropped, and so are the oldest ones', () => {
    const late: Message = { type: 'facts', detail, part: 0, indexes: [0], facts: [fact()] };
    const again = owner('x');
    expect(after(...shown, ask, { type: 'slot-detail', detail: again }, late).facts[0]!.known.size).toBe(0);
    const indexes = Array.from({ length: 6000 }, (_, i) => i);
    const known = after(...shown, {
      type: 'facts',
      detail,
      part: 0,
      indexes,
      facts: indexes.map(() => fact()),
    }).facts[0]!.known;
    expect([known.size, known.has(999), known.has(1000)]).toEqual([5000, false, true]);
  });

  it('that did not come say why, and are not asked for again by themselves', () => {
    const failure = { code: 'unreachable', message: 'No answer.', advice: '' } as const;
    const failed = after(...shown, rows(0), { type: 'facts-failed', detail, part: 0, failure });
    expect(failed.facts[0]).toMatchObject({ problem: 'No answer.', asking: false });
    expect(nextFacts(failed, 0)).toEqual([]);
    expect(nextFacts(reduceSlot(failed, rows(0, 1), 0), 0)).toEqual([0, 1]);
  });
});

describe('the Slot panel', () => {
  it('keeps keys and filter while more of the same slot are loaded, and neither for another slot', () => {
    const shown = after(
      ask,
      { type: 'slot-detail', detail: owner('a') },
      { type: 'slot-filter', text: 'a' },
      { ...ask, limit: 1000 },
    );
    expect(shown).toMatchObject({ pending: true, filter: 'a', asked: { limit: 1000 } });
    expect(shown.detail).not.toBeNull();
    expect(reduceSlot(shown, { ...ask, slot: 2 }, 0)).toMatchObject({ detail: null, filter: '', text: '2' });
  });

  it('forgets the facts when the cluster has gone', () => {
    const shown = after(
      ask,
      { type: 'slot-detail', detail: owner('a') },
      { type: 'topology', topology: null },
    );
    expect(shown).toMatchObject({ detail: null, asked: null, pending: false });
  });
});

describe('the keys listed', () => {
  it('are those that contain the filter, as a plain search finds them', () => {
    const key = fc.uint8Array({ max: 3, maxLength: 8 });
    fc.assert(
      fc.property(
        fc.array(key, { maxLength: 20 }),
        fc.uint8Array({ max: 3, maxLength: 3 }),
        (keys, filter) => {
          const expected = keys.flatMap((one, index) =>
            Buffer.from(one).includes(Buffer.from(filter)) ? [{ part: 0, index }] : [],
          );
          expect(listedKeys(detailOf(part(7000, 'owner', keys)), filter)).toEqual(expected);
        },
      ),
    );
  });

  it('are marked if source and target both have them', () => {
    const source = part(7000, 'source', ['a', 'b'].map(bytes));
    const target = part(7001, 'target', ['c', 'b'].map(bytes));
    expect([...keysAtBoth([source, target])]).toEqual([1]);
    expect(keysAtBoth([source]).size).toBe(0);
  });

  it('have their tags counted, and a pattern that finds them', () => {
    const { parts } = owner('k1{a*}', '{a*}2', '{b}', 'plain', 'k{}');
    const tags = commonTags(parts);
    expect(tags.map(({ text, keys }) => [text, keys])).toEqual([
      ['a*', 2],
      ['b', 1],
    ]);
    expect(tags.map((tag) => Buffer.from(tagPattern(tag)).toString())).toEqual(['*{a\\*}*', '{b}*']);
  });

  it('are cut at a character if they are long', () => {
    const text = rowText(bytes(`${'ä'.repeat(200)}{tag}${'x'.repeat(100_000)}`));
    expect(text.before).toBe(`${'ä'.repeat(80)}{`.replace('{', '…'));
    expect(text.hashed).toBe('tag');
    expect(text.after.length).toBeLessThan(200);
    expect(rowText(bytes('a{}c'), CODIS_HASHING)).toMatchObject({ hashed: '', after: '}c' });
    expect(rowText(bytes('a{b}c'))).toEqual({ before: 'a{', hashed: 'b', after: '}c', tagged: true });
  });
});

describe('the keys that cross', () => {
  it('come out as they were, of each node in one buffer', () => {
    const keys = fc.array(fc.uint8Array({ maxLength: 5 }), { maxLength: 20 });
    fc.assert(
      fc.property(keys, keys, (here, there) => {
        const detail = detailOf(part(7000, 'source', here), part(7001, 'target', there));
        const crossed = unpackDetail(structuredClone(packDetail(detail)));
        expect(crossed).toEqual(detail);
        for (const { keys: views } of crossed.parts)
          expect(new Set(views.map(({ buffer }) => buffer)).size).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('a key', () => {
  it('is opened with a command of its type that reads a bounded part of it', () => {
    expect(readCommand('string', 60)).toEqual({ name: 'GET', after: [] });
    expect(readCommand('hash', 100).name).toBe('HGETALL');
    expect(readCommand('hash', 1e9).name).toBe('HSCAN');
    expect(readCommand('set', null).name).toBe('SSCAN');
    expect(readCommand('list', 1e9)).toEqual({ name: 'LRANGE', after: ['0', '99'] });
    for (const type of ['ReJSON-RL', '', '?', 'constructor']) expect(readCommand(type, 1).name).toBe('TYPE');
  });

  it('has its time to live in the two largest units', () => {
    expect([-1, 0, 400, 59_999, 4_320_000, 90_061_000, 86_400_000].map(timeToLive)).toEqual([
      'no expiry',
      '0.0 s',
      '0.4 s',
      '59 s',
      '1 h 12 min',
      '1 d 1 h',
      '1 d',
    ]);
  });
});
