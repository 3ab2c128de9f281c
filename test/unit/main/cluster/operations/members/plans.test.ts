import { describe, expect, test } from 'vitest';
import { planFailover } from '../../../../../../main/cluster/operations/members/plan-failover.ts';
import { planForget } from '../../../../../../main/cluster/operations/members/plan-forget.ts';
import { planRemove } from '../../../../../../main/cluster/operations/members/plan-remove.ts';
import { planReplace } from '../../../../../../main/cluster/operations/members/plan-replace.ts';
import { planReplicate } from '../../../../../../main/cluster/operations/members/plan-replicate.ts';
import type { StepsOfMoves } from '../../../../../../main/cluster/operations/members/plan-remove.ts';
import type { NewNodeAnswer, ReadyNode } from '../../../../../../main/cluster/operations/create/new-nodes.ts';
import type { PlanRefusal } from '../../../../../../shared/operations/moves.ts';
import { planSchema, type Plan } from '../../../../../../shared/operations/plan.ts';
import { requestSchema, type RequestOf } from '../../../../../../shared/operations/request.ts';
import { clusterReading, type DrawnNode } from '../readings.ts';

/** Ports 7000 to 7005: primaries a, b, c, and their replicas. */
const SIX: DrawnNode[] = [
  { id: 'a', slots: [[0, 5460]], info: { master_repl_offset: '1000' } },
  { id: 'b', slots: [[5461, 10922]] },
  { id: 'c', slots: [[10923, 16383]] },
  { id: 'ra', of: 'a', info: { master_link_status: 'up', slave_repl_offset: '958' } },
  { id: 'rb', of: 'b' },
  { id: 'rc', of: 'c' },
];

/** The six, some of them changed, and others added. */
const six = (changes: Record<string, Partial<DrawnNode>> = {}, added: DrawnNode[] = []) =>
  clusterReading([...SIX.map((node) => ({ ...node, ...changes[node.id] })), ...added]);

const stepsOfMoves: StepsOfMoves = (moves, _reading, options) =>
  moves.map(({ from, to, first, last }) => ({
    title: `Move ${first} to ${last}.`,
    action: { kind: 'move-slots', from, to, slots: [{ first, last }], options },
    commands: [],
    moves: { slots: last - first + 1, keys: null, bytes: null },
    risk: null,
    undo: null,
    onFailure: 'stop',
  }));

const remove = (node: string, reading = six(), drain = true) =>
  planRemove(
    requestSchema.parse({ kind: 'remove-node', node, drain }) as RequestOf<'remove-node'>,
    reading,
    stepsOfMoves,
  );
const failover = (how: 'plain' | 'force' | 'takeover', reading = six(), node = 'ra') =>
  planFailover({ kind: 'failover', node, how }, reading);

function planned(plan: Plan | PlanRefusal): Plan {
  if ('refusal' in plan) throw new Error(plan.refusal);
  return planSchema.parse(plan);
}
const kinds = (plan: Plan | PlanRefusal) => planned(plan).steps.map(({ action }) => action.kind);
const actions = (plan: Plan | PlanRefusal) => planned(plan).steps.map(({ action }) => action);
const refused = (plan: Plan | PlanRefusal) => ('refusal' in plan ? plan.refusal : 'a plan');

