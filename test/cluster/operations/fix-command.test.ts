import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planSchema } from '../../../shared/operations/plan.ts';
import { A, B, BrokenSlot, C, startBroken, stopBroken, type Started } from '../../support/broken-slot.ts';
import { expectCode } from '../../support/expect-code.ts';
import { buildHeadless } from '../../support/headless.ts';
import { waitUntil } from '../../support/redis-cluster.ts';

const state = mkdtempSync(path.join(os.tmpdir(), 'slotshell-fix-'));
const env = { ...process.env, TERM: 'dumb', XDG_STATE_HOME: state };
const journals = path.join(state, 'slotshell', 'operations');
let program: string;
let started: Started;
let next = 400;

beforeAll(async () => {
  program = await buildHeadless();
  started = await startBroken();
});

afterAll(async () => {
  await stopBroken(started);
  rmSync(state, { recursive: true, force: true });
});

const seed = () => started.cluster.addresses[C]!;

function run(program: readonly string[], args: readonly string[], input: string) {
  const [name, ...first] = program;
  const { status, stdout, stderr } = spawnSync(name!, [...first, '--cluster', ...args], {
    env,
    input,
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}
const slotshell = (args: readonly string[], input = '') => run([process.execPath, program], args, input);
const redisCli = (args: readonly string[], input = '') => run(['redis-cli'], args, input);

test('open slots are not touched without a yes', async () => {
  const slot = await BrokenSlot.fill(started.cluster, next++);
  await slot.open(5);
  for (const input of ['no\n', '']) {
    const { code, out, err } = slotshell(['fix', seed()], input);
    expectCode({ code, out, err }, 1);
    expect(out).toContain("Fix these slots? (type 'yes' to accept): ");
  }
  expect([await slot.count(A), await slot.count(B)]).toEqual([5, 5]);
  const planOnly = slotshell(['fix', seed(), '--dry-run', '--json']);
  expectCode(planOnly, 0);
  expect(planSchema.parse(JSON.parse(planOnly.out)).steps.map(({ action }) => action.kind)).toEqual([
    'move-slots',
  ]);
  expect([await slot.count(A), await slot.count(B)]).toEqual([5, 5]);
  const [host, port] = seed().split(':');
  const { code, out, err } = slotshell(['fix', host!, port!, '--roll-back', '--cluster-yes']);
  expect(out).toContain(`>>> Fixing open slot ${slot.slot}\n`);
  expect(out).toContain('[OK] All 16384 slots covered.');
  expectCode({ code, out, err }, 0);
  await slot.expectWhole(A);
});

test('it prints what redis-cli prints up to the repair', async () => {
  const slot = await BrokenSlot.fill(started.cluster, next++);
  await slot.open(6);
  await slot.setSlot(A, 'STABLE');
  await slot.setSlot(B, 'STABLE');
  await slot.uncover();
  const ours = slotshell(['fix', seed()]);
  const theirs = redisCli(['fix', seed()]);
  const head = theirs.out.slice(0, theirs.out.indexOf('>>> Fixing slots coverage...'));
  expect(head).toContain('[ERR] Not all 16384 slots are covered by nodes.');
  // The primaries come in the order of each program's own reading.
  const lines = (text: string) => text.split('\n').sort();
  expect(lines(ours.out.slice(0, head.length))).toEqual(lines(head));
  const yes = slotshell(['fix', seed(), '--cluster-yes']);
  expect(yes.out).toContain('>>> Fixing slots coverage...\n>>> Covering slot ');
  expectCode(yes, 0);
  await slot.expectWhole(B);
  expect(slotshell(['fix', seed()])).toMatchObject({ code: 0, err: '' });
  expectCode(redisCli(['check', seed()]), 0);
});

test('a key with two values is named, and exit code 1 says that the slot is not repaired', async () => {
  const slot = await BrokenSlot.fill(started.cluster, next++);
  await slot.open(0);
  await slot.copy(slot.key(3));
  await slot.at(A, 'SET', slot.key(3), 'another');
  const { code, out, err } = slotshell(['fix', seed(), '--cluster-yes']);
  expectCode({ code, out, err }, 1);
  expect(out).toContain(`Key "${slot.key(3)}" of slot ${slot.slot} is at`);
  slot.values.set(slot.key(3), 'another');
  expectCode(slotshell(['fix', seed(), '--cluster-yes', '--cluster-replace']), 0);
  await slot.expectWhole(B);
});

test('a fix that is killed is found, and taken up again', async () => {
  const slots: BrokenSlot[] = [];
  for (let i = 0; i < 3; i++) {
    const slot = await BrokenSlot.fill(started.cluster, next++);
    await slot.open(5);
    await slot.setSlot(A, 'STABLE');
    slots.push(slot);
  }
  const args = ['--cluster', 'fix', seed(), '--cluster-yes', '--rate', '5', '--cluster-pipeline', '1'];
  const child = spawn(process.execPath, [program, ...args], { env });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await waitUntil('some key to move', async () => (await slots[0]!.count(B)) < 5);
  child.kill('SIGKILL');
  await ended;
  const id = readdirSync(journals)
    .find((name) => name.endsWith(`-fix-${child.pid}.jsonl`))!
    .replace('.jsonl', '');
  expect(slotshell(['resume']).out).toContain(`slotshell --cluster resume ${id}`);
  expectCode(slotshell(['resume', id, '--cluster-yes']), 0);
  for (const slot of slots) await slot.expectWhole(A);
});

test('a primary that is down is named, and nothing is done unasked', async () => {
  const { cluster } = started;
  await cluster.kill(cluster.ports[B]!);
  const { code, out, err } = slotshell(['fix', seed(), '--cluster-yes']);
  expectCode({ code, out, err }, 1);
  expect(out).toContain('*** Fixing slots coverage with 1 unreachable masters is dangerous');
  expect(out).toContain(`${cluster.addresses[B]} does not answer and owns`);
  const args = ['fix', seed(), '--cluster-fix-with-unreachable-primaries'];
  const planned = slotshell([...args, '--dry-run']);
  expectCode(planned, 0);
  expect(planned.out).toMatch(/\[WARNING\] All keys of [\d,]+ slots that only .* has are lost/);
  expect(slotshell([...args, '--cluster-yes']).out).toContain('[OK] All 16384 slots covered.');
});
