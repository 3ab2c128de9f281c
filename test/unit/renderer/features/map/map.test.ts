import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  columnOf,
  COLUMNS,
  fitCell,
  moveBy,
  outlineOf,
  rectsOf,
  rowOf,
  slotAt,
} from '../../../../../renderer/features/map/geometry.ts';
import { mapTable } from '../../../../../renderer/features/map/map-export.ts';
import {
  changedRuns,
  mapModel,
  openSlots,
  widestRuns,
} from '../../../../../renderer/features/map/map-model.ts';
import { describeSlot } from '../../../../../renderer/features/map/slot-words.ts';
import { fullnessOf, keysOfShard, sumUp } from '../../../../../renderer/features/map/selection.ts';
import { EMPTY_MAP, hasMetrics, reduceMap } from '../../../../../renderer/features/map/state.ts';
import type { State } from '../../../../../renderer/window/state.ts';
import type { Topology } from '../../../../../shared/cluster/topology.ts';
import type { Execution } from '../../../../../shared/session/execution.ts';
import type { SlotCounts, SlotStats } from '../../../../../shared/slots/slot-model.ts';
import { SLOT_COUNT } from '../../../../../shared/slots/slots.ts';
import { nodeAt, threeShards } from '../../../../support/cluster-fixtures.ts';

const slots = fc.integer({ min: 0, max: SLOT_COUNT - 1 });

const counts = (more: { [slot: number]: number } = {}, unknown: number[] = []): SlotCounts => {
  const keys = new Uint32Array(SLOT_COUNT);
  const known = new Uint8Array(SLOT_COUNT).fill(1);
  for (const [slot, n] of Object.entries(more)) keys[Number(slot)] = n;
  for (const slot of unknown) known[slot] = 0;
  return { database: 0, keys, known, asked: [], missing: [], at: 0, milliseconds: 1 };
};

const migrating: Topology = {
  ...threeShards,
  migrations: [{ from: nodeAt(7000), to: nodeAt(7001), slots: [{ first: 100, last: 102 }] }],
};

