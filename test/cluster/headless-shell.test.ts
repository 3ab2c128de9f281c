/** The command without a window, on input that once ended it or was half reported. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { expectCode } from '../support/expect-code.ts';
import { buildHeadless } from '../support/headless.ts';
import { closedPort } from '../support/closed-port.ts';
import { commandLines } from '../support/processes.ts';
import { runProgram, type ProgramOptions } from '../support/redis-cli.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { ScriptedNode, type NodeScript } from '../support/scripted-node.ts';
import { Terminal } from '../support/terminal.ts';

let program: string;
let cluster: RedisCluster;
let directory: string;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  [program, cluster] = await Promise.all([buildHeadless(), RedisCluster.start({ replicas: 0 })]);
  directory = mkdtempSync(path.join(tmpdir(), 'slotshell-headless-'));
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await cluster?.stop();
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const run = async (args: readonly string[], options: ProgramOptions | string = {}) => {
  const end = await runProgram(
    process.execPath,
    [program, ...args],
    typeof options === 'string' ? { input: options } : options,
  );
  return { ...end, stdout: end.stdout.toString(), stderr: end.stderr.toString() };
};
const at = (port = cluster.ports[0]!) => ['-p', String(port)];
const scripted = async (script: NodeScript) => {
  const node = new ScriptedNode(script);
  await node.listen();
  closing.push(() => node.close());
  return node;
};
const terminal = async (args: readonly string[]) => {
  const opened = new Terminal(process.execPath, [program, ...args]);
  closing.push(() => opened.close());
  await opened.until(/> $/);
  return async (line: string) => {
    opened.type(`${line}\n`);
    return opened.until(/> $/);
  };
};

const hangingUp = () =>
  scripted(([name], socket) => {
    if (!/^(set|get)$/i.test(name!)) return undefined;
    socket.end();
    return null;
  });
const FATE =
  'Error: Server closed the connection\nThe command may or may not have run; it was not sent again. Look at the data before you repeat it.\n';

test('a connection that ends after a write was sent: the write may have run, in every form', async () => {
  const { port } = await hangingUp();
  expect(await run([...at(port), 'set', 'a', '1'])).toMatchObject({ code: 1, stdout: '', stderr: FATE });
  // A line that needs a session waits for those before it.
  const lines = 'set a 1\nclient setname me\nping\n';
  expect(await run(at(port), lines)).toMatchObject({ code: 0, stdout: 'OK\nPONG\n', stderr: FATE });
  const together = await run(at(port), 'set a 1\nget a\nset b 1\n');
  const reads = FATE.replace(
    /The command .*/,
    'The command only reads: nothing was changed. Run it again at any time.',
  );
  expect(together).toMatchObject({
    code: 0,
    stdout: '',
    stderr: `Line 1: ${FATE}Line 2: ${reads}Line 3: ${FATE}`,
  });
  const type = await terminal(at(port));
  expect(await type('set a 1')).toContain(FATE);
  expect(await type('ping')).toContain('PONG');
});

test('a connection that ends after a read was sent: nothing was changed', async () => {
  const { port } = await hangingUp();
  expect((await run([...at(port), '-c', 'get', 'a'])).stderr).toBe(
    'Error: Server closed the connection\nThe command only reads: nothing was changed. Run it again at any time.\n',
  );
});

test.each(['@all', '@primaries', '@replicas', '@slot:1', '@key:a', '@node:7000', '@split'])(
  '%s without a map fails with a sentence, and the next line runs',
  async (target) => {
    const lines = `${target} ${target === '@split' ? 'mget a b' : 'ping'}\nping\n`;
    const dead = await run(at(await closedPort()), lines);
    expect(dead).toMatchObject({ code: 0, stdout: '' });
    // The last one is of the second line.
    expect(dead.stderr).toMatch(/^Could not connect[^]*Connection refused\n$/);
    const locked = await RedisCluster.start({ cluster: false, primaries: 1, password: 'secret' });
    closing.push(() => locked.stop());
    const refused = await run(at(locked.ports[0]!), `${lines}auth secret\nping\n`);
    expectCode(refused, 0);
    expect(refused.stdout).toMatch(/NOAUTH[^]*OK\nPONG\n$/);
    for (const { stderr, stdout } of [dead, refused])
      expect(stderr + stdout).not.toMatch(/TypeError|unexpected|undefined/);
  },
);

