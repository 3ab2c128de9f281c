import { describe, expect, it } from 'vitest';
import { annotate, describeHops, formatTime } from '../../../../../renderer/repl/transcript/annotate.ts';
import type { Piece } from '../../../../../renderer/repl/transcript/layout.ts';
import { execution, hop, nodeAt } from '../../../../support/cluster-fixtures.ts';

const textOf = (spans: readonly { text: string }[] | undefined) =>
  (spans ?? []).map(({ text }) => text).join('');
const lineOf = (piece: Piece) =>
  piece.kind === 'line' ? [textOf(piece.spans), textOf(piece.right)] : piece.kind;

describe('the annotation of an answer', () => {
  it('names slot, shard, node, hops and time', () => {
    expect(textOf(annotate(execution(), 'en'))).toBe(
      'slot 12182 · shard 3 · 127.0.0.1:7002 · 0 hops · 0.7 ms',
    );
  });

  it('colours the shard, and nothing else stands out', () => {
    expect(annotate(execution(), 'en').filter(({ colour }) => colour === 18)).toEqual([
      { text: 'shard 3', colour: 18 },
    ]);
  });

  it('leaves out slot and shard of a command without a key', () => {
    expect(textOf(annotate(execution({ slot: null, keys: [] }), 'en'))).toBe(
      '127.0.0.1:7002 · 0 hops · 0.7 ms',
    );
  });

  it('says where a slot question was asked', () => {
    expect(textOf(annotate(execution({ routedBy: 'slot-question', slot: 6651, shard: 2 }), 'en'))).toBe(
      'asked the owner · slot 6651 · shard 2 · 127.0.0.1:7002 · 0 hops · 0.7 ms',
    );
  });

  it('counts redirects that were followed, and no waits', () => {
    const hops = [
      hop(7000, { outcome: 'tryagain', waited: 100 }),
      hop(7000, { outcome: 'ask', slot: 5378, target: nodeAt(7001) }),
      hop(7001),
    ];
    expect(textOf(annotate(execution({ hops, milliseconds: 101.6 }), 'en'))).toContain(' · 1 hop · 101.6 ms');
    const unfollowed = [hop(7000, { outcome: 'moved', slot: 1, target: nodeAt(7001) })];
    expect(textOf(annotate(execution({ hops: unfollowed }), 'en'))).toContain(' · 0 hops · ');
  });

  it('writes times for people', () => {
    expect([0.04, 0.8, 101.64, 999.96, 1249, 12_345].map((time) => formatTime(time, 'en'))).toEqual([
      ...['0.0 ms', '0.8 ms', '101.6 ms', '1.00 s', '1.25 s', '12.3 s'],
    ]);
  });
});

describe('the lines of the hops', () => {
  it('say what each was and whether the slot cache learned', () => {
    const learned = { slot: 12706, from: nodeAt(7001), to: nodeAt(7002), shard: 3 };
    const hops = [
      hop(7001, { outcome: 'moved', slot: 12706, target: nodeAt(7002), learned }),
      hop(7002, { outcome: 'ask', slot: 12706, target: nodeAt(7000) }),
      hop(7000, { outcome: 'tryagain', waited: 100, asking: true }),
      hop(7000, { outcome: 'clusterdown', waited: 200 }),
      hop(7000),
    ];
    expect(describeHops(execution({ slot: 12706, hops }), 'en').map(lineOf)).toEqual([
      ['-> Redirected to slot [12706] located at 127.0.0.1:7002', 'MOVED · learned'],
      ['-> Redirected to slot [12706] located at 127.0.0.1:7000', 'ASK · not learned'],
      ['-> TRYAGAIN while slot 12706 is moving, waited 100 ms', 'TRYAGAIN · 1 of 5'],
      ['-> CLUSTERDOWN at 127.0.0.1:7000, waited 200 ms', 'CLUSTERDOWN · 2 of 5'],
    ]);
  });

  it('show a node that could not be reached in the colour of danger', () => {
    const hops = [
      hop(7001, { outcome: 'unreachable', detail: 'connect ECONNREFUSED', waited: 100 }),
      hop(7002),
    ];
    const [piece] = describeHops(execution({ hops }), 'en');
    expect(lineOf(piece!)).toEqual([
      '-> 127.0.0.1:7001: connect ECONNREFUSED, waited 100 ms',
      'not reached · 1 of 5',
    ]);
    expect(piece).toMatchObject({ spans: [{ colour: 26 }] });
  });

  it('do not include the last hop, whose answer is the reply', () => {
    expect(describeHops(execution(), 'en')).toEqual([]);
    expect(describeHops(execution({ hops: [hop(7000, { outcome: 'moved', slot: 1 })] }), 'en')).toEqual([]);
  });
});