describe('remove-node', () => {
  test('a replica is forgotten, then reset', () => {
    expect(kinds(remove('ra'))).toEqual(['forget', 'reset']);
  });

  test('a primary is emptied, its replica goes to the primary with the fewest, and all slots are counted', () => {
    const plan = planned(remove('a'));
    const moved = plan.steps.filter(({ action }) => action.kind === 'move-slots');
    expect(plan.totals.slots).toBe(5461);
    expect(plan.steps.slice(moved.length).map(({ action }) => action.kind)).toEqual([
      'agree',
      'replicate',
      'sync',
      'forget',
      'reset',
    ]);
    expect(plan.steps.map(({ number }) => number)).toEqual(plan.steps.map((_, i) => i));
    expect(plan.cluster).toBe('127.0.0.1:7001');
    expect(plan.fingerprint.owners.map(({ id }) => id)).toEqual(['a']);
    expect(plan.notes.join(' ')).toContain('may turn into a replica by itself');
  });

  test('replicas are spread, each counted with those that came before', () => {
    const plan = remove(
      'a',
      six({}, [
        { id: 'ra2', of: 'a' },
        { id: 'ra3', of: 'a' },
        { id: 'rb2', of: 'b' },
      ]),
    );
    const homes = actions(plan).flatMap((action) => (action.kind === 'replicate' ? [action.primary] : []));
    expect(homes).toEqual(['127.0.0.1:7002', '127.0.0.1:7001', '127.0.0.1:7002']);
  });

  test('without drain a primary with slots is not empty', () => {
    expect(refused(remove('a', six(), false))).toBe(
      '127.0.0.1:7000 is not empty: it has 5,461 slots. Move them away first.',
    );
  });

  test('a dead replica is forgotten by all that answer; those that do not are named', () => {
    const plan = planned(remove('ra', six({ ra: { trouble: 'unreachable' }, rb: { trouble: 'silent' } })));
    expect(plan.steps.map(({ action }) => action.kind)).toEqual(['forget']);
    expect(plan.steps[0]!.commands.map(({ node }) => node)).not.toContain('127.0.0.1:7004');
    expect(plan.remarks.join(' ')).toContain('127.0.0.1:7004 cannot be told now, and brings the node back');
    expect(plan.remarks.join(' ')).toContain('60 s');
    expect(plan.remarks.join(' ')).toContain('Nodes older than 7.2');
  });

  test('a dead primary with slots stays', () => {
    expect(refused(remove('a', six({ a: { trouble: 'unreachable' } })))).toContain('does not answer');
  });

  test('no slot is moved while another primary with slots is away', () => {
    expect(refused(remove('a', six({ b: { trouble: 'silent' } })))).toContain('127.0.0.1:7001 has slots');
  });

  test('dead primaries get neither slots nor replicas', () => {
    const plan = planned(remove('a', six({}, [{ id: 'd', trouble: 'unreachable' }])));
    expect(JSON.stringify(plan.steps)).not.toContain('"d"');
    expect(JSON.stringify(plan.steps)).not.toContain('127.0.0.1:7006');
  });

  test('a primary with keys and without slots is not thrown away', () => {
    expect(refused(remove('d', six({}, [{ id: 'd', keys: 3 }])))).toContain('holds 3 keys');
  });

  test('the last primary stays, and so does an unknown node', () => {
    expect(refused(remove('a', clusterReading([{ id: 'a', slots: [[0, 16383]] }])))).toContain(
      'No other node',
    );
    expect(refused(remove('\u001b[1m'))).toBe('No node has the ID \\x1b[1m.');
  });
});

describe('failover', () => {
  test('says how far the replica is behind, and how many votes there are', () => {
    const { remarks, notes, steps } = planned(failover('plain'));
    expect(remarks).toEqual([]);
    expect(notes).toEqual([
      'The replica is 42 bytes behind its primary.',
      '3 of 3 primaries with slots answer, and 2 must vote.',
    ]);
    expect(steps.map(({ action }) => action.kind)).toEqual(['failover', 'agree']);
  });

  test('plain needs the primary, and the link to it', () => {
    expect(refused(failover('plain', six({ a: { trouble: 'unreachable' } })))).toContain('Use FORCE');
    expect(refused(failover('plain', six({ ra: { info: { master_link_status: 'down' } } })))).toContain(
      'no link',
    );
  });

  test('force without a majority probably does nothing', () => {
    const reading = six({ a: { trouble: 'unreachable' }, b: { trouble: 'unreachable' } });
    expect(planned(failover('force', reading)).remarks).toContain(
      'Probably nothing happens: 1 of 3 primaries with slots answer, and 2 must vote.',
    );
  });

  test('takeover names its risk first, and says when it is not needed', () => {
    const { remarks } = planned(failover('takeover'));
    expect(remarks[0]).toMatch(/asks nobody.*two histories/);
    expect(remarks.slice(1)).toEqual([
      'The replica is 42 bytes behind its primary.',
      expect.stringContaining('No TAKEOVER is needed'),
    ]);
  });

  test('a primary and a silent replica cannot take over', () => {
    expect(refused(failover('plain', six(), 'a'))).toContain('primary already');
    expect(refused(failover('force', six({ ra: { trouble: 'silent' } })))).toContain('does not answer');
  });
});

