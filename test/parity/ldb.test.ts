/** The Lua debugger: on one node beside the real redis-cli's, on a cluster on the owner of the keys. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CuttingProxy } from '../support/cutting-proxy.ts';
import { expectCode } from '../support/expect-code.ts';
import { buildHeadless } from '../support/headless.ts';
import { redisCliVersion, runProgram } from '../support/redis-cli.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const SCRIPT = `local x = redis.call('incr', KEYS[1])
redis.call('set', KEYS[1], ARGV[1])
redis.debug('hi', x, {1,2})
local t = {1, 'b\\255', {c=3}}
return {x, 'done', ARGV[1]}
`;
/** Of a slot of the first node. */
const KEY = 'b';
/** Of a slot of the third. */
const FAR = 'foo';

let cluster: RedisCluster;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-ldb-'));
  writeFileSync(path.join(directory, 'a.lua'), SCRIPT);
  writeFileSync(path.join(directory, 'bad.lua'), 'return 1 +\n');
  [cluster] = await Promise.all([RedisCluster.start({ primaries: 3 }), buildHeadless()]);
});
afterAll(async () => {
  await cluster?.stop();
  if (directory) rmSync(directory, { recursive: true, force: true });
});
beforeEach(() => clear());

const clear = () =>
  Promise.all([
    cluster.command(cluster.ports[0]!, 'DEL', KEY),
    cluster.command(cluster.ports[2]!, 'DEL', FAR),
  ]);

async function run(file: string, args: string, lines: readonly string[], port = cluster.ports[0]!, env = {}) {
  const program = file === 'redis-cli' ? [] : [await buildHeadless()];
  const { stdout, stderr, code } = await runProgram(
    file,
    [...program, '-p', String(port), ...args.split(' ')],
    { env, cwd: directory, input: lines.map((line) => `${line}\n`).join('') },
  );
  return { stdout: stdout.toString('latin1'), stderr: stderr.toString('latin1'), code };
}

const ours = (args: string, lines: readonly string[], port?: number) =>
  run(process.execPath, args, lines, port);

describe.skipIf(!redisCliVersion()?.startsWith('7.0.'))('beside redis-cli 7.0', () => {
  const EVAL = `--eval a.lua ${KEY} , v`;
  test.each<[args: string, lines: string[]]>([
    [`--ldb ${EVAL}`, ['s', 'print', 'h', 'help', 'c', 'ping', `get ${KEY}`]],
    [`--ldb-sync-mode ${EVAL}`, ['e redis.call("ping")', `r get ${KEY}`, 'b 2', 'c', 'c', `get ${KEY}`]],
    [`--ldb ${EVAL}`, ['w', 't', 'b 3', 'b', 'b -3', 'p KEYS', 'e error("x")', 'e', 'p x y', 'quit', 's']],
    [`--ldb ${EVAL}`, ['"a', '', ' ', '3 s', '0 s', ':set hints', ':foo', 'foo', 'S', 'p t', 'c', ':foo']],
    [`--ldb ${EVAL}`, ['s', 'restart', 'a', 'ping', 'restart', 'c']],
    [`--ldb ${EVAL}`, []],
    ['--ldb --eval bad.lua', ['ping']],
    [`--ldb --eval a.lua ${KEY}`, ['c', 'ping']],
    ['--ldb --eval none.lua', ['ping']],
    [`--no-auth-warning --pass wrong --ldb ${EVAL}`, ['s']],
    [`-3 --json --ldb ${EVAL}`, ['s', 'c', `hgetall {${KEY}}2`]],
    [`-d ; -D | --ldb ${EVAL}`, ['s', 'c', `lrange {${KEY}}2 0 1`]],
  ])('%s: %j', async (args, lines) => {
    const env = { TERM: 'xterm' };
    const theirs = await run('redis-cli', args, lines, undefined, env);
    await clear();
    expect(await run(process.execPath, args, lines, undefined, env)).toEqual(theirs);
  });
});

test('without --eval there is nothing to debug', async () => {
  const { stderr, code, stdout } = await ours('--ldb get a', []);
  expect(stderr).toContain('Options --ldb and --ldb-sync-mode require --eval.\n');
  expectCode({ code, stdout, stderr }, 1);
});

test.each(['-c', '--direct'])('with %s the script is debugged on the owner of its keys', async (flag) => {
  const end = await ours(`${flag} --ldb-sync-mode --eval a.lua ${FAR} , v`, ['s', 'c', `get ${FAR}`]);
  expect(end.stdout).toContain('<reply> 1\n');
  expect(end.stdout).toMatch(/\(Lua debugging session ended\)\n\n"v"\n$/);
  expect(await cluster.command(cluster.ports[2]!, 'GET', FAR)).toBe('v');
});

test('a script whose keys are in several slots is not run', async () => {
  const { stdout, stderr, code } = await ours(`-c --ldb --eval a.lua ${KEY} ${FAR} , v`, ['c']);
  expect([stdout, stderr, code]).toEqual([
    '',
    'The script was not run: its keys are in 2 slots, and a script runs in one.\n',
    1,
  ]);
});

test.each(['--production', '--read-only'])(
  'with %s only the copy of the data is for debugging',
  async (flag) => {
    const { stderr, code, stdout } = await ours(`${flag} --ldb-sync-mode --eval a.lua ${KEY} , v`, ['c']);
    expect(stderr).toContain('--ldb-sync-mode was refused.');
    expectCode({ code, stdout, stderr }, 1);
    const forked = await ours(`${flag} --ldb --eval a.lua ${KEY} , v`, ['c']);
    expect(forked.stdout).toContain('-- dataset changes rolled back');
    expect(await cluster.command(cluster.ports[0]!, 'EXISTS', KEY)).toBe(0);
  },
);

test('a node that does not agree to debug gets no EVAL', async () => {
  const port = cluster.ports[0]!;
  await cluster.command(port, 'ACL', 'SETUSER', 'nodebug', 'on', '>p', '~*', '+@all', '-script|debug');
  const end = await ours(`--no-auth-warning --user nodebug --pass p --ldb --eval a.lua ${KEY} , v`, ['c']);
  expect(end.stdout).toContain("Eval debugging session can't start:\n(error) NOPERM");
  expectCode(end, 1);
  expect(await cluster.command(port, 'EXISTS', KEY)).toBe(0);
});

test.each([
  ['--ldb', 'c', null, 'It changed nothing: the script ran on a copy of the data.'],
  ['--ldb-sync-mode', 'c', 'v', 'It is unknown how far the script ran; what it changed until then stays.'],
  ['--ldb-sync-mode', 'script', null, 'The script was not sent.'],
])(
  '%s, the connection lost at %j: %j is left, which is said, and no further line is run',
  async (flag, at, left, fate) => {
    const proxy = await CuttingProxy.start(cluster.ports[0]!);
    proxy.cutAt(at, 'before');
    const lines = ['s', 's', 'c', `set ${KEY} later`];
    const { stdout, stderr, code } = await ours(`${flag} --eval a.lua ${KEY} , v`, lines, proxy.port);
    await proxy.stop();
    expect(stderr).toMatch(/^Error: /);
    expect(stderr).toContain(fate);
    expect(stdout).not.toContain('OK\n');
    expectCode({ code, stdout, stderr }, 1);
    expect(await cluster.command(cluster.ports[0]!, 'GET', KEY)).toBe(left);
  },
);
