import { expect, test } from 'vitest';
import { foreignKeyFindings } from '../../../../../../main/cluster/operations/findings/foreign-keys.ts';
import { planFix } from '../../../../../../main/cluster/operations/repair/plan-fix.ts';
import { clusterReading } from '../readings.ts';
import type { Plan } from '../../../../../../shared/operations/plan.ts';
import { requestSchema, type RequestOf } from '../../../../../../shared/operations/request.ts';
import { Model, SLOTS, type ModelNode } from './model.ts';

interface Drawn {
  keys?: number;
  claims?: boolean;
  migrating?: string;
  importing?: string;
  unknown?: boolean;
  away?: boolean;
}

/** What the nodes have of slot 0, which the first owns unless drawn otherwise. All else is sound. */
function broken(drawn: Record<string, Drawn>, owner: string | null = 'a'): Model {
  const of = <T>(first: T, rest: T): T[] => SLOTS.map((slot) => (slot === 0 ? first : rest));
  return new Model(
    Object.entries(drawn).map(([id, one], i): ModelNode => ({
      id,
      epoch: i + 1,
      away: one.away ?? false,
      view: of(one.claims ? id : owner, 'a'),
      migrating: of(one.migrating ?? null, null),
      importing: of(one.importing ?? null, null),
      keys: of(new Set(Array.from({ length: one.keys ?? 0 }, (_, key) => `${key}`)), new Set()),
      unknown: of(one.unknown ?? false, false),
    })),
  );
}

const fix = (fields: object = {}) => requestSchema.parse({ kind: 'fix', ...fields }) as RequestOf<'fix'>;
const planned = (model: Model, fields: object = {}) => {
  const { reading, counts } = model.reading();
  return planFix(fix(fields), reading, counts);
};
function steps(model: Model, fields: object = {}): Plan['steps'] {
  const plan = planned(model, fields);
  if ('refusal' in plan) throw new Error(plan.refusal);
  return plan.steps;
}
const refusal = (model: Model, fields: object = {}) => {
  const plan = planned(model, fields);
  return 'refusal' in plan ? plan.refusal : null;
};

test('a sound cluster has a plan without steps', () => {
  expect(planned(broken({ a: { keys: 3 }, b: {}, c: {} }))).toMatchObject({ steps: [], remarks: [] });
});

test('each step is a sentence, says what it risks, and how it is undone', () => {
  const model = broken({ a: { keys: 2, migrating: 'b' }, b: { keys: 3, importing: 'a' }, c: { keys: 1 } });
  expect(steps(model).map(({ title, risk, undo }) => ({ title, risk, undo }))).toEqual([
    {
      title:
        'Move 1 key of slot 0 from 127.0.0.1:7002, which does not own it, to 127.0.0.1:7001, where the slot is going.',
      risk: 'Clients could not see these keys: old ones that were deleted at the owner come back.',
      undo: null,
    },
    {
      title: 'Finish the move of slot 0 from 127.0.0.1:7000 to 127.0.0.1:7001, with 2 keys still to move.',
      risk: 'Commands with several keys of the slot may fail meanwhile.',
      undo: 'The slots move back to 127.0.0.1:7000 with reshard.',
    },
  ]);
  const [close, back] = steps(
    broken({ a: { keys: 2, migrating: 'b' }, b: { keys: 3, importing: 'a' }, c: {} }),
    { open: 'roll-back' },
  );
  expect(close).toMatchObject({
    title: 'Close slot 0 at 127.0.0.1:7000, the owner, which keeps it.',
    commands: [{ node: '127.0.0.1:7000', line: 'CLUSTER SETSLOT 0 STABLE' }],
    risk: 'Clients do not find 3 keys until the steps below have moved them here; one that they write meanwhile has two values.',
  });
  expect(back!.title).toBe(
    'Move 3 keys of slot 0 from 127.0.0.1:7001, which does not own it, to 127.0.0.1:7000, which does.',
  );
});

