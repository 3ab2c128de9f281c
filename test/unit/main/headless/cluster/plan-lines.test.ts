import { describe, expect, test } from 'vitest';
import { planCreate, planUndoCreate } from '../../../../../main/cluster/operations/create/plan-create.ts';
import {
  planSlotRebalance,
  planSlotReshard,
} from '../../../../../main/cluster/operations/planning/plan-moves.ts';
import { planCall } from '../../../../../main/cluster/operations/settings/plan-call.ts';
import { planBackup } from '../../../../../main/cluster/operations/transfer/plan-backup.ts';
import {
  openingLines,
  planLines,
  promptFor,
  reportLines,
  stepLines,
} from '../../../../../main/headless/cluster/plan-lines.ts';
import type { Plan } from '../../../../../shared/operations/plan.ts';
import type { OperationReport, Outcome } from '../../../../../shared/operations/progress.ts';
import {
  requestSchema,
  type OperationKind,
  type RequestOf,
} from '../../../../../shared/operations/request.ts';
import { planned } from '../../../../support/run-steps.ts';
import { readyNode } from '../../cluster/operations/create/ready.ts';
import { clusterReading } from '../../cluster/operations/readings.ts';

const [A, B, C] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];
const reading = clusterReading([{ id: A, slots: [[0, 9]] }, { id: B, slots: [[10, 16383]] }, { id: C }]);
const asked = <K extends OperationKind>(request: { kind: K } & Record<string, unknown>) =>
  requestSchema.parse(request) as RequestOf<K>;
const reshard = (from: string[] = []) =>
  planned(planSlotReshard(asked({ kind: 'reshard', from, to: A, amount: 2 }), reading));
const call = planned(planCall(asked({ kind: 'call', args: ['ping', 'x'] }), reading));
const backup = planned(planBackup(asked({ kind: 'backup', directory: '/b' }), reading));

const names = ['10.0.0.1:1', '10.0.0.1:2', '10.0.0.2:3', '10.0.0.2:4', '10.0.0.3:5', '10.0.0.3:6'];
const create = (addresses: string[], replicas = 1) =>
  planned(
    planCreate(
      asked({ kind: 'create', nodes: addresses, replicas }),
      addresses.map((address) => readyNode(address)),
      1,
    ),
  );

const report = (
  outcomes: (Outcome & { step: number })[],
  more: Partial<OperationReport> = {},
): OperationReport => ({
  state: 'done',
  outcomes,
  remarks: [],
  verified: [],
  done: { slots: 0, keys: 0, bytes: 0 },
  ...more,
});