test('a target in the arguments works as at the prompt', async () => {
  const { stdout, code, stderr } = await run([...at(), '@all', 'ping']);
  expectCode({ code, stdout, stderr }, 0);
  for (const address of cluster.addresses) expect(stdout).toContain(address);
  expect(stdout).toMatch(/PONG\n$/);
  expect((await run([...at(), 'echo', '@all'])).stdout).toBe('@all\n');
  expect((await run([...at(), '-c', '@split', 'mget', 'a', 'b', 'c'])).stdout).toBe('\n\n\n');
});

test.each([
  ['connect 127.0.0.1 99999', 'Invalid server port.'],
  ['connect 127.0.0.1 abc', 'Invalid server port.'],
  ['connect 127.0.0.1 0', 'Invalid server port.'],
  ['connect 127.0.0.1 ""', 'Invalid server port.'],
  ['connect 127.0.0.1 7000x', 'Invalid server port.'],
  ['connect "" 7000', 'Invalid server host.'],
  ['connect /run/redis.sock 1', 'Invalid server host.'],
])('%s is refused, and the connection stays', async (line, problem) => {
  const end = await run(at(), `${line}\nping\n`);
  expect(end).toMatchObject({ code: 0, stdout: 'PONG\n', stderr: `${problem}\n` });
});

test('an empty host is not localhost', async () => {
  const end = await run(['-h', '', ...at(), 'ping']);
  expect(end).toMatchObject({ code: 1, stdout: '' });
  expect(end.stderr).toContain('-h needs a host, and this one is empty.');
});

test('a login with unencoded characters logs in as with redis-cli 7.4', async () => {
  const user = (port: number) =>
    cluster.command(port, 'ACL', 'SETUSER', 'alice', 'on', '>p#w/x', '~*', '+@all');
  await Promise.all(cluster.ports.map(user));
  const url = `redis://alice:p#w/x@127.0.0.1:${cluster.ports[0]}`;
  expect(await run(['-u', url, '--no-auth-warning', 'acl', 'whoami'])).toMatchObject({
    stdout: 'alice\n',
    stderr: '',
  });
});

test('an unexpected error costs its line, not the shell', async () => {
  // Thrown while a reply is shown, and outside any await.
  const injection = path.join(directory, 'injection.cjs');
  writeFileSync(
    injection,
    `const fs = require('node:fs'), write = fs.writeSync;
     fs.writeSync = function (descriptor, bytes, ...rest) {
       const text = bytes.toString();
       if (text === 'inside\\n') throw new Error('injected inside');
       if (text === 'outside\\n') setImmediate(() => { throw new Error('injected outside'); });
       return write.call(this, descriptor, bytes, ...rest);
     };`,
  );
  const env = { NODE_OPTIONS: `--require=${injection}` };
  for (const word of ['inside', 'outside'])
    // A state that a session keeps, and none.
    for (const first of ['client setname me\n', '']) {
      // A command that is not known waits for those before it.
      const end = await run(at(), { input: `${first}echo ${word}\nnosuch\necho next\n`, env });
      const lines = [first && 'OK\n', word === 'outside' ? 'outside\n' : ''];
      lines.push("ERR unknown command 'nosuch', with args beginning with: \n\n", 'next\n');
      expect(end).toMatchObject({ code: 0, stdout: lines.join('') });
      expect(end.stderr).toMatch(new RegExp(`^Error: .*injected ${word}`));
    }
  expect(await run([...at(), 'echo', 'inside'], { env })).toMatchObject({ code: 1, stdout: '' });
});

test('a password is not in the list of processes once the program runs', async () => {
  const seen: string[] = [];
  const node = await scripted(([name], socket) => {
    if (name !== 'look') return undefined;
    // The program waits for this answer.
    seen.push(...commandLines().filter((line) => line.includes(`-p ${node.port}`)));
    socket.write('+OK\r\n');
    return null;
  });
  const url = `redis://hunter2@127.0.0.1:${node.port}`;
  for (const secret of [
    ['-a', 'hunter2'],
    ['--pass', 'hunter2'],
    ['-u', url],
  ])
    expect((await run([...at(node.port), ...secret, 'look'])).stdout).toBe('OK\n');
  expect(seen).toEqual([
    `slotshell -p ${node.port} -a **** look`,
    `slotshell -p ${node.port} --pass **** look`,
    `slotshell -p ${node.port} -u redis://****@127.0.0.1:${node.port} look`,
  ]);
  expect(node.handshakes.every((words) => words[0] !== 'AUTH' || words[1] === 'hunter2')).toBe(true);
});

