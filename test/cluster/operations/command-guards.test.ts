/** What the command asks, refuses and prints as data, at real servers. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planSchema } from '../../../shared/operations/plan.ts';
import { Nodes, slotshell } from '../../parity/cluster-programs.ts';

let nodes: Nodes;

beforeAll(async () => {
  nodes = await Nodes.start(3);
  await nodes.join(3, 0);
});
afterAll(() => nodes?.stop());

const reshard = (...more: string[]) => [
  ...['reshard', nodes.at(0), '--cluster-from', nodes.id(0), '--cluster-to', nodes.id(1)],
  ...['--cluster-slots', '1', ...more],
];
const slots = async () => String(await nodes.command(0, 'CLUSTER', 'SLOTS'));

test('a dry run is allowed on a read-only connection, and nothing else is that changes', async () => {
  const before = await slots();
  const dry = await slotshell(reshard('--dry-run', '--read-only'));
  expect(dry).toMatchObject({ code: 0, err: '' });
  expect(dry.out).toContain(`CLUSTER SETSLOT`);
  const run = await slotshell(reshard('--read-only', '--cluster-yes'));
  expect(run.code).toBe(1);
  expect(run.err).toContain('[ERR] The connection is read-only');
  expect(await slots()).toBe(before);
});

test('on production the address of the cluster is typed, and --cluster-yes does not answer', async () => {
  const before = await slots();
  for (const input of ['', 'yes\n', `${nodes.at(1)}\n`]) {
    const { code, out } = await slotshell(reshard('--production', '--cluster-yes'), { input });
    expect(code).toBe(1);
    expect(out.endsWith(`This is production. Type ${nodes.at(0)} to go on: `)).toBe(true);
  }
  expect(await slots()).toBe(before);
  const typed = await slotshell(reshard('--production'), { input: `${nodes.at(0)}\n` });
  expect(typed.code).toBe(0);
  expect(await slots()).not.toBe(before);
  // Nothing is asked about what only asks.
  expect((await slotshell(['call', nodes.at(0), 'ping', '--production'])).code).toBe(0);
});

test('an operation that runs prints its plan and its report as data, and nothing else', async () => {
  const { code, out, err } = await slotshell(reshard('--json', '--cluster-yes'));
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const { operation, plan, report } = JSON.parse(out) as {
    operation: string;
    plan: unknown;
    report: { state: string; done: { slots: number }; verified: { ok: boolean }[] };
  };
  expect(operation).toContain('reshard');
  expect(planSchema.parse(plan).totals.slots).toBe(1);
  expect(report).toMatchObject({ state: 'done', done: { slots: 1 } });
  expect(report.verified.every(({ ok }) => ok)).toBe(true);
});

test('only 1 in REDISCLI_CLUSTER_YES is yes', async () => {
  for (const [value, code] of [
    ['0', 1],
    ['', 1],
    ['1', 0],
  ] as const)
    expect((await slotshell(reshard(), { env: { REDISCLI_CLUSTER_YES: value } })).code, value).toBe(code);
});

test('a check as data has the nodes and the findings', async () => {
  const { code, out } = await slotshell(['check', nodes.at(0), '--json']);
  expect(code).toBe(0);
  const { nodes: listed, findings } = JSON.parse(out) as {
    nodes: { id: string }[];
    findings: { kind: string }[];
  };
  expect(listed.map(({ id }) => id).sort()).toEqual([...nodes.ids].sort());
  expect([...new Set(findings.map(({ kind }) => kind))]).toEqual(['no-replica']);
});