describe('where a slot is', () => {
  it('comes back from the middle of its cell', () => {
    fc.assert(
      fc.property(slots, fc.integer({ min: 6, max: 24 }), (slot, half) => {
        const cell = half / 2;
        expect(slotAt((columnOf(slot) + 0.5) * cell, (rowOf(slot) + 0.5) * cell, cell)).toBe(slot);
      }),
    );
    expect(slotAt(-1, 5, 4)).toBeNull();
    expect(slotAt(5, 128 * 4, 4)).toBeNull();
  });

  it('a range is covered by at most three rectangles, each of its slots once, no other', () => {
    fc.assert(
      fc.property(slots, slots, (a, b) => {
        const [first, last] = [Math.min(a, b), Math.max(a, b)];
        const rects = rectsOf(first, last);
        const covered = rects.flatMap(({ column, row, columns, rows }) =>
          Array.from({ length: rows }, (_, i) =>
            Array.from({ length: columns }, (_, j) => (row + i) * COLUMNS + column + j),
          ).flat(),
        );
        expect(rects.length).toBeLessThanOrEqual(3);
        expect(covered.length).toBe(last - first + 1);
        expect(new Set(covered).size).toBe(covered.length);
        expect(Math.min(...covered)).toBe(first);
        expect(Math.max(...covered)).toBe(last);
      }),
      { numRuns: 60 },
    );
  });

  it('the outline of a range holds its slots and no others', () => {
    const isInside = (outline: (readonly [number, number])[], x: number, y: number) => {
      let inside = false;
      outline.forEach(([x1, y1], i) => {
        const [x2, y2] = outline[(i + 1) % outline.length]!;
        if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
      });
      return inside;
    };
    fc.assert(
      fc.property(slots, fc.integer({ min: 0, max: 600 }), (first, more) => {
        const last = Math.min(SLOT_COUNT - 1, first + more);
        const outlines = outlineOf(first, last);
        for (let slot = Math.max(0, first - 300); slot <= Math.min(SLOT_COUNT - 1, last + 300); slot++) {
          const inside = outlines.some((one) => isInside(one, columnOf(slot) + 0.5, rowOf(slot) + 0.5));
          expect(inside).toBe(slot >= first && slot <= last);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('the keyboard stays on the map', () => {
    fc.assert(
      fc.property(
        slots,
        fc.constantFrom(
          'ArrowLeft',
          'ArrowRight',
          'ArrowUp',
          'ArrowDown',
          'PageUp',
          'PageDown',
          'Home',
          'End',
        ),
        fc.boolean(),
        (slot, key, ctrl) => {
          const to = moveBy(key, ctrl, slot)!;
          expect(to).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThan(SLOT_COUNT);
        },
      ),
    );
    expect(moveBy('ArrowDown', false, 5)).toBe(133);
    expect(moveBy('End', false, 130)).toBe(255);
    expect(moveBy('End', true, 130)).toBe(16383);
    expect(moveBy('PageUp', false, 130)).toBe(2);
    expect(moveBy('x', false, 130)).toBeNull();
  });

  it('cells grow with the window, and never vanish', () => {
    expect(fitCell(1280, 1280, 1)).toBe(10);
    expect(fitCell(700, 1280, 1)).toBe(5);
    expect(fitCell(700, 1280, 2)).toBe(5);
    expect(fitCell(600, 1280, 2)).toBe(4.5);
    expect(fitCell(100, 100, 1)).toBe(3);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.constantFrom(1, 1.25, 1.5, 2), (width, ratio) => {
        const pixels = fitCell(width, 5000, ratio) * ratio;
        expect(Math.abs(pixels - Math.round(pixels))).toBeLessThan(1e-6);
      }),
    );
  });
});

describe('what a slot shows', () => {
  it('its shard, and whether it is on its way', () => {
    const model = mapModel(migrating, 'owner', null, null);
    expect([model.shards[0], model.shards[5461], model.shards[16383]]).toEqual([1, 2, 3]);
    expect(model.open.get(101)).toEqual({ from: 1, to: 2 });
    expect(model.open.has(103)).toBe(false);
    const hole: Topology = { ...threeShards, shards: threeShards.shards.slice(1) };
    expect(mapModel(hole, 'owner', null, null).shards[0]).toBe(0);
  });

  it('one giant slot does not leave the others in the dark', () => {
    const keys = Object.fromEntries(Array.from({ length: SLOT_COUNT }, (_, slot) => [slot, 10]));
    const model = mapModel(threeShards, 'keys', counts({ ...keys, 77: 1_000_000 }), null);
    expect(model.greatest).toBe(1_000_000);
    expect(model.full).toBe(10);
    expect(model.brightness(10)).toBe(1);
    expect(model.brightness(1_000_000)).toBe(1);
    expect(model.brightness(0)).toBe(0);
  });

  it('metrics of the server if it has them', () => {
    const stats: SlotStats = {
      supported: true,
      note: '',
      metrics: {
        'network-bytes-in': new Float64Array(SLOT_COUNT).fill(3),
        'network-bytes-out': new Float64Array(SLOT_COUNT).fill(4),
      },
      at: 0,
    };
    expect(mapModel(threeShards, 'network', null, stats).values![9]).toBe(7);
    expect(hasMetrics('network', stats)).toBe(true);
    expect(hasMetrics('memory', stats)).toBe(false);
    expect(hasMetrics('keys', null)).toBe(true);
  });

  it('what has changed hands: other shards’ slots, and a shard’s own after a failover', () => {
    const before = mapModel(threeShards, 'owner', null, null);
    expect(changedRuns(before, mapModel(migrating, 'keys', counts(), null))).toEqual([]);
    const [first, second, third] = threeShards.shards;
    const moved: Topology = {
      ...threeShards,
      shards: [
        { ...first!, slots: [{ first: 0, last: 5450 }] },
        { ...second!, slots: [{ first: 5451, last: 10922 }] },
        { ...third!, primary: third!.replicas[0]! },
      ],
    };
    expect(changedRuns(before, mapModel(moved, 'owner', null, null))).toEqual([
      { first: 5451, last: 5460 },
      { first: 10923, last: 16383 },
    ]);
  });

  it('a number is drawn in the widest run of each shard', () => {
    const model = mapModel(threeShards, 'owner', null, null);
    expect(widestRuns(model.shards)).toEqual([
      { shard: 1, first: 0, last: 5460 },
      { shard: 2, first: 5461, last: 10922 },
      { shard: 3, first: 10923, last: 16383 },
    ]);
  });
});

describe('a range', () => {
  it('sums up as a plain count of its slots does', () => {
    fc.assert(
      fc.property(
        slots,
        slots,
        fc.array(fc.tuple(slots, fc.integer({ min: 1, max: 99 })), { maxLength: 50 }),
        (a, b, some) => {
          const all = counts(Object.fromEntries(some));
          const [first, last] = [Math.min(a, b), Math.max(a, b)];
          const model = mapModel(migrating, 'owner', null, null);
          const sum = sumUp(first, last, model, all);
          const plain = [...all.keys.subarray(first, last + 1)];
          expect(sum.keys!.sum).toBe(plain.reduce((x, y) => x + y, 0));
          expect(sum.keys!.most).toBe(Math.max(...plain));
          expect(sum.keys!.least).toBe(Math.min(...plain));
          expect(sum.keys!.empty).toBe(plain.filter((n) => n === 0).length);
          expect(all.keys[sum.keys!.fullest]).toBe(sum.keys!.most);
          expect(sum.shards.reduce((n, one) => n + one.slots, 0)).toBe(sum.slots);
          expect(sum.open).toBe([100, 101, 102].filter((slot) => slot >= first && slot <= last).length);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('says what is not known, instead of taking it for empty', () => {
    const model = mapModel(threeShards, 'owner', null, null);
    const sum = sumUp(0, 9, model, counts({ 3: 4 }, [5, 6]));
    expect(sum.keys).toMatchObject({ sum: 4, unknown: 2, empty: 7, mean: 0.5 });
    expect(sumUp(0, 9, model, null).keys).toBeNull();
    expect(keysOfShard(threeShards.shards[0]!, counts({ 3: 4, 5460: 1, 5461: 9 }, [7, 8]))).toEqual({
      sum: 5,
      unknown: 2,
    });
    expect(fullnessOf(counts({ 3: 4, 5460: 1, 9000: 9 }, [7, 8]))).toEqual({
      sum: 14,
      asked: SLOT_COUNT - 2,
      fullest: 9000,
    });
    expect(mapModel(threeShards, 'keys', counts({}, [7]), null).known?.[7]).toBe(0);
    expect(mapModel(threeShards, 'keys', counts(), null).known).toBeNull();
  });
});

describe('what is said and saved', () => {
  const state = (topology: Topology, more: Partial<State['map']> = {}) =>
    ({ topology, metrics: {}, map: { ...EMPTY_MAP, ...more } }) as unknown as State;

  it('reads out a slot: shard, owner, migration, keys', () => {
    const model = mapModel(migrating, 'owner', null, null);
    expect(describeSlot(state(migrating, { counts: counts({ 101: 7 }) }), model, 101)).toBe(
      'slot 101, shard 1, 127.0.0.1:7000, migrating from shard 1 to shard 2, 7 keys',
    );
    expect(openSlots(migrating).size).toBe(3);
  });

  it('a table has a row a slot; text that begins as a formula does not run', () => {
    const evil: Topology = {
      ...migrating,
      shards: migrating.shards.map((shard) => ({
        ...shard,
        primary: shard.primary && { ...shard.primary, address: '=cmd|x:1' },
      })),
    };
    const model = mapModel(evil, 'owner', null, null);
    const lines = mapTable(state(evil, { counts: counts({ 101: 7 }, [102]) }), model)
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(SLOT_COUNT + 1);
    expect(lines[0]).toBe('slot,shard,owner,replicas,state,keys,known');
    const third = mapTable(state(evil, { counts: { ...counts(), database: 3 } }), model);
    expect(third.split('\n')[0]).toBe('slot,shard,owner,replicas,state,keys in database 3,known');
    expect(lines[102]).toBe("101,1,'=cmd|x:1,127.0.0.1:7003,migrating,7,yes");
    expect(lines[103]).toBe("102,1,'=cmd|x:1,127.0.0.1:7003,migrating,,no");
  });
});

describe('the map’s state', () => {
  it('the cursor stays on the map; Shift keeps the other end', () => {
    let map = reduceMap(EMPTY_MAP, { type: 'map-cursor', slot: 10, extend: false }, 0);
    map = reduceMap(map, { type: 'map-cursor', slot: 99_999, extend: true }, 0);
    expect([map.anchor, map.cursor]).toEqual([10, 16383]);
  });

  it('commands leave their slots, the newest last, and no more than can glow', () => {
    const execution = (slot: number | null, keys: number[]) =>
      ({
        slot,
        keys: keys.map((key) => ({ text: '', index: 0, slot: key, shard: null })),
        hops: [],
      }) as unknown as Execution;
    const run = (executions: Execution[], now: number, before = EMPTY_MAP) =>
      reduceMap(before, { type: 'executed', shell: 1, executions }, now);
    const map = run([execution(7, [7]), execution(null, [8, 9])], 1000);
    expect(map.touches).toEqual([7, 8, 9].map((slot) => ({ slot, at: 1000 })));
    const many = run(
      Array.from({ length: 2000 }, (_, i) => execution(i, [])),
      2000,
      map,
    );
    expect(many.touches).toHaveLength(512);
    expect(many.touches.at(-1)).toEqual({ slot: 1999, at: 2000 });
    expect(run([execution(null, [])], 5, map).touches).toBe(map.touches);
  });

  it('counts of a cluster that was left are not shown for the next', () => {
    const map = reduceMap(EMPTY_MAP, { type: 'map-counts', counts: counts(), cluster: 0 }, 0);
    const next = reduceMap(map, { type: 'topology', topology: null }, 0);
    expect(next.counts).toBeNull();
    expect(reduceMap(map, { type: 'topology', topology: threeShards }, 0).counts).toBe(map.counts);
    // An answer that comes late, while the next cluster is being counted.
    const counting = reduceMap(next, { type: 'map-count' }, 0);
    expect(reduceMap(counting, { type: 'map-counts', counts: counts(), cluster: 0 }, 0)).toBe(counting);
    expect(
      reduceMap(counting, { type: 'map-counts', counts: counts(), cluster: 1 }, 0).counts,
    ).not.toBeNull();
  });

  it('a shade for which the servers turn out to have no figures gives way to the owners', () => {
    const stats = { supported: false, note: 'too old', metrics: {}, at: 0 };
    const shaded = { ...EMPTY_MAP, shade: 'memory' as const };
    expect(reduceMap(shaded, { type: 'map-stats', stats, cluster: 0 }, 0).shade).toBe('owner');
    const counted = { ...EMPTY_MAP, shade: 'keys' as const };
    expect(reduceMap(counted, { type: 'map-stats', stats, cluster: 0 }, 0).shade).toBe('keys');
  });
});
