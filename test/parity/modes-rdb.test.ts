/** --rdb, --functions-rdb and --replica: beside redis-cli on one node, and over the primaries of a cluster. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { NodeClient } from '../../main/demo/node-client.ts';
import { expectCode } from '../support/expect-code.ts';
import { buildHeadless } from '../support/headless.ts';
import { PipedShell } from '../support/piped-shell.ts';
import { redisCliVersion, runProgram } from '../support/redis-cli.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';
import { ScriptedNode } from '../support/scripted-node.ts';

const LIBRARY = '#!lua name=lib\nredis.register_function("f", function() return 1 end)';
/** Keys of slots of the first, second and third primary. */
const KEYS = ['b', 'c', 'foo'] as const;
const VALUE = Buffer.from('v\x01"\xff', 'latin1');

let cluster: RedisCluster;
let program: string;
let directory: string;

beforeAll(async () => {
  [cluster, program] = await Promise.all([
    RedisCluster.start({ primaries: 3, replicas: 0 }),
    buildHeadless(),
  ]);
  await Promise.all(
    cluster.ports.map(async (port, i) => {
      await cluster.command(port, 'CONFIG', 'SET', 'repl-diskless-sync-delay', '0');
      await cluster.command(port, 'FUNCTION', 'LOAD', LIBRARY);
      await cluster.command(port, 'SET', KEYS[i]!, VALUE);
      // More than one piece of a socket.
      await cluster.command(port, 'SET', `{${KEYS[i]}}large`, Buffer.alloc(300_000, `${i} and more `));
    }),
  );
});
afterAll(() => cluster?.stop());
beforeEach(() => void (directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-rdb-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const inDirectory = (name: string) => path.join(directory, name);

async function run(file: string, port: number, args: readonly string[]) {
  const before = file === 'redis-cli' ? [] : [program];
  const end = await runProgram(file, [...before, '-p', String(port), ...args], { cwd: directory });
  return { stdout: end.stdout, stderr: end.stderr.toString('latin1'), code: end.code };
}

const ours = (args: readonly string[], port = cluster.ports[0]!) => run(process.execPath, port, args);

/** All that a fresh server has after it has loaded the file: a value by its key, and the names of the libraries. */
async function loaded(name: string): Promise<{ keys: Record<string, string>; libraries: string[] }> {
  const server = await RedisServer.start({ args: ['--dir', directory, '--dbfilename', name] });
  const client = new NodeClient(server.port);
  try {
    const keys: Record<string, string> = {};
    for (const key of (await client.ask(['KEYS', '*'], 'latin1')) as string[])
      keys[key] = String(await client.ask(['GET', key], 'latin1'));
    const libraries = (await client.ask(['FUNCTION', 'LIST'])) as string[][];
    return { keys, libraries: libraries.map((library) => library[1]!) };
  } finally {
    client.close();
    await server.stop();
  }
}

const expected = (i: number) => ({
  [KEYS[i]!]: VALUE.toString('latin1'),
  [`{${KEYS[i]}}large`]: Buffer.alloc(300_000, `${i} and more `).toString('latin1'),
});

describe.skipIf(!redisCliVersion()?.startsWith('7.0.'))('on one node, beside redis-cli 7.0', () => {
  test.each<[args: string[], diskless: string]>([
    [['--rdb', 'a.rdb'], 'yes'],
    [['--rdb', 'a.rdb'], 'no'],
    [['--rdb', '-'], 'no'],
    [['--functions-rdb', 'a.rdb'], 'yes'],
    [['--rdb', 'missing/a.rdb'], 'no'],
    [['--rdb', '.'], 'no'],
    [['--rdb', 'a.rdb', '--functions-rdb', 'b.rdb'], 'no'],
    [['--rdb', 'a.rdb', '-a', 'wrong'], 'no'],
  ])('%j, diskless %s', async (args, diskless) => {
    const port = cluster.ports[0]!;
    await cluster.command(port, 'CONFIG', 'SET', 'repl-diskless-sync', diskless);
    const mine = await ours(args);
    const isSaved = readdirSync(directory).length > 0;
    const keys = isSaved ? (await loaded('a.rdb')).keys : null;
    const theirs = await run('redis-cli', port, args);
    // A snapshot holds its time and the memory in use.
    const masked = ({ stdout, stderr, code }: typeof mine) => ({
      stdout: stdout.toString('latin1', 0, 9),
      stderr: stderr.replace(/(writing|after) \d+ bytes/, '$1 N bytes'),
      code,
    });
    expect(masked(mine)).toEqual(masked(theirs));
    expect(readdirSync(directory)).toEqual(isSaved ? ['a.rdb'] : []);
    if (isSaved) expect(keys).toEqual(args[0] === '--rdb' ? expected(0) : {});
  });

  test('--replica shows what redis-cli shows, and the first command, which redis-cli loses', async () => {
    const port = cluster.ports[1]!;
    const args = ['-p', String(port), '--replica'];
    const shells = [new PipedShell(process.execPath, [program, ...args]), new PipedShell('redis-cli', args)];
    await Promise.all(shells.map((shell) => shell.until(/sending REPLCONF ACK 0\n/)));
    await cluster.command(port, 'SET', 'c', 'x\x01"');
    await cluster.command(
      port,
      'EVAL',
      'redis.call("incr", KEYS[1]) redis.call("del", KEYS[1])',
      '1',
      '{c}n',
    );
    const [mine, theirs] = await Promise.all(shells.map((shell) => shell.until(/"EXEC"\n/)));
    // A PING may be the one that redis-cli takes for a reply.
    const commands = (text: string) => text.replace(/^"ping"\n/gm, '');
    expect(commands(mine!)).toBe(
      '"SELECT","0"\n"SET","c","x\\x01\\""\n"MULTI"\n"incr","{c}n"\n"del","{c}n"\n"EXEC"\n',
    );
    expect(commands(mine!)).toContain(commands(theirs!));
    await cluster.command(port, 'CLIENT', 'KILL', 'TYPE', 'replica');
    expect(await Promise.all(shells.map((shell) => shell.ended()))).toEqual([1, 1]);
    await cluster.command(port, 'SET', 'c', VALUE);
  });
});

describe('over a cluster', () => {
  test('--rdb saves a file a primary, with all keys and functions', async () => {
    const { stderr, code } = await ours(['-c', '--rdb', inDirectory('dump.rdb')]);
    const names = cluster.ports.map((port) => `dump-127.0.0.1-${port}.rdb`);
    const sizes = names.map((name) => statSync(inDirectory(name)).size);
    const size = (n: number) => `${n.toLocaleString('en-US')} bytes`;
    const lines = cluster.ports.map(
      (port, i) => `127.0.0.1:${port}: ${size(sizes[i]!)} in '${inDirectory(names[i]!)}'`,
    );
    const sum = `3 files, ${size(sizes.reduce((a, b) => a + b, 0))}`;
    expect([stderr.split('\n').sort(), code]).toEqual([[...lines, sum, ''].sort(), 0]);
    expect(await Promise.all(names.map(loaded))).toEqual(
      names.map((_, i) => ({ keys: expected(i), libraries: ['lib'] })),
    );
  });

  test('--functions-rdb of one chosen node goes to stdout', async () => {
    const node = `127.0.0.1:${cluster.ports[2]}`;
    const { stdout, code } = await ours(['-c', '--functions-rdb', '-', `@node:${node}`]);
    writeFileSync(inDirectory('f.rdb'), stdout);
    expect([code, await loaded('f.rdb')]).toEqual([0, { keys: {}, libraries: ['lib'] }]);
    const all = await ours(['-c', '--rdb', '-']);
    expect([all.stdout.length, all.code]).toEqual([0, 1]);
    expect(all.stderr).toContain('a file for each of 3 nodes');
  });

  test('a node that refuses is named as missing; the others are saved', async () => {
    const [, port] = cluster.ports;
    await cluster.command(port!, 'ACL', 'SETUSER', 'default', '-sync');
    try {
      const { stderr, code } = await ours(['-c', '--rdb', 'dump.rdb']);
      expect(stderr).toMatch(new RegExp(`^127.0.0.1:${port}: SYNC with master failed: -NOPERM `, 'm'));
      expect(stderr).toMatch(new RegExp(`2 files, [\\d,]+ bytes\nMissing: 127.0.0.1:${port}\n$`));
      expect([code, readdirSync(directory).length]).toEqual([1, 2]);
    } finally {
      await cluster.command(port!, 'ACL', 'SETUSER', 'default', '+sync');
    }
  });

  test('--replica tags each line with its node, and says which node is lost', async () => {
    const [first, , third] = cluster.ports as [number, number, number];
    const shell = new PipedShell(process.execPath, [program, '-p', String(first), '-c', '--replica']);
    await shell.until(/follow(?:[^f]*follow){2}/);
    await cluster.command(first, 'CLIENT', 'KILL', 'TYPE', 'replica');
    // An acknowledgement that the server has not read makes its goodbye a reset.
    await shell.until(
      new RegExp(`:${first}: Error: (?:Server closed the connection|.*(?:reset|ECONNRESET).*)\n`),
    );
    await cluster.command(third, 'SET', 'foo', VALUE);
    await shell.until(new RegExp(`^127\\.0\\.0\\.1:${third},"SET","foo","v\\\\x01\\\\"\\\\xff"\n`, 'm'));
    for (const port of cluster.ports) await cluster.command(port, 'CLIENT', 'KILL', 'TYPE', 'replica');
    expect(await shell.ended()).toBe(1);
  });
});

describe('a snapshot that does not arrive whole', () => {
  const MARK = 'm'.repeat(40);
  let node: ScriptedNode;
  let answer: Buffer | string;
  beforeAll(async () => {
    // SYNC comes as a line.
    node = new ScriptedNode(undefined, {
      raw: (chunk, socket) => {
        if (chunk.length === 0) return;
        if (chunk.toString() === 'SYNC\r\n') socket.end(answer);
        else socket.write('+OK\r\n');
      },
    });
    await node.listen();
  });
  afterAll(() => node?.close());

  const sized = (rdb: Buffer | string) =>
    Buffer.concat([Buffer.from(`$${rdb.length}\r\n`), Buffer.from(rdb)]);

  test.each<[name: string, says: string, answer: () => Promise<Buffer | string>]>([
    ['cut', 'the node closed the connection', async () => '\n$100\r\nREDIS0010 and no more'],
    ['cut before its mark', 'the node closed', async () => `$EOF:${MARK}\r\nREDIS0010${MARK.slice(1)}`],
    ['without its end', 'the RDB file has no end', async () => `$EOF:${MARK}\r\nREDIS0010 and more${MARK}`],
    ['of another kind', 'is no RDB file', async () => sized('<html>not found</html>')],
    [
      'with a byte that is wrong',
      'the checksum of the RDB file is wrong',
      async () => {
        const { stdout } = await ours(['--rdb', '-']);
        stdout[stdout.length >> 1]! ^= 1;
        return sized(stdout);
      },
    ],
  ])('%s leaves the file as it was', async (_name, says, answerOf) => {
    answer = await answerOf();
    writeFileSync(inDirectory('a.rdb'), 'an earlier snapshot');
    const { stderr, code, stdout } = await ours(['--rdb', 'a.rdb'], node.port);
    expect(stderr).toContain(says);
    expect(stderr).toMatch(/No snapshot was saved as 'a\.rdb'\.\n$/);
    expectCode({ code, stdout, stderr }, 1);
    expect(readdirSync(directory)).toEqual(['a.rdb']);
    expect(readFileSync(inDirectory('a.rdb'), 'utf8')).toBe('an earlier snapshot');
  });
});
