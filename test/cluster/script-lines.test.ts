/** Lines of a pipe: sent at once, printed in their order, and each of them ended once. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { keySlot } from '../../shared/slots/slots.ts';
import { expectCode } from '../support/expect-code.ts';
import { buildHeadless } from '../support/headless.ts';
import { runProgram, type ProgramOptions } from '../support/redis-cli.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { ScriptedNode, type NodeScript } from '../support/scripted-node.ts';

let program: string;
let cluster: RedisCluster;
const closing: (() => unknown)[] = [];
beforeAll(async () => {
  [program, cluster] = await Promise.all([buildHeadless(), RedisCluster.start({ replicas: 0 })]);
});
afterAll(() => cluster?.stop());
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const run = async (args: readonly string[], input: string, options: ProgramOptions = {}) => {
  const end = await runProgram(process.execPath, [program, ...args], {
    deadline: 120_000,
    ...options,
    input,
  });
  return { ...end, stdout: end.stdout.toString('latin1'), stderr: end.stderr.toString() };
};
const scripted = async (script: NodeScript) => {
  const node = new ScriptedNode(script);
  await node.listen();
  closing.push(() => node.close());
  return node;
};
const KEYS = Array.from({ length: 500 }, (_, i) => `key:${i}`);

test.each([['-c'], ['--direct']])('thousands of lines with %s are answered in their order', async (mode) => {
  const lines = KEYS.flatMap((key, i) => [`set ${key} ${i}`, `append ${key} x`, `get ${key}`]);
  const { stdout, stderr, code } = await run(['-p', String(cluster.ports[0]), mode], `${lines.join('\n')}\n`);
  expect([code, stderr]).toEqual([0, '']);
  const answers = stdout.split('\n').filter((line) => !line.startsWith('-> Redirected'));
  expect(answers).toEqual([...KEYS.flatMap((_, i) => ['OK', `${String(i).length + 1}`, `${i}x`]), '']);
  const redirects = stdout.match(/^-> Redirected to slot \[\d+\] located at .*$/gm) ?? [];
  expect(redirects.length > 0).toBe(mode === '-c');
});

test('the redirects that are printed are those of redis-cli', async () => {
  const lines = `${KEYS.slice(0, 60)
    .map((key, i) => (i % 7 === 0 ? 'ping' : `set ${key} 1`))
    .join('\n')}\n`;
  const args = ['-p', String(cluster.ports[0]), '-c'];
  const theirs = await runProgram('redis-cli', args, { input: lines });
  expect((await run(args, lines)).stdout).toBe(theirs.stdout.toString());
});

test('lines overlap before a redirect has shown that there are slots, those of one slot do not', async () => {
  const held: (() => void)[] = [];
  const node = await scripted(([name], socket) => {
    if (name !== 'append') return undefined;
    held.push(() => socket.write(`:${held.length}\r\n`));
    return null;
  });
  const ending = run(['-p', String(node.port), '-c'], 'append a 1\nappend b 1\nappend a 2\n');
  await node.until(() => node.count('APPEND') === 2);
  expect(node.received.at(-1)).toEqual(['append', 'b', '1']);
  for (const answer of held) answer();
  await node.until(() => node.count('APPEND') === 3);
  held.at(-1)!();
  expect((await ending).stdout).toBe('2\n2\n3\n');
});

test('many lines of one counter run one after another, each once', async () => {
  const { stdout } = await run(
    ['-p', String(cluster.ports[0]), '--direct', '--raw'],
    'incr counter:1\n'.repeat(1000),
  );
  expect(stdout).toBe(Array.from({ length: 1000 }, (_, i) => `${i + 1}\n`).join(''));
});

test('a large reply between small ones keeps the order', async () => {
  const big = 'x'.repeat(3 << 20);
  const port = cluster.ports[0]!;
  const [a, b, c] = [1, 2, 3].map((shard) =>
    KEYS.find((key) => Math.ceil((keySlot(Buffer.from(key)) + 1) / 5461.34) === shard)!,
  );
  await run(['-p', String(port), '-c'], `set ${a} ${big}\nset ${b} ${big}2\nset ${c} small\n`);
  const lines = Array.from({ length: 6 }, () => `get ${a}\nget ${c}\nget ${b}\n`).join('');
  const { stdout } = await run(['-p', String(port), '--direct'], lines);
  expect(stdout === `${big}\nsmall\n${big}2\n`.repeat(6)).toBe(true);
});

test('a cluster that is down is answered at once, a hundred times', async () => {
  const node = await scripted(([name]) =>
    name === 'set' ? '-CLUSTERDOWN The cluster is down\r\n' : undefined,
  );
  const lines = KEYS.slice(0, 100)
    .map((key) => `set ${key} 1\n`)
    .join('');
  for (const mode of [[], ['-c']]) {
    const { stdout, stderr } = await run(['-p', String(node.port), ...mode], lines);
    expect(stdout).toBe('CLUSTERDOWN The cluster is down\n\n'.repeat(100));
    expect(stderr).toBe('');
  }
  expect(node.count('SET')).toBe(200);
});

test('with --wait an outage is waited for once, and every line runs once when it is over', async () => {
  let isUp = false;
  const done: string[] = [];
  const node = await scripted(([name, key]) => {
    if (name !== 'set') return undefined;
    if (!isUp) return '-LOADING Redis is loading the dataset in memory\r\n';
    done.push(key!);
    return '+OK\r\n';
  });
  const keys = KEYS.slice(0, 100);
  const lines = keys.map((key) => `set ${key} 1\n`).join('');
  const waiting = run(['-p', String(node.port), '--wait', '100'], lines);
  await node.until(() => node.count('SET') > 110);
  isUp = true;
  const { stdout, stderr } = await waiting;
  expect(stdout).toBe('OK\n'.repeat(100));
  expect(stderr.match(/waiting until it passes/g)).toHaveLength(1);
  expect(done.toSorted()).toEqual([...keys].sort());
  isUp = false;
  // Each line alone would wait half a second.
  const start = node.count('SET');
  const short = await run(['-p', String(node.port), '--wait', '0.5'], lines);
  expect(short.stdout).toBe('LOADING Redis is loading the dataset in memory\n\n'.repeat(100));
  expect(node.count('SET') - start).toBeLessThan(100 * 12);
});

test('a connection that ends names each line of unknown fate, and the lines after them run', async () => {
  let answered = 0;
  const node = await scripted(([name], socket) => {
    if (name !== 'set' || ++answered !== 3) return undefined;
    socket.destroy();
    return null;
  });
  const { stdout, stderr, code } = await run(
    ['-p', String(node.port)],
    'set a 1\nset b 1\nset c 1\nclient setname me\nset d 1\n',
  );
  expectCode({ code, stdout, stderr }, 0);
  expect(stdout).toBe('OK\nOK\nOK\nOK\n');
  expect(stderr).toMatch(/^Error: .*\n.*may or may not have run; it was not sent again.*\n$/);
  expect(node.received.filter(([name]) => name === 'set').map(([, key]) => key)).toEqual([
    'a',
    'b',
    'c',
    'd',
  ]);
});

test('a node that is down is waited for once, not by each line of its slot', async () => {
  const gone = await scripted(() => undefined);
  await gone.close();
  const node = await scripted(([name]) =>
    name === 'get' ? `-MOVED 449 127.0.0.1:${gone.port}\r\n` : undefined,
  );
  const { stderr } = await run(['-p', String(node.port), '-c'], 'get k2\n'.repeat(100));
  expect(stderr.match(/Connection refused/g)).toHaveLength(100);
  // The first line asks again after each wait; the others once.
  expect(node.count('GET')).toBeLessThan(120);
});

test('whoever writes the lines has the answer to each before the next one, also to one that is not sent', async () => {
  const child = spawn(process.execPath, [program, '-p', String(cluster.ports[0])]);
  closing.push(() => child.kill());
  let seen = '';
  for (const [line, answer] of [
    ['ping', 'PONG\n'],
    ['get "a', 'Invalid argument(s)\n'],
    ['0 ping', 'Invalid redis-cli repeat command option value.\n'],
    ['ping', 'PONG\n'],
  ]) {
    child.stdin.write(`${line}\n`);
    seen = '';
    while (seen !== answer) seen += String((await once(child.stdout, 'data'))[0]);
  }
});
