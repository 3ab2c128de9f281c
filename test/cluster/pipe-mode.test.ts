/** --pipe into a cluster: against a count of what the nodes hold in the end. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectCode } from '../support/expect-code.ts';
import { buildHeadless } from '../support/headless.ts';
import { PipedShell } from '../support/piped-shell.ts';
import { runProgram } from '../support/redis-cli.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';
import { ScriptedCluster } from '../support/scripted-cluster.ts';
import { keySlot } from '../../shared/slots/slots.ts';

let cluster: RedisCluster;
let program: string;

beforeAll(async () => {
  [cluster, program] = await Promise.all([RedisCluster.start({ nodeTimeout: 2000 }), buildHeadless()]);
});
afterAll(() => cluster?.stop());

const primaries = () => cluster.ports.slice(0, 3);
const args = (...more: string[]) => [program, '-c', '-p', String(cluster.ports[0]), '--pipe', ...more];
const resp = (...words: string[]) =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

async function pipe(input: string | Buffer, ...more: string[]) {
  const { stdout, stderr, code } = await runProgram(process.execPath, args(...more), {
    input,
    deadline: 60_000,
  });
  return { stdout: stdout.toString(), stderr: stderr.toString(), code };
}

const ENDS = (errors: number, replies: number) =>
  `All data transferred. Waiting for the last reply...\nLast reply received from server.\nerrors: ${errors}, replies: ${replies}\n`;

/** The value of each key, from the node that owns it. */
async function valuesOf(keys: readonly string[]): Promise<unknown[]> {
  const owners = new Map<number, number>();
  const values: unknown[] = [];
  for (const key of keys) {
    const slot = keySlot(Buffer.from(key));
    const owner = owners.get(slot) ?? (await cluster.ownerOf(slot))!;
    owners.set(slot, owner);
    values.push(await cluster.command(owner, 'GET', key));
  }
  return values;
}

async function keysInAll(): Promise<number> {
  const sizes = await Promise.all(primaries().map((port) => cluster.command(port, 'DBSIZE')));
  return sizes.reduce<number>((sum, size) => sum + Number(size), 0);
}

test('every key is set once, lines and RESP mixed, and each node says its share', async () => {
  const before = await keysInAll();
  const lines = Array.from({ length: 30_000 }, (_, i) =>
    i % 3 === 0
      ? `SET pipe:${i} "${i}"\n`
      : i % 3 === 1
        ? resp('SET', `pipe:${i}`, `${i}`)
        : `set pipe:${i} ${i}\r\n`,
  );
  const end = await pipe(lines.join('').trimEnd());
  expect(end).toMatchObject({ stdout: ENDS(0, 30_000), code: 0 });
  expect(await keysInAll()).toBe(before + 30_000);
  const shares = [...end.stderr.matchAll(/^127\.0\.0\.1:\d+: errors: 0, replies: (\d+)$/gm)].map(([, n]) =>
    Number(n),
  );
  expect(shares).toHaveLength(3);
  expect(shares.reduce((sum, n) => sum + n, 0)).toBe(30_000);
  expect(await valuesOf(['pipe:0', 'pipe:1', 'pipe:29999'])).toEqual(['0', '1', '29999']);
});

