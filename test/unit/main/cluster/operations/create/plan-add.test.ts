import { expect, test } from 'vitest';
import type { NewNodeAnswer, ReadyNode } from '../../../../../../main/cluster/operations/create/new-nodes.ts';
import { planAddPrimary, planAddReplica } from '../../../../../../main/cluster/operations/create/plan-add.ts';
import type { ClusterReading } from '../../../../../../main/cluster/operations/reading/cluster-reading.ts';
import type { SlotMove } from '../../../../../../shared/operations/moves.ts';
import type { Plan } from '../../../../../../shared/operations/plan.ts';
import { moveOptionsSchema } from '../../../../../../shared/operations/request.ts';
import { clusterReading, readyNode } from './ready.ts';

const A = { id: 'a', address: '10.0.0.1:7000', slots: [{ first: 0, last: 8191 }] };
const B = { id: 'b', address: '10.0.0.2:7000', slots: [{ first: 8192, last: 16383 }] };
const reading = () => clusterReading([A, B, { id: 'c', address: '10.0.0.3:7000', primaryId: 'a' }]);

const move = moveOptionsSchema.parse({});

function addPrimary(share: boolean, of: ClusterReading, answer: NewNodeAnswer) {
  const moves: SlotMove[] = [];
  const plan = planAddPrimary(
    { kind: 'add-primary', node: answer.address, share, by: 'slots', move },
    of,
    answer,
    {
      moveSteps: (given, widened) => {
        moves.push(...given);
        expect(widened.nodes.at(-1)!.address).toBe((answer as ReadyNode).reading.address);
        return [];
      },
    },
  );
  return { plan, moves };
}

const addReplica = (primary: string | null, answer: NewNodeAnswer, of = reading()) =>
  planAddReplica({ kind: 'add-replica', node: answer.address, primary }, of, answer);

const kinds = (plan: unknown) => (plan as Plan).steps.map(({ action }) => action.kind);

test('a primary gets functions, joins and gets a third of the slots, from the two others alike', () => {
  const { plan, moves } = addPrimary(true, reading(), readyNode('10.0.0.4:7000'));
  expect(kinds(plan)).toEqual(['copy-functions', 'meet', 'join', 'agree']);
  const given = (from: string) =>
    moves.filter((one) => one.from === from).reduce((sum, { first, last }) => sum + last - first + 1, 0);
  expect([given('a'), given('b')].sort()).toEqual([2730, 2731]);
  expect(moves.every(({ to }) => to === 'id-of-10.0.0.4:7000')).toBe(true);
  expect((plan as Plan).fingerprint.owners.map(({ id }) => id)).toEqual(['a', 'b']);
  expect((plan as Plan).fingerprint.newNodes).toEqual(['10.0.0.4:7000']);
});

test('a share moves nothing between the other primaries, however unequal they are', () => {
  const small = { ...A, slots: [{ first: 0, last: 99 }] };
  const large = { ...B, slots: [{ first: 100, last: 16383 }] };
  const { moves } = addPrimary(true, clusterReading([small, large]), readyNode('10.0.0.4:7000'));
  expect(moves.length).toBeGreaterThan(0);
  expect(moves.every(({ from, to }) => from === 'b' && to.startsWith('id-of'))).toBe(true);
});

test('without a share nothing moves, and the plan says so', () => {
  const { plan, moves } = addPrimary(false, reading(), readyNode('10.0.0.4:7000'));
  expect(moves).toEqual([]);
  expect((plan as Plan).notes.join()).toContain('gets no slots');
});

test('a new primary with functions of its own is refused', () => {
  const { plan } = addPrimary(false, reading(), readyNode('10.0.0.4:7000', { functions: 2 }));
  expect(plan).toEqual({
    refusal:
      '10.0.0.4:7000: the node already contains functions (2 libraries). Send it FUNCTION FLUSH if they may be lost.',
  });
});

test('a node with leftovers gets a new ID, and moves name it by its address', () => {
  const { plan, moves } = addPrimary(true, reading(), readyNode('10.0.0.4:7000', { leftovers: true }));
  expect((plan as Plan).steps[1]!.action).toEqual({ kind: 'reset', node: '10.0.0.4:7000', how: 'hard' });
  expect((plan as Plan).notes.join()).toContain('gets a new ID');
  expect(new Set(moves.map(({ to }) => to))).toEqual(new Set(['10.0.0.4:7000']));
});

test('an undo keeps the ID of a node with leftovers', () => {
  const answer = readyNode('10.0.0.4:7000', { leftovers: true, keepsId: true });
  const { plan, moves } = addPrimary(true, reading(), answer);
  expect((plan as Plan).steps[1]!.action).toEqual({ kind: 'reset', node: '10.0.0.4:7000', how: 'soft' });
  expect(new Set(moves.map(({ to }) => to))).toEqual(new Set(['id-of-10.0.0.4:7000']));
});

test('a replica goes to the primary with the fewest, and a shared host is told', () => {
  const plan = addReplica(null, readyNode('10.0.0.2:7001')) as Plan;
  expect(kinds(plan)).toEqual(['meet', 'join', 'replicate', 'sync', 'agree']);
  expect(plan.steps[2]!.action).toEqual({ kind: 'replicate', node: '10.0.0.2:7001', primary: B.address });
  expect(plan.notes).toEqual(['10.0.0.2:7000 has the fewest replicas, so it gets this one.']);
  expect(plan.remarks).toEqual([
    '10.0.0.2:7001 is on the host of 10.0.0.2:7000, of the same shard: both go down with it.',
  ]);
});

test('of primaries with equally few replicas, one on another host is chosen', () => {
  const plan = addReplica(null, readyNode('10.0.0.1:7001'), clusterReading([A, B])) as Plan;
  expect(plan.steps[2]!.action).toMatchObject({ primary: B.address });
});

test('an unknown ID, a replica’s ID, an open slot and a silent primary are refused', () => {
  const answer = readyNode('10.0.0.4:7000');
  expect(addReplica('x', answer)).toEqual({ refusal: 'No node has the ID x.' });
  expect(addReplica('c', answer)).toEqual({ refusal: '10.0.0.3:7000 is a replica. Name its primary.' });
  const open = reading();
  open.nodes[0]!.line.migrating.push({ slot: 1, to: 'b' });
  expect(addReplica('a', answer, open)).toHaveProperty('refusal', expect.stringContaining('slots are open'));
  const silent = reading();
  silent.nodes[1]!.trouble = { kind: 'silent', says: '' };
  expect(addReplica('a', answer, silent)).toHaveProperty(
    'refusal',
    expect.stringContaining('10.0.0.2:7000 has slots and does not answer'),
  );
});