describe('replace-node', () => {
  const fresh: ReadyNode = {
    address: 'new.host:7999',
    ip: '127.0.0.1',
    port: 7999,
    busPort: 18_000,
    busOpen: true,
    leftovers: false,
    functions: 0,
    reading: clusterReading([{ id: 'new' }]).nodes[0]!,
  };
  const replace = (node: string, reading = six(), answer: NewNodeAnswer = fresh) =>
    planReplace({ kind: 'replace-node', node, by: 'new.host:7999' }, reading, answer);

  test('a primary is copied, overtaken and removed', () => {
    expect(kinds(replace('a'))).toEqual([
      'meet',
      'join',
      'replicate',
      'sync',
      'failover',
      'agree',
      'forget',
      'reset',
    ]);
    expect(planned(replace('a')).fingerprint.newNodes).toEqual(['new.host:7999']);
  });

  test('a replica, dead or not, is replaced without a failover', () => {
    const steps = ['meet', 'join', 'replicate', 'sync', 'forget'];
    expect(kinds(replace('ra'))).toEqual([...steps, 'reset']);
    const dead = replace('ra', six({ ra: { trouble: 'unreachable' } }));
    expect(kinds(dead)).toEqual(steps);
    expect(planned(dead).remarks.join(' ')).toContain('does not answer');
  });

  test('a dead primary with slots is not overtaken unasked', () => {
    expect(refused(replace('a', six({ a: { trouble: 'unreachable' } })))).toContain(
      'nothing takes over unasked',
    );
  });

  test('a dead primary whose slots others have is replaced by a replica', () => {
    const plan = replace('d', six({}, [{ id: 'd', trouble: 'unreachable' }]));
    expect(kinds(plan)).toEqual(['meet', 'join', 'replicate', 'sync', 'forget']);
  });

  test('a node that is not empty does not join, and one with leftovers is reset first', () => {
    const refusal = 'new.host:7999 is not empty.';
    expect(
      refused(replace('a', six(), { address: 'new.host:7999', refusal, because: 'not-empty', says: '' })),
    ).toBe(refusal);
    expect(kinds(replace('ra', six(), { ...fresh, leftovers: true }))[0]).toBe('reset');
  });
});

describe('replicate', () => {
  const replicate = (node: string, primary: string, reading = six()) =>
    planReplicate({ kind: 'replicate', node, primary }, reading);

  test('a replica changes its primary, which leaves the old one without', () => {
    const plan = planned(replicate('ra', 'b'));
    expect(plan.steps.map(({ action }) => action.kind)).toEqual(['replicate', 'sync']);
    expect(plan.remarks).toContain('127.0.0.1:7000 is left without a replica.');
    expect(plan.steps[0]!.undo).toContain('127.0.0.1:7000');
  });

  test.each([
    ['ra', 'ra', 'own replica'],
    ['ra', 'rb', 'is a replica'],
    ['ra', 'a', 'already'],
    ['a', 'b', 'has slots'],
    ['x', 'a', 'No node has the ID x'],
    ['d', 'a', 'holds 2 keys'],
  ])('%s to %s is refused', (node, primary, why) => {
    expect(refused(replicate(node, primary, six({}, [{ id: 'd', keys: 2 }])))).toContain(why);
  });
});

describe('forget', () => {
  const forget = (node: string, reading = six()) => planForget({ kind: 'forget', node }, reading);

  test('a node that answers comes back, which is said', () => {
    expect(planned(forget('ra')).remarks[0]).toContain('comes back');
  });

  test('a node with slots, and one with replicas, is not forgotten', () => {
    expect(refused(forget('a'))).toContain('5,461 slots');
    expect(refused(forget('d', six({}, [{ id: 'd' }, { id: 'rd', of: 'd' }])))).toContain('has replicas');
  });

  test('the node that was read is forgotten from another', () => {
    const reading = clusterReading([{ id: 'd' }, ...SIX]);
    expect(planned(forget('d', reading)).cluster).toBe('127.0.0.1:7001');
  });
});
