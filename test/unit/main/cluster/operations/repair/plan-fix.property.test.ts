import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planFix } from '../../../../../../main/cluster/operations/repair/plan-fix.ts';
import { planSchema, type Plan } from '../../../../../../shared/operations/plan.ts';
import { requestSchema, type RequestOf } from '../../../../../../shared/operations/request.ts';
import { Model, SLOTS, type ModelNode } from './model.ts';

const NAMES = ['a', 'b', 'c', 'd'] as const;
const KEYS = ['k0', 'k1', 'k2', 'k3'];
/** Slots after these are sound: the node after `a` own one each, or `a` does. */
const BROKEN = SLOTS.slice(0, 3);

/** Anything, but for what servers do not let happen: an owner that imports, a mark that names its own node. */
const slotOfNode = (id: string, ids: readonly string[]) =>
  fc
    .record({
      view: fc.option(fc.constantFrom(id, ...ids), { freq: 6 }),
      migrating: fc.option(fc.constantFrom(...ids.filter((other) => other !== id)), { freq: 2, nil: null }),
      importing: fc.option(fc.constantFrom(...ids.filter((other) => other !== id)), { freq: 2, nil: null }),
      keys: fc.subarray(KEYS),
      hasKeys: fc.boolean(),
      unknown: fc.integer({ min: 0, max: 25 }).map((n) => n === 0),
    })
    .map((one) => ({
      ...one,
      importing: one.view === id ? null : one.importing,
      keys: new Set(one.hasKeys ? one.keys : []),
    }));

const broken = fc.integer({ min: 2, max: 4 }).chain((count) => {
  const ids = NAMES.slice(0, count);
  const node = (id: string) =>
    fc.record({
      slots: fc.tuple(...BROKEN.map(() => slotOfNode(id, ids))),
      hasOwn: fc.boolean(),
      away: fc.integer({ min: 0, max: 12 }).map((n) => n === 0 && id !== 'a'),
    });
  return fc.record({
    nodes: fc.tuple(...ids.map(node)),
    epochs: fc.shuffledSubarray([1, 2, 3, 4], { minLength: count, maxLength: count }),
    // Most slots of most clusters are sound: all see one owner.
    // Some are under way from one to another.
    pairs: fc.array(fc.option(fc.shuffledSubarray([...ids], { minLength: 2, maxLength: 2 }), { freq: 2 }), {
      minLength: BROKEN.length,
      maxLength: BROKEN.length,
    }),
    sound: fc.array(fc.option(fc.constantFrom(...ids)), {
      minLength: BROKEN.length,
      maxLength: BROKEN.length,
    }),
  });
});

const modelOf = ({
  nodes,
  epochs,
  sound,
  pairs,
}: typeof broken extends fc.Arbitrary<infer T> ? T : never): Model =>
  new Model(
    nodes.map(({ slots, away }, i): ModelNode => {
      const id = NAMES[i]!;
      const own = NAMES.slice(1).map((name, at) => (nodes[at + 1]?.hasOwn ? name : 'a'));
      const view = [...slots.map((one, slot) => pairs[slot]?.[0] ?? sound[slot] ?? one.view), ...own];
      const of = <T>(some: (one: (typeof slots)[number], slot: number) => T, rest: () => T) =>
        SLOTS.map((slot) => (slots[slot] ? some(slots[slot], slot) : rest()));
      return {
        ...{ id, away, view, epoch: epochs[i]! },
        migrating: of(
          (one, slot) => {
            const [from, to = null] = pairs[slot] ?? [];
            return from === undefined ? one.migrating : from === id ? to : null;
          },
          () => null,
        ),
        importing: of(
          (one, slot) =>
            view[slot] === id ? null : pairs[slot]?.[1] === id ? pairs[slot][0]! : one.importing,
          () => null,
        ),
        keys: of(
          (one) => new Set(one.keys),
          () => new Set<string>(),
        ),
        unknown: of(
          (one) => one.unknown,
          () => false,
        ),
      };
    }),
  );

const requests = fc
  .record({ open: fc.constantFrom('finish', 'roll-back'), lostNodes: fc.boolean() })
  .map((fields) => requestSchema.parse({ kind: 'fix', ...fields }) as RequestOf<'fix'>);

/** Gossip runs at every step boundary; nodes that claim one slot cannot be in touch. */
function run(model: Model, plan: Plan, isNew: boolean, until = Infinity): void {
  for (const { number, action } of plan.steps) {
    if (number >= until) return;
    model.act(action);
    if (!model.isContested) model.gossip(isNew);
  }
}

test('at every step boundary no key is lost, and in the end each slot is closed at one owner with all its keys', () => {
  let repaired = 0;
  fc.assert(
    fc.property(broken, requests, fc.boolean(), fc.nat(8), (drawn, request, isNew, cut) => {
      const model = modelOf(drawn);
      // A state that lasts: what gossip does to it by itself is done.
      if (!model.isContested) model.gossip(isNew);
      model.wrong.length = 0;
      const before = SLOTS.map((slot) => keysOf(model, slot));
      const plan = again(model, request);
      if ('refusal' in plan) return;
      planSchema.parse(JSON.parse(JSON.stringify(plan)));
      // Cut off at some step, the same is asked for again; what was left may be possible then.
      run(model, plan, isNew, cut);
      let rest = again(model, request);
      for (let round = 0; round < 3 && !('refusal' in rest) && rest.steps.length > 0; round++) {
        run(model, rest, isNew);
        rest = again(model, request);
      }
      expect(model.wrong).toEqual([]);
      for (const slot of SLOTS) expect(keysOf(model, slot)).toEqual(before[slot]);
      // What is left is said to be left.
      if ('refusal' in rest) expect(rest.refusal).toMatch(/as found/);
      else expect(rest.steps).toEqual([]);
      for (const slot of SLOTS) {
        expect(model.claimants(slot).length).toBeLessThanOrEqual(1);
        if ('refusal' in rest) continue;
        const [owner] = model.claimants(slot);
        expect(owner).toBeDefined();
        for (const node of model.nodes.filter(({ away }) => !away)) {
          expect([node.migrating[slot], node.importing[slot]]).toEqual([null, null]);
          expect(node.view[slot]).toBe(owner!.id);
          if (node !== owner && !node.unknown[slot]) expect([...node.keys[slot]!]).toEqual([]);
        }
        repaired++;
      }
    }),
    { numRuns: 400 },
  );
  expect(repaired).toBeGreaterThan(300);
});

const again = (model: Model, request: RequestOf<'fix'>) => {
  const { reading, counts } = model.reading();
  return planFix(request, reading, counts);
};

/** Sorted keys at nodes that answer. */
const keysOf = (model: Model, slot: number): string[] =>
  [...new Set(model.nodes.flatMap(({ away, keys }) => (away ? [] : [...keys[slot]!])))].sort();