test('an unknown number of keys is not 0: the slot is left, and said to be', () => {
  const marks = { a: { keys: 2, migrating: 'b' }, b: { importing: 'a', unknown: true }, c: {} };
  expect(refusal(broken(marks))).toBe(
    'Slot 0 stays as found: 127.0.0.1:7001 did not say how many keys it has.',
  );
  const plan = planned(broken({ a: { keys: 2 }, b: { unknown: true }, c: {} }));
  expect(plan).toMatchObject({ steps: [], remarks: [expect.stringContaining('127.0.0.1:7001 did not say')] });
});

test('a claim that loses is given up even then: a later epoch would make its node delete', () => {
  const model = broken({ a: { keys: 2, claims: true }, b: { claims: true, unknown: true }, c: {} });
  const plan = planned(model);
  expect(plan).toMatchObject({ steps: [{ action: { kind: 'give-up-slots', node: 'a', to: 'b' } }] });
  expect((plan as Plan).remarks).toContainEqual(expect.stringContaining('stays as found'));
});

test('a mark that only a replica has is closed at its primary', () => {
  const reading = clusterReading([
    { id: 'a', slots: [[0, 8191]] },
    { id: 'b', slots: [[8192, 16383]] },
    { id: 'c', of: 'a', marks: { migrating: [{ slot: 5, to: 'b' }], importing: [] } },
    { id: 'd', of: 'b', marks: { migrating: [], importing: [{ slot: 6, from: 'a' }] } },
  ]);
  const none = new Float64Array(16384);
  const plan = planFix(
    fix(),
    reading,
    new Map([
      ['a', none],
      ['b', none],
    ]),
  );
  expect('steps' in plan && plan.steps.map(({ action }) => action)).toEqual([
    { kind: 'close-slots', node: 'a', slots: [{ first: 5, last: 5 }] },
    { kind: 'close-slots', node: 'b', slots: [{ first: 6, last: 6 }] },
  ]);
});

test('keys may be at a node that does not answer: the slot stays open', () => {
  const model = () => broken({ a: { keys: 2, migrating: 'b' }, b: { importing: 'a', away: true }, c: {} });
  expect(refusal(model())).toContain('keys may have moved to 127.0.0.1:7001, which does not answer');
  expect(steps(model(), { lostNodes: true }).map(({ action }) => action.kind)).toEqual(['close-slots']);
});

test('a primary that only one other node sees as an owner is lost too', () => {
  const model = broken({ a: { claims: true }, b: {}, c: { away: true } });
  model.at('b').view[0] = 'c';
  expect(refusal(model)).toContain('127.0.0.1:7002 does not answer and owns');
});

test('foreign keys are found with their number, and what is unknown is named', () => {
  const { reading, counts } = broken({
    a: { keys: 2 },
    b: { keys: 3 },
    c: { unknown: true },
  }).reading();
  expect(foreignKeyFindings(reading, counts)).toEqual([
    expect.objectContaining({
      severity: 'error',
      nodes: ['127.0.0.1:7001'],
      slots: [{ first: 0, last: 0 }],
      keys: 3,
    }),
    expect.objectContaining({ severity: 'warning', nodes: ['127.0.0.1:7002'], keys: null }),
  ]);
});

test('a node whose keys have to stay, because the slot that they go to stays too, keeps its last slot', () => {
  const model = broken({ a: {}, b: {}, c: { unknown: true } });
  for (const [slot, giver] of [
    [1, 'b'],
    [2, 'c'],
  ] as const) {
    for (const node of model.nodes) node.view[slot] = giver;
    model.at(giver).migrating[slot] = 'a';
    model.at('a').importing[slot] = giver;
  }
  model.at('b').keys[2] = new Set(['k']);
  // c may have keys of slot 0, so slot 2 stays with it; then the key stays at b, which without slot 1 would become a replica.
  expect(refusal(model)).toMatch(
    /Slot 1 stays as found: 127\.0\.0\.1:7001.*Slot 2 stays as found: 127\.0\.0\.1:7002/,
  );
});
