import { describe, expect, it } from 'vitest';
import { CHANGE_KINDS, CHANGES_KEPT, type Change } from '../../../../../shared/cluster/change.ts';
import {
  changeText,
  describeChange,
  groupOf,
} from '../../../../../renderer/features/timeline/describe-change.ts';
import { reduceTimeline, timelineOf } from '../../../../../renderer/features/timeline/state.ts';
import { TIMELINE_FORMS } from '../../../../../renderer/features/timeline/timeline-text.ts';
import { nodeAt } from '../../../../support/cluster-fixtures.ts';

const side = (port: number, shard: number | null) => ({ node: nodeAt(port), shard });
const change = (kind: Change['kind'], more: Partial<Change> = {}): Change => ({
  id: 1,
  at: Date.UTC(2026, 0, 2, 3, 4, 5),
  kind,
  about: null,
  from: null,
  to: null,
  slots: [],
  detail: '',
  ...more,
});
const text = (kind: Change['kind'], more: Partial<Change> = {}) => changeText(change(kind, more), 'en');

describe('an entry of the timeline in words', () => {
  it('says what happened to whom', () => {
    expect(text('first-read', { slots: [{ first: 0, last: 16383 }], detail: '3 shards' })).toBe(
      '0–16383 watching started, 3 shards',
    );
    expect(
      text('failover', {
        about: side(7004, 2),
        from: side(7001, 2),
        to: side(7004, 2),
        detail: 'epoch 5 → 6',
      }),
    ).toBe('shard 2 127.0.0.1:7004 took over from :7001, epoch 5 → 6');
    expect(
      text('migration-began', {
        from: side(7000, 1),
        to: side(7001, 2),
        slots: [{ first: 4949, last: 5460 }],
      }),
    ).toBe('shard 1 → shard 2 4949–5460 migration started');
    expect(
      text('redirected', { from: side(7000, 1), to: side(7001, 2), slots: [{ first: 7, last: 7 }] }),
    ).toBe('shard 1 → shard 2 7 MOVED from :7000 to :7001');
    expect(text('failed', { about: side(7001, 2), detail: '2 other nodes report it' })).toBe(
      'shard 2 127.0.0.1:7001 marked fail, 2 other nodes report it',
    );
    expect(
      text('coverage', { from: side(7001, 2), slots: [{ first: 0, last: 9 }], detail: '16384 → 16374' }),
    ).toBe('shard 2 → no shard 0–9 have no owner, 16384 → 16374 covered');
    expect(
      text('views-differ', { about: side(7002, 3), to: side(7000, 1), slots: [{ first: 1, last: 1 }] }),
    ).toBe('shard 3 127.0.0.1:7002 gives 1 to :7000, unlike the map');
    const nobody = { node: null, shard: null };
    expect(text('views-differ', { about: side(7002, 3), to: nobody, slots: [{ first: 1, last: 1 }] })).toBe(
      'shard 3 127.0.0.1:7002 gives 1 to no node, unlike the map',
    );
    expect(
      text('failover', {
        about: { node: '10.0.0.2:6379', shard: 1 },
        from: { node: '10.0.0.1:6379', shard: 1 },
      }),
    ).toBe('shard 1 10.0.0.2:6379 took over from 10.0.0.1:6379');
    const lost = { node: 'no address known (bbbbbbbb)', shard: 2 };
    expect(text('no-address', { about: lost, from: side(7001, 2) })).toBe(
      'shard 2 no address known (bbbbbbbb) any more; it was 127.0.0.1:7001',
    );
    expect(text('state', { detail: 'ok → fail' })).toBe('cluster ok → fail');
    expect(text('epoch', { detail: '5 → 6' })).toBe('epoch 5 → 6');
  });

  it.each(CHANGE_KINDS)('has words and a group for "%s", whatever is missing in it', (kind) => {
    const words = describeChange(change(kind), 'en').filter((part) => part.kind === 'words');
    expect(words.map((part) => part.text).join('')).not.toBe('');
    expect(text(kind)).not.toMatch(/undefined|null|, *$/);
    expect(groupOf(kind)).toMatch(/^(slots|nodes|redirects)$/);
  });
});

describe('the timeline', () => {
  const add = (timeline: readonly Change[], changes: Change[]) =>
    reduceTimeline(timelineOf(timeline), { type: 'changes', changes }).changes;

  it('starts again with a first reading, and keeps the newest', () => {
    const one = add([], [change('joined', { id: 1 })]);
    expect(add(one, [change('left', { id: 2 })]).map(({ id }) => id)).toEqual([1, 2]);
    expect(add(one, [change('first-read', { id: 3 })]).map(({ id }) => id)).toEqual([3]);
    const many = Array.from({ length: CHANGES_KEPT + 5 }, (_, id) => change('epoch', { id }));
    const kept = add([], many);
    expect(kept).toHaveLength(CHANGES_KEPT);
    expect(kept.at(-1)?.id).toBe(CHANGES_KEPT + 4);
  });

  const changes = [
    change('slots-moved', {
      from: side(7000, 1),
      to: side(7001, 2),
      slots: [
        { first: 1, last: 3 },
        { first: 9, last: 9 },
      ],
    }),
    change('left', { about: { node: '=cmd|x', shard: null }, detail: 'a "quoted", word' }),
  ];

  it('is written as lines of text', () => {
    expect(TIMELINE_FORMS.text(changes).split('\n')[0]).toBe(
      '2026-01-02T03:04:05.000Z  shard 1 → shard 2 1–3, 9 moved from :7000 to :7001',
    );
  });

  it('is written as CSV in which nothing is a formula', () => {
    const [header, moved, left] = TIMELINE_FORMS.csv(changes).split('\n');
    expect(header).toBe('at,kind,node,shard,from,from_shard,to,to_shard,slots,detail,text');
    expect(moved).toContain('slots-moved,,,127.0.0.1:7000,1,127.0.0.1:7001,2,1-3 9,');
    expect(left).toContain(`left,'=cmd|x,`);
    expect(left).toContain('"a ""quoted"", word"');
  });

  it('is written as JSON that can be read back', () => {
    expect(JSON.parse(TIMELINE_FORMS.json(changes))).toMatchObject([
      { at: '2026-01-02T03:04:05.000Z', kind: 'slots-moved', slots: changes[0]!.slots },
      { kind: 'left' },
    ]);
  });
});
