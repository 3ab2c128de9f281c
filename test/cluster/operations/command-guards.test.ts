/** What the command asks, refuses and prints as data, at real servers. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planSchema } from '../../../shared/operations/plan.ts';
import { Nodes, slotshell } from '../../parity/cluster-programs.ts';
import { expectCode } from '../../support/expect-code.ts';

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
  expectCode(run, 1);
  expect(run.err).toContain('[ERR] The connection is read-only');
  expect(await slots()).toBe(before);
});

test('on production the address of the cluster is typed, and --cluster-yes does not answer', async () => {
  const before = await slots();
  for (const input of ['', 'yes\n', `${nodes.at(1)}\n`]) {
    const { code, out, err } = await slotshell(reshard('--production', '--cluster-yes'), { input });
    expectCode({ code, out, err }, 1);
    expect(out.endsWith(`This is production. Type ${nodes.at(0)} to go on: `)).toBe(true);
  }
  expect(await slots()).toBe(before);
  const typed = await slotshell(reshard('--production'), { input: `${nodes.at(0)}\n` });
  expectCode(typed, 0);
  expect(await slots()).not.toBe(before);
  // Nothing is asked about what only asks.
  expectCode(await slotshell(['call', nodes.at(0), 'ping', '--production']), 0);
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
  const { code, out, err } = await slotshell(['check', nodes.at(0), '--json']);
  expectCode({ code, out, err }, 0);
  const { nodes: listed, findings } = JSON.parse(out) as {
    nodes: { id: string }[];
    findings: { kind: string }[];
  };
  expect(listed.map(({ id }) => id).sort()).toEqual([...nodes.ids].sort());
  expect([...new Set(findings.map(({ kind }) => kind))]).toEqual(['no-replica']);
});

const dead = { XDG_STATE_HOME: '/dev/null' };
const closed = '127.0.0.1:1';
test.each<[name: string, says: string, args: () => string[], env?: Record<string, string>]>([
  ['a node that is down', 'Connection refused', () => ['check', closed]],
  ['no subcommand', 'Unknown --cluster subcommand', () => ['nothing', closed]],
  ['the end of input', 'How many slots', () => ['reshard', nodes.at(0)]],
  ['no number', 'is not a number of slots', () => ['reshard', closed, '--cluster-slots', 'x']],
  ['no yes', 'It was not confirmed', () => reshard()],
  ['no name of production', 'This is production', () => reshard('--production')],
  ['a read-only connection', 'read-only', () => reshard('--read-only', '--cluster-yes')],
  ['no journal', 'Nothing was done. The journal cannot be written', () => reshard('--cluster-yes'), dead],
  ['no plan', 'is not empty', () => ['del-node', nodes.at(0), nodes.id(0)]],
  ['nodes that are taken', 'already knows', () => ['create', nodes.at(0), closed]],
  ['no operation', 'There is no such journal', () => ['undo', 'nothing']],
])('with --json, %s is one JSON text on stdout, and words on stderr', async (_, says, args, env = {}) => {
  const { code, out, err } = await slotshell([...args(), '--json'], { env });
  const { refused } = JSON.parse(out) as { refused: string[] };
  expect(refused.join('\n')).toContain(says);
  expect(err).toContain(says);
  expectCode({ code, out, err }, 1);
});

test('a change that finds nothing to do prints its plan as data', async () => {
  const { code, out, err } = await slotshell(['fix', nodes.at(0), '--json']);
  expectCode({ code, out, err }, 0);
  expect(planSchema.parse((JSON.parse(out) as { plan: unknown }).plan).steps).toEqual([]);
});

test('an open slot is the reason of a refusal in the data too', async () => {
  await nodes.command(0, 'CLUSTER', 'SETSLOT', '0', 'MIGRATING', nodes.id(1));
  const { code, out, err } = await slotshell(reshard('--json', '--cluster-yes'));
  await nodes.command(0, 'CLUSTER', 'SETSLOT', '0', 'STABLE');
  expectCode({ code, out, err }, 1);
  expect(JSON.parse(out)).toMatchObject({ findings: [{ kind: 'open', slots: [{ first: 0, last: 0 }] }] });
});
