import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planSchema } from '../../../shared/operations/plan.ts';
import { BareNodes } from '../../support/bare-nodes.ts';
import { expectCode } from '../../support/expect-code.ts';
import { buildHeadless } from '../../support/headless.ts';
import { waitUntil } from '../../support/redis-cluster.ts';
import { Terminal } from '../../support/terminal.ts';

const state = mkdtempSync(path.join(os.tmpdir(), 'slotshell-operations-'));
const env = { ...process.env, TERM: 'dumb', XDG_STATE_HOME: state };
let program: string;
let bare: BareNodes;

beforeAll(async () => {
  program = await buildHeadless();
  // No replica takes over by itself when the machine stands still for a moment.
  bare = await BareNodes.start({ hosts: Array.from({ length: 7 }, () => '127.0.0.1'), nodeTimeout: 15_000 });
});

afterAll(async () => {
  await bare.stop();
  rmSync(state, { recursive: true, force: true });
});

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

function slotshell(args: readonly string[], input = ''): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, '--cluster', ...args], {
    env,
    input,
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}

function redisCli(args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync('redis-cli', ['--cluster', ...args], {
    env,
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}

const createArgs = () => ['create', ...bare.addresses.slice(0, 6), '--cluster-replicas', '1'];
const any = () => bare.addresses[1]!;
const idAt = async (node: number) => String(await bare.command(bare.ports[node]!, 'CLUSTER', 'MYID'));

test('create asks, and any answer but yes changes nothing and is no error', async () => {
  const { code, out, err } = slotshell(createArgs(), 'no\n');
  expectCode({ code, out, err }, 0);
  expect(out).toContain('Master[0] -> Slots 0 - 5460');
  expect(out).toContain("Can I set the above configuration? (type 'yes' to accept): ");
  expectCode(slotshell(createArgs()), 0);
  expect(String(await bare.command(bare.ports[0]!, 'CLUSTER', 'INFO'))).toContain('cluster_known_nodes:1');
});

test('a dry run prints the plan as data and changes nothing', async () => {
  const { code, out, err } = slotshell([...createArgs(), '--dry-run', '--json']);
  expectCode({ code, out, err }, 0);
  expect(planSchema.parse(JSON.parse(out)).steps.length).toBeGreaterThan(20);
  expect(String(await bare.command(bare.ports[0]!, 'CLUSTER', 'INFO'))).toContain('cluster_known_nodes:1');
});

test('a create that is killed is found and taken up again', async () => {
  const child = spawn(process.execPath, [program, '--cluster', ...createArgs(), '--cluster-yes'], { env });
  const directory = path.join(state, 'slotshell', 'operations');
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let seen = '';
  child.stdout.on('data', (text: Buffer) => (seen += text.toString()));
  await waitUntil('the nodes to meet', () => seen.includes('Waiting for the cluster to join'));
  child.kill('SIGKILL');
  await ended;
  const [file] = readdirSync(directory);
  const id = file!.replace('.jsonl', '');
  const listed = slotshell(['resume']);
  expect(listed.out).toContain(`slotshell --cluster resume ${id}`);
  expectCode(listed, 1);
  const resumed = slotshell(['resume', id, '--cluster-yes']);
  expect(resumed.out).toContain('[OK] All 16384 slots covered.');
  expectCode(resumed, 0);
  expect(slotshell(['resume'])).toMatchObject({ code: 0, out: '[OK] No operation was interrupted.\n' });
});

test('check and info print what redis-cli prints, and what it leaves out after that', () => {
  for (const subcommand of ['check', 'info']) {
    const [ours, theirs] = [slotshell([subcommand, any()]), redisCli([subcommand, any()])];
    expectCode(ours, theirs.code);
    const [same, more] = [ours.out.slice(0, theirs.out.length), ours.out.slice(theirs.out.length)];
    expect(same).toBe(theirs.out);
    for (const line of more.split('\n').filter(Boolean)) expect(line).toMatch(/^\[(NOTE|WARNING)\] /);
  }
  const [host, port] = any().split(':');
  expectCode(slotshell(['check', host!, port!]), 0);
});

test('a reshard whose answers all came at once moves exactly as many slots', async () => {
  const [from, to] = [await idAt(0), await idAt(1)];
  const { code, out, err } = slotshell(['reshard', any()], `101\n${to}\n${from}\ndone\nyes\n`);
  expect(out).toContain('Ready to move 101 slots.');
  expect(out.match(/ {4}Moving slot \d+ from/g)).toHaveLength(101);
  expectCode({ code, out, err }, 0);
  expect(redisCli(['check', any()]).out).toContain('[OK] All nodes agree about slots configuration.');
  expect(slotshell(['info', any()]).out).toContain('| 5360 slots |');
});

test('the end of the input ends a reshard', () => {
  expectCode(slotshell(['reshard', any()]), 1);
});

test('call prints each reply, and an error is exit code 1', () => {
  const { code, out, err } = slotshell(['call', any(), 'dbsize']);
  expectCode({ code, out, err }, 0);
  for (const address of bare.addresses.slice(0, 6)) expect(out).toContain(`${address}: `);
  expectCode(slotshell(['call', any(), 'no-such-command']), 1);
  // It has no journal.
  expect(JSON.parse(slotshell(['call', any(), 'dbsize', '--json']).out)).toMatchObject({ operation: null });
});

test('a node joins with its share of the slots, and leaves again', async () => {
  const joined = slotshell(['add-node', bare.addresses[6]!, any(), '--share']);
  expect(joined.out).toContain('[OK] New node added correctly.');
  expectCode(joined, 0);
  expect(redisCli(['check', any()]).out).toContain('(4096 slots) master');
  const id = await idAt(6);
  expectCode(slotshell(['del-node', any(), id]), 1);
  const left = slotshell(['del-node', any(), id, '--drain']);
  expect(left.out).toContain('>>> Sending CLUSTER FORGET messages to the cluster...');
  expectCode(left, 0);
  const after = redisCli(['check', any()]);
  expect(after.out).toContain('[OK] All 16384 slots covered.');
  expect(after.out).not.toContain(bare.addresses[6]);
});

test('a backup has a snapshot of each primary, and an unknown directory is refused', () => {
  const directory = mkdtempSync(path.join(state, 'backup-'));
  const { code, out, err } = slotshell(['backup', any(), directory]);
  expect(out).toContain(`[OK] Backup created into: ${directory}`);
  expectCode({ code, out, err }, 0);
  const files = readdirSync(directory);
  expect(files.filter((name) => /^redis-node-127\.0\.0\.1-\d+-[0-9a-f]{40}\.rdb$/.test(name))).toHaveLength(
    3,
  );
  expect(files).toContain('nodes.json');
  expectCode(slotshell(['backup', any(), path.join(directory, 'missing')]), 1);
});

test('a replica takes over', async () => {
  const ended = slotshell(['failover', bare.addresses[5]!, '--cluster-yes']);
  expect(ended).toMatchObject({ code: 0, out: expect.stringContaining('[OK]') as string });
  expect(String(await bare.command(bare.ports[5]!, 'INFO', 'replication'))).toContain('role:master');
});

test('a read-only connection may look, not change', () => {
  const { code, err, out } = slotshell(['rebalance', any(), '--cluster-threshold', '0', '--read-only']);
  expectCode({ code, out, err }, 1);
  expect(err).toContain('read-only');
  expectCode(slotshell(['check', any(), '--read-only']), 0);
});

test('what cannot be asked for is refused in redis-cli’s words', () => {
  for (const args of [
    ['frob', 'x'],
    ['check'],
    ['create', 'nowhere', '127.0.0.1:1'],
    ['check', any(), '--cluster-frob'],
  ]) {
    const [ours, theirs] = [slotshell(args), redisCli(args)];
    expectCode(ours, 1);
    const last = (text: string) => text.trim().split('\n').at(-1);
    if (args[0] !== 'check' || args.length === 1) expect(last(ours.err)).toBe(last(theirs.err || theirs.out));
    else expect(ours.err).toContain('--cluster-frob');
  }
});

test('a password for JSON is asked for on stderr', async () => {
  const file = path.join(state, 'check.json');
  const terminal = new Terminal('/bin/sh', [
    '-c',
    `exec "$0" "$1" --askpass --cluster check 127.0.0.1:1 --json > ${file}`,
    process.execPath,
    program,
  ]);
  await terminal.until(/Please input password: $/);
  terminal.type('secret\r');
  expect(await terminal.ended()).toBe(1);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('refused');
  terminal.close();
});

test('a dead node is an error, which redis-cli does not see', async () => {
  const dead = bare.ports[3]!;
  await bare.kill(dead);
  const { code, out, err } = slotshell(['check', any()]);
  expectCode({ code, out, err }, 1);
  expect(out).toContain(`127.0.0.1:${dead} does not answer`);
});