describe('create', () => {
  test('nodes are listed as redis-cli lists them, with the ids that they have', () => {
    const plan = create(names.slice(0, 3), 0);
    const ids = new Map([[names[0]!, A]]);
    const lines = openingLines(plan, null, ids);
    expect(lines[0]).toBe('>>> Performing hash slots allocation on 3 nodes...');
    expect(lines).toContain('Master[2] -> Slots 10923 - 16383');
    expect(lines.slice(-6)).toEqual([
      `M: ${A} ${names[0]}`,
      '   slots:[0-5460] (5461 slots) master',
      `M: unknown ${names[1]}`,
      expect.stringMatching(/ slots\) master$/),
      `M: unknown ${names[2]}`,
      expect.stringMatching(/ slots\) master$/),
    ]);
  });

  test('a node that is reset first is not listed with the ID that it loses', () => {
    const plan = planned(
      planCreate(
        asked({ kind: 'create', nodes: names.slice(0, 2), replicas: 1 }),
        [readyNode(names[0]!, { leftovers: true }), readyNode(names[1]!)],
        1,
      ),
    );
    const ids = new Map([
      [names[0]!, A],
      [names[1]!, B],
    ]);
    expect(openingLines(plan, null, ids).slice(-4)).toEqual([
      `M: new-id ${names[0]}`,
      '   slots:[0-16383] (16384 slots) master',
      `S: ${B} ${names[1]}`,
      `   replicates ${names[0]}`,
    ]);
  });

  test('replicas beyond the number asked for have a line before them', () => {
    const lines = openingLines(create(names.slice(0, 5)), null);
    const at = lines.indexOf('Adding extra replicas...');
    const isReplica = (line: string) => line.startsWith('Adding replica ');
    expect(lines.slice(0, at).filter(isReplica)).toHaveLength(2);
    expect(lines.slice(at).filter(isReplica)).toHaveLength(1);
    expect(openingLines(create(names), null)).not.toContain('Adding extra replicas...');
  });

  test('replicas that are apart are good news', () => {
    const lines = openingLines(create(names), null);
    expect(lines).toContain('[OK] Perfect anti-affinity obtained!');
    expect(lines.filter((line) => line.startsWith('[WARNING]'))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('S: '))).toHaveLength(3);
  });

  test('replicas beside their primary are not', () => {
    const one = names.map((_, i) => `10.0.0.1:${i + 1}`);
    const lines = openingLines(create(one), null);
    const at = lines.indexOf('>>> Trying to optimize slaves allocation for anti-affinity');
    expect(lines[at + 1]).toBe('[WARNING] Some slaves are in the same host as their master');
    expect(lines).not.toContain('[OK] Perfect anti-affinity obtained!');
  });

  test('steps of one kind are told once', () => {
    const plan = create(names);
    const told = plan.steps.flatMap(({ number }) => stepLines(plan, number));
    expect(told.slice(0, 5)).toEqual([
      '>>> Nodes configuration updated',
      '>>> Assign a different config epoch to each node',
      '>>> Sending CLUSTER MEET messages to join the cluster',
      'Waiting for the cluster to join',
      '',
    ]);
    expect(promptFor(plan)).toBe("Can I set the above configuration? (type 'yes' to accept): ");
  });
});

describe('a reshard', () => {
  test('lists all primaries for all, and each slot', () => {
    const lines = openingLines(reshard(), reading);
    expect(lines.slice(0, 3)).toEqual(['', 'Ready to move 2 slots.', '  Source nodes:']);
    expect(lines).toContain(`    M: ${C} 127.0.0.1:7002`);
    expect(lines.filter((line) => line.startsWith('    Moving slot '))).toEqual([
      `    Moving slot 10 from ${B}`,
      `    Moving slot 11 from ${B}`,
    ]);
  });

  test('lists the sources that are named', () => {
    expect(openingLines(reshard([B]), reading)).not.toContain(`    M: ${C} 127.0.0.1:7002`);
  });
});

test('a rebalance names pairs and the weight of those that take part', () => {
  const plan = (emptyPrimaries: boolean) =>
    planned(planSlotRebalance(asked({ kind: 'rebalance', emptyPrimaries }), reading));
  const lines = openingLines(plan(true), reading);
  expect(lines[0]).toBe('>>> Rebalancing across 3 nodes. Total weight = 3.00');
  expect(lines).toContain('Moving 5461 slots from 127.0.0.1:7001 to 127.0.0.1:7002');
  expect(openingLines(plan(false), reading)[0]).toBe('>>> Rebalancing across 2 nodes. Total weight = 2.00');
});

