import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import keySlot from 'cluster-key-slot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectCode } from '../../support/expect-code.ts';
import { buildHeadless } from '../../support/headless.ts';
import { RedisCluster, waitUntil } from '../../support/redis-cluster.ts';
import { Terminal } from '../../support/terminal.ts';

const state = mkdtempSync(path.join(os.tmpdir(), 'slotshell-resume-'));
const directory = path.join(state, 'slotshell', 'operations');
const env = { ...process.env, TERM: 'dumb', XDG_STATE_HOME: state };
/** The slot that goes first from the first primary to the second. */
const SLOT = 5460;
const tagOf = (slot: number) =>
  Array.from({ length: 100_000 }, (_, i) => `t${i}`).find((tag) => keySlot(tag) === slot)!;
const TAG = tagOf(SLOT);
const KEY = `{${TAG}}:0`;
let program: string;
let cluster: RedisCluster;

beforeAll(async () => {
  program = await buildHeadless();
  cluster = await RedisCluster.start({ replicas: 0 });
});

afterAll(async () => {
  await cluster.stop();
  rmSync(state, { recursive: true, force: true });
});

const [A, B] = [0, 1];
const at = (node: number, ...args: string[]) => cluster.command(cluster.ports[node]!, ...args);
const countAt = async (node: number) => Number(await at(node, 'CLUSTER', 'COUNTKEYSINSLOT', String(SLOT)));
const marks = async () =>
  (await Promise.all([A, B].map((node) => at(node, 'CLUSTER', 'NODES')))).join('').match(/\[\d+-[<>]-/g) ??
  [];

function slotshell(...args: string[]) {
  const run = spawnSync(process.execPath, [program, '--cluster', ...args], {
    env,
    input: '',
    encoding: 'utf8',
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

const reshardArgs = (...more: string[]) => [
  ...['reshard', cluster.addresses[2]!, '--cluster-slots', '1', '--cluster-yes'],
  ...['--cluster-from', cluster.nodes[A]!.id, '--cluster-to', cluster.nodes[B]!.id, ...more],
];

async function fill(count: number): Promise<void> {
  await at(A, 'FLUSHALL');
  for (let i = 0; i < count; i++) await at(A, 'SET', `{${TAG}}:${i}`, `v${i}`);
}

/** A copy of the first key at the second primary with another value; the slot is as it was. */
async function copyAtTarget(): Promise<void> {
  await at(B, 'CLUSTER', 'SETSLOT', String(SLOT), 'IMPORTING', cluster.nodes[A]!.id);
  await at(A, 'CLUSTER', 'SETSLOT', String(SLOT), 'MIGRATING', cluster.nodes[B]!.id);
  await at(A, 'MIGRATE', '127.0.0.1', String(cluster.ports[B]), KEY, '0', '5000', 'COPY');
  for (const node of [A, B]) await at(node, 'CLUSTER', 'SETSLOT', String(SLOT), 'STABLE');
  await at(A, 'SET', KEY, 'newer');
}

const operations = () =>
  readdirSync(directory).flatMap((name) =>
    name.endsWith('.jsonl') ? [name.slice(0, -'.jsonl'.length)] : [],
  );
const newest = () => operations().sort().at(-1)!;

test('a move that stops at two values is listed, goes on, and keeps the value that lost', async () => {
  await fill(5);
  await copyAtTarget();
  const stopped = slotshell(...reshardArgs());
  expectCode(stopped, 1);
  expect(stopped.out).toContain('with different values. Nothing was overwritten');
  const id = newest();
  expect(stopped.out).toContain(`slotshell --cluster resume ${id}`);
  expect(await marks()).toHaveLength(2);

  const listed = slotshell('resume');
  expectCode(listed, 1);
  expect(listed.out).toContain(`Failed: ${id}. `);
  // A new move refuses the open slot, and says what to do.
  const again = slotshell(...reshardArgs());
  expectCode(again, 1);
  expect(again.err).toContain(`[NOTE] ${id} was not finished here.`);

  const dry = slotshell('resume', id, '--dry-run');
  expectCode(dry, 0);
  expect(dry.out).toContain(`Open at the servers: slot ${SLOT}.`);
  expectCode(slotshell('resume', id), 1);
  expect(await marks()).toHaveLength(2);
  const read = slotshell('resume', id, '--cluster-replace', '--cluster-yes', '--read-only');
  expectCode(read, 1);
  expect(read.err).toContain('read-only');

  const done = slotshell('resume', id, '--cluster-replace', '--cluster-yes');
  expect(done.out).toContain('1 key had two values. The one that lost is kept: ');
  expectCode(done, 0);
  expect(await marks()).toEqual([]);
  expect([await countAt(A), await countAt(B)]).toEqual([0, 5]);
  expect(await at(B, 'GET', KEY)).toBe('newer');
  expect(slotshell('resume')).toMatchObject({ code: 0, out: '[OK] No operation was interrupted.\n' });
  expect(slotshell('resume', id).err).toContain('is not interrupted: it has ended (done-with-remarks).');

  const values = path.join(directory, `${id}.values`);
  const index = JSON.parse(readFileSync(path.join(values, 'index.jsonl'), 'utf8')) as Record<string, unknown>;
  expect(index).toMatchObject({ name: KEY, slot: SLOT, expireAt: -1, node: cluster.addresses[B] });
  const dump = readFileSync(path.join(values, String(index.file)));
  await cluster.command(cluster.ports[B]!, 'RESTORE', KEY, '0', dump, 'REPLACE');
  expect(await at(B, 'GET', KEY)).toBe('v0');

  // The undo has nothing open to finish.
  expect(slotshell('--undo', path.join(directory, `${id}.jsonl`), '--cluster-yes')).toMatchObject({
    code: 0,
  });
  expect([await countAt(A), await countAt(B)]).toEqual([5, 0]);
});

test('an undo rolls an open slot back by what the servers say, and the operation is not listed any more', async () => {
  await fill(5);
  await copyAtTarget();
  expectCode(slotshell(...reshardArgs()), 1);
  const id = newest();
  // It meets the same two values.
  expectCode(slotshell('undo', id, '--cluster-yes'), 1);
  const second = newest();
  expect(second).not.toBe(id);
  const done = slotshell('--resume', second, '--cluster-yes', '--cluster-replace');
  expectCode(done, 0);
  expect(await marks()).toEqual([]);
  expect([await countAt(A), await countAt(B)]).toEqual([5, 0]);
  expect(await at(A, 'GET', KEY)).toBe('newer');
  expect(await cluster.ownerOf(SLOT)).toBe(cluster.ports[A]);
  expect(slotshell('resume').out).toBe('[OK] No operation was interrupted.\n');
});

test('at a terminal each key with two values is asked about, and both are shown', async () => {
  await fill(3);
  await at(A, 'PEXPIRE', KEY, '600000');
  await copyAtTarget();
  const terminal = new Terminal(process.execPath, [program, '--cluster', ...reshardArgs()], {
    XDG_STATE_HOME: state,
  });
  try {
    const asked = await terminal.until(/s = source, t = target, q = stop: /);
    expect(asked).toContain(`Key "${KEY}" of slot ${SLOT} has two values.`);
    expect(asked).toMatch(
      new RegExp(
        `source ${cluster.addresses[A]}: string of 5 bytes, "newer", \\d+ bytes as a dump, no expiry`,
      ),
    );
    expect(asked).toMatch(
      new RegExp(
        `target ${cluster.addresses[B]}: string of 2 bytes, "v0", .*expires in (9 min \\d+ s|10 min)`,
      ),
    );
    // A key that is no answer changes nothing.
    terminal.type('x\x1b[At');
    await terminal.until(/target\n[^]*1 key had two values/);
    expect(await terminal.ended()).toBe(0);
  } finally {
    terminal.close();
  }
  expect(await at(B, 'GET', KEY)).toBe('v0');
  expect(await marks()).toEqual([]);
  expect([await countAt(A), await countAt(B)]).toEqual([0, 3]);
  expectCode(slotshell('undo', newest(), '--cluster-yes'), 0);
  expect(await countAt(A)).toBe(3);
});

test('keys change the limit while it runs; stopped twice, the slot is open and goes on', async () => {
  await fill(100);
  const slow = reshardArgs('--rate', '2', '--cluster-pipeline', '2');
  const terminal = new Terminal(process.execPath, [program, '--cluster', ...slow], { XDG_STATE_HOME: state });
  try {
    await terminal.until(/- halves and \+ doubles the limit/);
    await terminal.until(/at most 2\/s/);
    terminal.type('+');
    await terminal.until(/At most 4 keys a second\.[^]*at most 4\/s/);
    terminal.type('-');
    await terminal.until(/At most 2 keys a second\./);
    terminal.type('\x03');
    await terminal.until(/Pausing after the step under way/);
    terminal.type('\x03');
    await terminal.until(/Stopping\.[^]*is open: some of its keys/);
    expect(await terminal.ended()).toBe(1);
  } finally {
    terminal.close();
  }
  const id = newest();
  expect(await marks()).toHaveLength(2);
  expect(slotshell('resume').out).toContain(`Stopped: ${id}. `);
  const again = new Terminal(
    process.execPath,
    [program, '--cluster', 'resume', id, '--cluster-yes', '--rate', '2'],
    { XDG_STATE_HOME: state },
  );
  try {
    await again.until(/at most 2\/s/);
    again.type('0');
    await again.until(/No limit of keys a second\./);
    expect(await again.ended()).toBe(0);
  } finally {
    again.close();
  }
  expect([await countAt(A), await countAt(B)]).toEqual([0, 100]);
  expectCode(slotshell('undo', id, '--cluster-yes'), 0);
  expect([await countAt(A), await countAt(B)]).toEqual([100, 0]);
});

test('one that was paused is listed as paused, with when, and goes on', async () => {
  await fill(5);
  // The lower one of two goes first.
  for (let i = 0; i < 20; i++) await at(A, 'SET', `{${tagOf(SLOT - 1)}}:${i}`, 'v');
  const slow = reshardArgs('--rate', '2', '--cluster-pipeline', '2').map((arg, i, all) =>
    all[i - 1] === '--cluster-slots' ? '2' : arg,
  );
  const terminal = new Terminal(process.execPath, [program, '--cluster', ...slow], { XDG_STATE_HOME: state });
  try {
    await terminal.until(/at most 2\/s/);
    terminal.type('\x03');
    await terminal.until(/Pausing after the step under way/);
    // The slot under way is ended first.
    terminal.type('0');
    expect(await terminal.ended()).toBe(1);
  } finally {
    terminal.close();
  }
  const id = newest();
  expect(await marks()).toEqual([]);
  expect([await countAt(A), await countAt(B)]).toEqual([5, 0]);
  expect(slotshell('resume').out).toMatch(
    new RegExp(
      `^Paused at \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d: ${id}\\. .*, [01] of 2 slots moved, 0 of `,
    ),
  );
  const [listed] = (JSON.parse(slotshell('resume', '--json').out) as { operations: unknown[] }).operations;
  expect(listed).toMatchObject({ name: id, state: 'paused', pausedAt: expect.any(Number) as number });
  expectCode(slotshell('resume', id, '--cluster-yes'), 0);
  expect(await countAt(B)).toBe(5);
  expectCode(slotshell('undo', id, '--cluster-yes'), 0);
  expect([await countAt(A), await countAt(B)]).toEqual([5, 0]);
});

test('a forgotten operation is not listed, and what it has left open is named', async () => {
  await fill(5);
  await copyAtTarget();
  expectCode(slotshell(...reshardArgs()), 1);
  const id = newest();
  expectCode(slotshell('resume', id, '--forget'), 1);
  expectCode(slotshell('resume'), 1);
  const forgotten = slotshell('resume', id, '--forget', '--cluster-yes');
  expectCode(forgotten, 0);
  expect(forgotten.out).toContain(`[WARNING] Open at the servers: slot ${SLOT}. It stays so.`);
  expectCode(slotshell('resume'), 0);
  expect(slotshell('resume', id).err).toContain('it has ended (forgotten)');
  // It can still be taken back.
  expectCode(slotshell('undo', id, '--cluster-yes', '--cluster-replace'), 0);
  expect(await marks()).toEqual([]);
  expect(await cluster.ownerOf(SLOT)).toBe(cluster.ports[A]);
});

test('one process at a time takes an operation up, and another cluster at the address is told', async () => {
  const child = spawn(process.execPath, [program, '--cluster', ...reshardArgs('--rate', '1')], { env });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const known = operations();
  await waitUntil('the journal to say that a slot is open', () => {
    const fresh = operations().find((id) => !known.includes(id));
    return (
      fresh !== undefined && readFileSync(path.join(directory, `${fresh}.jsonl`), 'utf8').includes('"open"')
    );
  });
  const id = newest();
  for (const args of [
    ['resume', id],
    ['undo', id],
    ['resume', id, '--forget'],
  ])
    expect(slotshell(...args, '--cluster-yes').err).toBe(
      `[ERR] Process ${child.pid} still runs this operation.\n`,
    );
  expect(slotshell('resume').out).toContain(`Under way: ${id}. `);
  child.kill('SIGKILL');
  await ended;
  const file = path.join(directory, `${id}.jsonl`);
  const text = readFileSync(file, 'utf8');
  // The number belongs to a process that began before the journal's, as after a restart of the computer.
  writeFileSync(file, text.replaceAll(`"pid":${child.pid}`, '"pid":1').replaceAll(/"at":\d+/g, '"at":1'));
  expect(slotshell('resume').out).toContain(`Interrupted: ${id}. `);
  writeFileSync(
    file,
    text
      .replaceAll(new RegExp(cluster.nodes[A]!.id, 'g'), 'f'.repeat(40))
      .replaceAll(cluster.nodes[B]!.id, 'e'.repeat(40)),
  );
  expect(slotshell('resume', id).err).toContain('another cluster answers there');
  writeFileSync(file, text);
  expectCode(slotshell('undo', id, '--cluster-yes'), 0);
  expect(await marks()).toEqual([]);
});

test('damaged and hostile journals are refused in words, and do not hide the others', () => {
  mkdirSync(path.join(directory, 'folder.jsonl'));
  appendFileSync(path.join(directory, 'torn.jsonl'), '{"record":"beg');
  appendFileSync(path.join(directory, 'empty.jsonl'), '');
  const listed = slotshell('resume');
  expectCode(listed, 1);
  expect(listed.out).toContain('No operation can be read from folder: It is not a file.');
  expect(listed.out).toContain('The journal of torn says nothing: its beginning cannot be read.');
  expect(listed.out).not.toContain('empty');
  expect(slotshell('undo', 'empty').err).toContain('nothing was begun');
  const { code, err, out } = slotshell('undo', `\x1b[2J${'x'.repeat(5000)}`);
  expectCode({ code, out, err }, 1);
  expect(err).not.toContain('\x1b');
  expect(err.length).toBeLessThan(500);
  expect(slotshell('resume', '/dev/zero').err).toContain('There is no such journal.');
  for (const name of ['folder.jsonl', 'torn.jsonl', 'empty.jsonl'])
    rmSync(path.join(directory, name), { recursive: true });
});
