import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NewNodeAnswer } from '../../../../../../main/cluster/operations/create/new-nodes.ts';
import { planCreate, planUndoCreate } from '../../../../../../main/cluster/operations/create/plan-create.ts';
import { slotRanges } from '../../../../../../shared/operations/placement.ts';
import type { Action } from '../../../../../../shared/operations/action.ts';
import { planSchema, type Plan } from '../../../../../../shared/operations/plan.ts';
import { readyNode } from './ready.ts';

const addresses = (count: number, hosts = 1) =>
  Array.from({ length: count }, (_, i) => `10.0.0.${(i % hosts) + 1}:${7000 + i}`);

function planFor(
  names: readonly string[],
  replicas: number,
  placement?: string[][],
  answers?: NewNodeAnswer[],
) {
  const request = {
    kind: 'create' as const,
    nodes: [...names],
    replicas,
    ...(placement ? { placement } : {}),
  };
  return planCreate(request, answers ?? names.map((name) => readyNode(name)), 1);
}

function planned(...args: Parameters<typeof planFor>): Plan {
  const plan = planFor(...args);
  if ('refusal' in plan) throw new Error(plan.refusal);
  return plan;
}

const refusalOf = (...args: Parameters<typeof planFor>) => {
  const plan = planFor(...args);
  return 'refusal' in plan ? plan.refusal : '';
};

const actionsOf = <K extends Action['kind']>(plan: Plan, kind: K) =>
  plan.steps.flatMap(({ action }) => (action.kind === kind ? [action as Extract<Action, { kind: K }>] : []));

test('each node is there once, as a primary with redis-cli’s slots or as a replica of one, whatever is asked', () => {
  const cases = fc.record({
    count: fc.integer({ min: 1, max: 40 }),
    hosts: fc.integer({ min: 1, max: 9 }),
    replicas: fc.integer({ min: 0, max: 4 }),
  });
  fc.assert(
    fc.property(cases, ({ count, hosts, replicas }) => {
      fc.pre(count > replicas);
      const names = addresses(count, hosts);
      const plan = planned(names, replicas);
      expect(planSchema.parse(plan)).toEqual(plan);
      const primaries = actionsOf(plan, 'add-slots');
      const followers = actionsOf(plan, 'replicate');
      const all = [...primaries, ...followers].map(({ node }) => node);
      expect(all.sort()).toEqual([...names].sort());
      expect(primaries).toHaveLength(Math.floor(count / (replicas + 1)));
      expect(primaries.flatMap(({ slots }) => slots)).toEqual(slotRanges(primaries.length));
      for (const { primary } of followers) expect(primaries.map(({ node }) => node)).toContain(primary);
      for (const { node } of primaries)
        expect(followers.filter(({ primary }) => primary === node).length).toBeGreaterThanOrEqual(replicas);
      expect(actionsOf(plan, 'set-epoch').map(({ epoch }) => epoch)).toEqual(names.map((_, i) => i + 1));
      expect(actionsOf(plan, 'meet').map(({ node }) => node)).toEqual(names.slice(1));
      expect(actionsOf(plan, 'sync')).toHaveLength(followers.length);
      const kinds = plan.steps.map(({ action }) => action.kind);
      expect(kinds.filter((kind, i) => kind !== kinds[i - 1])).toEqual(
        ['add-slots', 'set-epoch', 'meet', 'join', 'replicate', 'sync', 'agree'].filter((kind) =>
          kinds.includes(kind as Action['kind']),
        ),
      );
    }),
  );
});

test('fewer than three primaries and primaries without replica are remarked on, not refused', () => {
  expect(planned(addresses(1), 0).remarks).toEqual([
    'A cluster of 1 primary cannot replace a primary that fails: that takes a majority of at least 3.',
    'One primary has no replica: what it has is lost if it fails.',
  ]);
  const apart = planned(addresses(6, 3), 1);
  expect(apart).toMatchObject({ remarks: [], notes: ['No host has two nodes of one shard.'] });
});

test('nodes of one shard on one host are named with the score', () => {
  const { remarks } = planned(addresses(6), 1);
  expect(remarks).toHaveLength(4);
  expect(remarks[0]).toBe('Some replicas are on the host of their primary.');
  expect(remarks[1]).toBe(
    '10.0.0.1:7000 and 10.0.0.1:7004 are of one shard and on one host: both go down with it (anti-affinity score 3).',
  );
});

test('two names of one host count as one host', () => {
  const names = ['a:7000', 'b:7001'];
  const answers = names.map((name) => readyNode(name, { ip: '10.0.0.1' }));
  expect(planned(names, 1, undefined, answers).remarks.join()).toContain('on one host');
});

test('the user’s own placement is taken as it is, and checked', () => {
  const names = addresses(4);
  const [a, b, c, d] = names as [string, string, string, string];
  const plan = planned(names, 0, [[d, a, b], [c]]);
  expect(actionsOf(plan, 'add-slots').map(({ node }) => node)).toEqual([d, c]);
  expect(actionsOf(plan, 'replicate').map(({ node, primary }) => [node, primary])).toEqual([
    [a, d],
    [b, d],
  ]);
  expect(refusalOf(names, 0, [[a, b], [c]])).toBe(`The placement leaves out ${d}.`);
  expect(
    refusalOf(names, 0, [
      [a, b],
      [c, d, a],
    ]),
  ).toBe(`The placement names ${a} twice.`);
  expect(
    refusalOf(names, 0, [
      [a, b, 'x:1'],
      [c, d],
    ]),
  ).toBe('The placement names x:1, which is not among the nodes.');
});

test('one MEET for each node names the bus port if it is not the usual one', () => {
  const names = addresses(2);
  const answers = [readyNode(names[0]!, { busPort: 9 }), readyNode(names[1]!)];
  const meet = planned(names, 0, undefined, answers).steps.find(({ action }) => action.kind === 'meet')!;
  expect(meet.commands).toEqual([{ node: names[1], line: 'CLUSTER MEET 10.0.0.1 7000 9' }]);
});

test('a node named twice by two addresses, refused nodes and mixed versions are told', () => {
  const names = ['a:7000', 'b:7000'];
  const { reading } = readyNode('a:7000');
  const twice = names.map((name) => readyNode(name, { reading }));
  expect(refusalOf(names, 0, undefined, twice)).toBe('a:7000 and b:7000 are the same node. Name it once.');
  const refused = names.map((address) => ({
    address,
    refusal: `${address} is bad.`,
    because: 'not-empty' as const,
    says: '',
  }));
  expect(refusalOf(names, 0, undefined, refused)).toBe('a:7000 is bad. b:7000 is bad.');
  const mixed = [readyNode('a:7000'), readyNode('b:7000')];
  mixed[1]!.reading.server = 'Valkey 9.1.2';
  expect(planned(names, 0, undefined, mixed).remarks.at(-1)).toBe(
    'The nodes run different versions: Redis 7.0.15 at a:7000; Valkey 9.1.2 at b:7000.',
  );
});

test('undo resets every node once, primaries first', () => {
  const names = addresses(4);
  const undo = planUndoCreate(planned(names, 1), 'op', 2);
  expect(planSchema.parse(undo)).toEqual(undo);
  const reset = actionsOf(undo, 'reset').map(({ node }) => node);
  expect([...reset].sort()).toEqual(names);
  expect(reset.slice(0, 2)).toEqual(names.slice(0, 2));
});