test('what goes to no single node is not sent, transactions as a whole', async () => {
  const input =
    'SET t:1 1\nMULTI\nSET t:2 1\nSET t:3 1\nEXEC\nFLUSHALL\nPING\nMSET t:4 1 t:5 1\nLPUSH t:1 x\nSET t:6 "1\nSET t:7 1\n';
  const end = await pipe(input);
  expectCode(end, 1);
  expect(end.stdout).toBe(ENDS(8, 4));
  expect(end.stderr).toContain('Not sent: MULTI at input byte 10: transactions are not sent to a cluster.\n');
  expect(end.stderr).toContain('Not sent: FLUSHALL');
  expect(end.stderr).toContain("CROSSSLOT Keys in request don't hash to the same slot (input byte 55)");
  expect(end.stderr).toContain('WRONGTYPE');
  const at = input.indexOf('SET t:6');
  expect(end.stderr).toContain(`The input was not sent from byte ${at} on: its quotes are not balanced.\n`);
  expect(await valuesOf(['t:1', 't:2', 't:3', 't:4', 't:5', 't:6', 't:7'])).toEqual([
    '1',
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
});

test('every INCR runs once and APPENDs keep their order while slots move', async () => {
  const slots = Array.from({ length: 12 }, (_, i) => keySlot(Buffer.from(`{m${i}}`)));
  const keys = slots.flatMap((_, i) => Array.from({ length: 10 }, (_, n) => `{m${i}}:${n}`));
  const ROUNDS = 400;
  const text = Array.from({ length: ROUNDS }, (_, round) =>
    keys.map((key) => `INCR ${key}\n${resp('APPEND', `${key}:log`, `${round},`)}`).join(''),
  );
  const child = new PipedShell(process.execPath, args());
  let moves = 0;
  for (const [round, lines] of text.entries()) {
    child.write(lines);
    if (round % 30 !== 15) continue;
    const slot = slots[moves++ % slots.length]!;
    const from = (await cluster.ownerOf(slot))!;
    const to = primaries().find((port) => port !== from)!;
    await cluster.migrateSlot(slot, from, to);
  }
  child.end();
  await child.ended();
  expect(await child.until(/^errors: \d+, replies: \d+$/m)).toContain(
    `errors: 0, replies: ${ROUNDS * keys.length * 2}\n`,
  );
  expect(moves).toBeGreaterThan(10);
  expect(new Set(await valuesOf(keys))).toEqual(new Set([String(ROUNDS)]));
  const log = Array.from({ length: ROUNDS }, (_, round) => `${round},`).join('');
  expect(new Set(await valuesOf(keys.map((key) => `${key}:log`)))).toEqual(new Set([log]));
});

test('--latency and --stat of all primaries', async () => {
  const at = [program, '-c', '-p', String(cluster.ports[0])];
  const { stdout, code, stderr } = await runProgram(process.execPath, [...at, '--latency', '-i', '0.05']);
  const rows = stdout
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' '));
  expectCode({ code, stdout, stderr }, 0);
  expect(rows.map(([name]) => name).sort()).toEqual(
    [...primaries().map((port) => `127.0.0.1:${port}`), 'all'].sort(),
  );
  const counts = rows.map((row) => Number(row[4]));
  expect(counts.at(-1)).toBe(counts.slice(0, -1).reduce((sum, n) => sum + n, 0));
  const shell = new PipedShell(process.execPath, [...at, '--stat', '-i', '0.05']);
  const text = await shell.until(/^sum.*\n/m);
  shell.close();
  const keys = [...text.matchAll(/^(?:127\S+|sum) +(\d+) /gm)].map(([, n]) => Number(n));
  expect(keys.slice(0, 4)).toHaveLength(4);
  expect(keys[3]).toBe(await keysInAll());
  expect(keys[0]! + keys[1]! + keys[2]!).toBe(keys[3]);
});