describe('a report', () => {
  const outcome = (state: Outcome['state'], node: string | null, text: string, step = 0) => ({
    ...{ state, node, text, step },
  });

  test('of a call has errors as the replies that they are, and names who was not reached', () => {
    const outcomes = [
      outcome('failed', 'a:1', 'ERR no'),
      outcome('not-reached', 'b:2', 'refused', 1),
      outcome('unknown', 'c:3', 'no answer', 2),
    ];
    expect(reportLines(call, report(outcomes), 'id')).toEqual(['[ERR] b:2: refused', '[ERR] c:3: no answer']);
    expect(openingLines(call, reading)).toEqual(['>>> Calling ping x']);
    expect(stepLines(call, 0)).toEqual([]);
    expect(promptFor(call)).toBeNull();
  });

  test('of a move tells a failure once, what was looked at, and how to go on', () => {
    const outcomes = [outcome('failed', 'a:1', 'IOERR'), outcome('failed', null, 'a:1: IOERR')];
    const verified = [
      { ok: true, text: 'Fine.' },
      { ok: false, text: 'Bad.' },
    ];
    const lines = reportLines(
      reshard(),
      report(outcomes, { state: 'failed', remarks: ['Slot 10 is open.'], verified }),
      'the-id',
    );
    expect(lines.slice(0, 4)).toEqual([
      '[ERR] a:1: IOERR',
      '[WARNING] Slot 10 is open.',
      '[OK] Fine.',
      '[ERR] Bad.',
    ]);
    expect(lines.slice(4).join('\n')).toContain('slotshell --cluster resume the-id');
  });

  test('of a backup says where it is only once it is', () => {
    const done = '[OK] Backup created into: /b';
    expect(reportLines(backup, report([outcome('ok', 'a:1', '')]), 'id')).toContain(done);
    expect(
      reportLines(backup, report([outcome('failed', 'a:1', 'x')], { state: 'failed' }), 'id'),
    ).not.toContain(done);
    expect(stepLines(backup, 0)).toEqual(['>>> Node 127.0.0.1:7000 -> Saving RDB...']);
    expect(stepLines(backup, backup.steps.length - 1)).toEqual([
      'Saving cluster configuration to: /b/nodes.json',
    ]);
  });
});

test('a dry run names the slots that move, and what they hold as far as it is known', () => {
  const plan = reshard();
  const [step] = plan.steps;
  expect(planLines(plan)).toContain('     Slots: 10-11');
  const held = { slots: 2, keys: 1234, bytes: 1 };
  expect(planLines({ ...plan, steps: [{ ...step!, moves: held }] })).toContain(
    '     Slots: 10-11; 1,234 keys; 1 byte',
  );
});

test('an undo is said to be undone only if it can be', () => {
  const offered = (plan: Plan) =>
    reportLines(plan, report([]), 'id').includes('[NOTE] This takes it back: slotshell --cluster undo id');
  const undo = (of: Plan): Plan => ({ ...of, request: { kind: 'undo', of: 'x' } });
  const fresh = create(names);
  expect(offered(fresh)).toBe(true);
  expect(offered(planUndoCreate(fresh, 'x', 1))).toBe(false);
  expect(offered(undo(reshard()))).toBe(true);
  expect(offered(call)).toBe(false);
  expect(offered(backup)).toBe(false);
});

test('an undo names the node that comes back', () => {
  const meet = create(names).steps.findIndex(({ action }) => action.kind === 'meet');
  const plan: Plan = { ...create(names), request: { kind: 'undo', of: 'x' } };
  expect(stepLines(plan, meet)).toEqual(['>>> Introduce 10.0.0.1:2 to 10.0.0.1:1.']);
});

test('a dry run prints every step with its commands, what it risks, and what undoes it', () => {
  const plan: Plan = {
    ...call,
    title: 'Do it',
    remarks: ['Mind this.'],
    notes: ['Know this.'],
    steps: [
      {
        ...call.steps[0]!,
        title: 'Do one thing.',
        commands: [{ node: 'a:1', line: 'PING' }],
        risk: 'None.',
        undo: 'Do nothing.',
      },
    ],
  };
  expect(planLines(plan)).toEqual([
    '>>> Do it',
    '[WARNING] Mind this.',
    '[NOTE] Know this.',
    '1. Do one thing.',
    '     a:1> PING',
    '     Risk: None.',
    '     Undo: Do nothing.',
  ]);
});

test('what undoes many steps is told once, with their numbers', () => {
  const plan = create(names);
  const undo = planLines(plan).filter((line) => line.includes('Undo'));
  expect(undo.length).toBeLessThan(plan.steps.filter((step) => step.undo !== null).length / 2);
  for (const text of new Set(plan.steps.flatMap((step) => step.undo ?? [])))
    expect(undo.filter((line) => line.endsWith(text)).length).toBeLessThan(3);
  expect(undo.at(-1)).toMatch(/^Undo of steps \d+(-\d+)?(, \d+(-\d+)?)*: /);
});