test('NODE_TLS_REJECT_UNAUTHORIZED=0 turns off no check, and a message says so', async () => {
  const secured = await RedisCluster.start({ cluster: false, primaries: 1, tls: true });
  closing.push(() => secured.stop());
  const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
  const args = [...at(secured.ports[0]!), '--tls'];
  const end = await run([...args, 'ping'], { env });
  expect(end).toMatchObject({ code: 1, stdout: '' });
  expect(end.stderr).toMatch(/^NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored[^]*TLS:/);
  const trusting = await run([...args, '--cacert', secured.tls!.files.ca, 'ping'], { env });
  expect(trusting.stdout).toBe('PONG\n');
  expect(trusting.stderr).not.toContain('Warning');
  expect((await run([...args, '--insecure', 'ping'], { env })).stdout).toBe('PONG\n');
});

test('an unreadable file is refused with the same message whatever the cause', async () => {
  const place = (name: string) => path.join(directory, name);
  execFileSync('mkfifo', [place('fifo')]);
  writeFileSync(place('large'), '-----BEGIN CERTIFICATE-----');
  truncateSync(place('large'), (1 << 20) + 1);
  writeFileSync(place('other'), 'no certificate');
  const said = new Set<string>();
  for (const name of ['fifo', 'large', 'other', 'missing', '.'])
    for (const flag of ['--cacert', '--cert', '--key']) {
      const end = await run([...at(), '--tls', flag, place(name), 'ping']);
      expect(end).toMatchObject({ code: 1, stdout: '' });
      said.add(end.stderr.replace(/(CA certificate|client certificate|client key)/, 'file'));
    }
  expect([...said]).toEqual([
    'The file cannot be read. Check the path: it must lead to a PEM file of at most 1 MiB that you may read.\n',
  ]);
  expect(readFileSync(place('other'), 'utf8')).toBe('no certificate');
});

test('a transaction from a pipe runs as a whole or not at all', async () => {
  const input = 'multi\nset k1 in\nset k2 out\nexec\nexists k1\nexists k2\n';
  const { stdout, stderr } = await run(['-c', ...at()], { input });
  expect(stderr + stdout).toMatch(/slot 449, and this transaction is in slot 12706/);
  expect(stdout).toContain('EXECABORT');
  expect(stdout.split('\n').filter((line) => /^\d+$/.test(line))).toEqual(['0', '0']);
});

test('an outage is waited for at a terminal: it says so, goes on when it is over, and Ctrl+C ends it', async () => {
  let isUp = false;
  const node = await scripted(([name]) =>
    name !== 'set' ? undefined : isUp ? '+OK\r\n' : '-CLUSTERDOWN The cluster is down\r\n',
  );
  const shell = new Terminal(process.execPath, [program, ...at(node.port)]);
  closing.push(() => shell.close());
  await shell.until(/> $/);
  shell.type('set a 1\n');
  const told = /CLUSTERDOWN The cluster is down: waiting until it passes\. Ctrl\+C stops the waiting/;
  await shell.until(told);
  const tries = node.count('SET');
  await node.until(() => node.count('SET') > tries + 1);
  isUp = true;
  expect(await shell.until(/> $/)).toMatch(/^OK$/m);
  isUp = false;
  shell.type('set a 2\n');
  await shell.until(told);
  shell.type('\x03');
  expect(await shell.until(/> $/)).toMatch(/\(error\) CLUSTERDOWN The cluster is down$/m);
  const sent = node.count('SET');
  shell.type('get a\n');
  await shell.until(/> $/);
  expect(node.count('SET')).toBe(sent);
});

test('--test_hint prints the hint of a line, --test_hint_file compares those of a file', async () => {
  const server = at(await closedPort());
  const line = await run([...server, '--test_hint', 'zadd key CH LT ']);
  expect(line).toMatchObject({ stdout: '[NX|XX] [INCR] score member [score member ...]\n', code: 0 });
  const file = path.join(directory, 'hints.txt');
  // The last row is no line: redis-cli passes over it.
  writeFileSync(file, '# a comment\n\n"GET " "key"\n"LPOP key " "[count]"\n"GET " "key"" ""\n');
  expect(await run([...server, '--test_hint_file', file])).toMatchObject({
    stdout: 'SUCCESS: 2/2 passed\n',
    code: 0,
  });
  writeFileSync(file, '"GET " "key"\n"GET " "keys"\n');
  expect(await run([...server, '--test_hint_file', file])).toMatchObject({
    stdout: "Test case 'GET ' FAILED: expected 'keys', got 'key'\nFAILURE: 1/2 passed\n",
    code: 1,
  });
  expectCode(await run([...server, '--test_hint_file', '/nowhere']), 255);
});