test('--latency-dist of all primaries', async () => {
  const shell = new PipedShell(process.execPath, [
    ...[program, '-c', '-p', String(cluster.ports[0])],
    ...['--latency-dist', '-i', '0.05'],
  ]);
  const text = await shell.until(/(?:^127\.0\.0\.1:\d+ {2}\x1b.*\n){3}/m);
  shell.close();
  expect(text).toMatch(/^-+\n\. - \* #/);
  const names = [...text.matchAll(/^(127\.0\.0\.1:\d+) {2}\x1b\[38;5;0m\x1b\[48;5;\d+m\./gm)].map(
    ([, name]) => name,
  );
  expect(names.slice(0, 3).sort()).toEqual(
    primaries()
      .map((port) => `127.0.0.1:${port}`)
      .sort(),
  );
});

test('--lru-test loads each primary with keys of its own slots', async () => {
  const at = [program, '-c', '-p', String(cluster.ports[0])];
  const shell = new PipedShell(process.execPath, [...at, '--lru-test', '100']);
  const text = await shell.until(/^sum.*\n/m);
  shell.close();
  const rows = [...text.matchAll(/^(\S+) +(\d+) Gets\/sec \| Hits: (\d+) \([\d.]+%\) \| Misses: (\d+) /gm)];
  const names = rows.slice(0, 4).map(([, name]) => name!);
  expect(names.slice(0, 3).sort()).toEqual(
    primaries()
      .map((port) => `127.0.0.1:${port}`)
      .sort(),
  );
  expect(names[3]).toBe('sum');
  const gets = rows.slice(0, 4).map(([, , total, hits, misses]) => {
    expect(Number(hits) + Number(misses)).toBe(Number(total));
    return Number(total);
  });
  expect(Math.min(...gets)).toBeGreaterThan(0);
  expect(gets[0]! + gets[1]! + gets[2]!).toBe(gets[3]);
  for (const port of primaries()) {
    const keys = (await cluster.command(port, 'KEYS', 'lru:*')) as string[];
    for (const key of keys) expect(key).toMatch(/^lru:\{[0-9a-z]+\}:([1-9]\d?|100)$/);
    expect(new Set(keys.map((key) => keySlot(Buffer.from(key)))).size).toBeGreaterThan(5);
  }
});

test('Ctrl+C names what is unanswered and where the rest of the input begins', async () => {
  const input = 'SET stop:1 1\nBLPOP stop:list 0\nSET {stop:list}2 1\n';
  const owner = (await cluster.ownerOf(keySlot(Buffer.from('stop:list'))))!;
  const child = new PipedShell(process.execPath, args());
  child.write(input);
  await waitUntil('the owner has it', async () =>
    /blocked_clients:[1-9]/.test(String(await cluster.command(owner, 'INFO', 'clients'))),
  );
  await waitUntil('the first is set', async () => (await valuesOf(['stop:1']))[0] === '1');
  child.interrupt();
  expect(await child.ended()).toBe(1);
  const output = await child.until(/^errors: 4, replies: 1$/m);
  expect(output).toContain(
    `127.0.0.1:${owner}: 2 commands may or may not have run, and will not be sent again: ` +
      `the first is BLPOP stop:list at input byte ${input.indexOf('BLPOP')}, the last SET {stop:list}2 at input byte ${input.lastIndexOf('SET')}.\n`,
  );
  expect(output).toContain(
    `The input was not sent from byte ${input.length} on: the command was interrupted.\n`,
  );
});

test('a primary that is killed: its replica takes over, what was not answered is named, and --latency goes on', async () => {
  const keys = Array.from({ length: 300 }, (_, i) => `killed:${i}`);
  const round = keys.map((key) => `INCR ${key}\n`).join('');
  const victim = primaries()[1]!;
  const child = new PipedShell(process.execPath, args());
  const latency = new PipedShell(process.execPath, [
    ...[program, '-c', '-p', String(cluster.ports[0])],
    ...['--latency-history', '-i', '0.1'],
  ]);
  await latency.until(new RegExp(`^127\\.0\\.0\\.1:${victim} .*\\n(?:.*\\n)*?all `, 'm'));
  const ROUNDS = 600;
  for (let i = 0; i < ROUNDS; i++) {
    child.write(round);
    if (i === 200) await cluster.kill(victim);
  }
  child.end();
  await child.ended();
  const output = await child.until(/^errors: \d+, replies: \d+$/m);
  await latency.until(new RegExp(`^127\\.0\\.0\\.1:${victim} does not answer`, 'm'));
  await latency.until(
    new RegExp(`(?:^(?!127\\.0\\.0\\.1:${victim} )127\\.0\\.0\\.1:\\d+ \\d+ .*\\n){3}all `, 'm'),
  );
  latency.close();
  const [, errors, replies] = /^errors: (\d+), replies: (\d+)$/m.exec(output)!.map(Number);
  expect(replies! + errors!).toBe(ROUNDS * keys.length);
  if (errors! > 0)
    expect(output).toMatch(
      / commands? may or may not have run, and will not be sent again: .*INCR killed:\d+ at input byte/,
    );
  const values = (await valuesOf(keys)).map(Number);
  for (const value of values) expect(value).toBeLessThanOrEqual(ROUNDS);
  // A write that only the dead primary had is lost with it; none is counted twice.
  const sum = values.reduce((total, value) => total + value, 0);
  expect(sum).toBeLessThanOrEqual(ROUNDS * keys.length);
  expect(sum).toBeGreaterThan(ROUNDS * 100);
});

test('what the cluster cannot take is sent again in the order of its slot, unless a later one of its key has run by then', async () => {
  let isDown = true;
  const ran: string[] = [];
  const scripted = await ScriptedCluster.start((words) => {
    const [name, key, value] = words;
    if (name !== 'SET') return undefined;
    if ((key === 'busy' || key === '{busy}other') && value === '1' && isDown)
      return '-TRYAGAIN Multiple keys request during rehashing of slot\r\n';
    if (key === 'down' && isDown) {
      isDown = value !== '2';
      return '-CLUSTERDOWN The cluster is down\r\n';
    }
    ran.push(`${key} ${value}`);
    return undefined;
  });
  const lines = ['SET busy 1', 'SET {busy}other 1', 'SET busy 2', 'SET down 1', 'SET down 2', 'SET last 1'];
  const input = lines.map((line) => resp(...line.split(' '))).join('');
  const { stdout, stderr, code } = await runProgram(
    process.execPath,
    [program, '-c', '-p', String(scripted.ports[0]), '--pipe'],
    { input, deadline: 60_000 },
  );
  await scripted.stop();
  expect(ran.filter((line) => line.includes('busy'))).toEqual(['busy 2', '{busy}other 1']);
  expect(ran.filter((line) => !line.includes('busy'))).toEqual(['last 1', 'down 1', 'down 2']);
  expect(stderr.toString()).toContain(
    '1 command did not run, and a later one of the same key may have: SET busy at input byte 0.',
  );
  expect(stdout.toString()).toBe(ENDS(1, 5));
  expectCode({ code, stdout, stderr }, 1);
});
