/** The modes on one newer server, beside its own cli: what differs from 7.0 stands in MODE_DIFFERENCES. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildHeadless } from '../support/headless.ts';
import { PipedShell } from '../support/piped-shell.ts';
import { runProgram, type ProgramOptions } from '../support/redis-cli.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { NEWER_SERVERS } from '../support/servers.ts';
import { MODE_DIFFERENCES } from './mode-differences.ts';
import { aggregates, COUNTING } from './mode-keys.ts';
import { VersionRows } from './version-rows.ts';

const FILL = `
for i = 1, 120 do redis.call('SET', 'string:' .. i, string.rep('x', i * i % 97)) end
${aggregates(20)}
redis.call('SET', 'bytes\\255\\1', 'x')`;
/** Few keys, so that the table of the keys is not moved while they are listed. */
const HEAT = `
redis.call('FLUSHALL')
for i = 0, 3 do
  redis.call('SET', 'hot "' .. i, 'x')
  for j = 1, i do redis.call('GET', 'hot "' .. i) end
end`;
const SCRIPT = "local x = redis.call('incr', KEYS[1])\nredis.debug('hi', x)\nreturn {x, 'done'}\n";

/** Numbers by their places: of --latency and --stat they are times and counts. */
const masked = (text: string) => text.replace(/\d+(\.\d+)?/g, 'N').replace(/ +/g, ' ');
const isMeasured = (line: string) => /latency|stat |lru/.test(line);
const isSnapshot = (line: string) => /rdb/.test(line);

describe.each(NEWER_SERVERS)('beside the cli of $name', ({ name, server, cli }) => {
  const rows = new VersionRows(MODE_DIFFERENCES, name);
  const { asOurs } = rows;

  let servers: RedisCluster;
  let directory: string;
  let program: string;
  let port = 0;
  beforeAll(async () => {
    if (!server) return;
    directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-modes-'));
    writeFileSync(path.join(directory, 'a.lua'), SCRIPT);
    [servers, program] = await Promise.all([
      RedisCluster.start({ cluster: false, primaries: 1, server }),
      buildHeadless(),
    ]);
    port = servers.ports[0]!;
    await servers.command(port, 'EVAL', FILL, '0');
    await servers.command(port, 'CONFIG', 'SET', 'repl-diskless-sync-delay', '0');
  });
  afterAll(async () => {
    await servers?.stop();
    if (directory) rmSync(directory, { recursive: true, force: true });
  });
  const it = test.skipIf(!server);

  async function compare(line: string, options: ProgramOptions = {}): Promise<void> {
    const run = async (file: string, before: string[]) => {
      await servers.command(port, 'DEL', 'counted');
      const args = [
        ...before,
        '-p',
        String(port),
        ...line.split(' ').map((word) => word.replaceAll('␣', ' ')),
      ];
      const { stdout, stderr, code } = await runProgram(file, args, { cwd: directory, ...options });
      const text = stdout.toString('latin1', 0, isSnapshot(line) ? 'REDIS0011'.length : undefined);
      return {
        stdout: isMeasured(line) ? masked(text) : text,
        // A snapshot holds its time and the memory in use.
        stderr: stderr.toString('latin1').replace(/(writing|after) \d+ bytes/, '$1 N bytes'),
        code,
      };
    };
    const theirs = await run(cli, []);
    const ours = await run(process.execPath, [program]);
    expect(ours).toEqual({
      stdout: asOurs(line, theirs.stdout, ours.stdout),
      stderr: asOurs(line, theirs.stderr, ours.stderr),
      code: theirs.code,
    });
  }

  it.each([
    '--scan',
    '--no-raw --scan --pattern str*1',
    '--scan --count 5 --pattern *"*',
    '--bigkeys',
    '--memkeys',
    '--memkeys-samples 3 --pattern *[1-3]',
    '--hotkeys',
    '--latency -i 0.05',
    '--latency --raw -i 0.05',
    '--functions-rdb a.rdb',
    '--rdb a.rdb',
    '--rdb -',
    '--rdb missing/a.rdb',
    '--replica -a wrong',
    '--stat -a wrong',
    '--test_hint BITFIELD_RO␣k␣GET␣xyz␣',
    '--test_hint GEORADIUS␣key␣1␣2␣3␣M␣COUNT␣12␣',
    '--test_hint MIGRATE␣',
    '--test_hint MODULE␣LOAD␣a␣b␣',
    '--test_hint CLIENT␣LIST␣ID␣1␣2␣',
    '--test_hint LPOS␣k␣1␣MAXLEN␣1␣',
    '--test_hint EVAL␣script␣1␣key␣',
  ])('%s', (line) => compare(line));

  const DEBUGGED: [line: string, lines: string[]][] = [
    ['--ldb --eval a.lua counted , v', ['s', 'print', 'h', 'help', 'c', 'ping', 'get counted']],
    ['--ldb-sync-mode --eval a.lua counted , v', ['n', 'b 3', 'w', 'c', 'r ping', 'restart', 'quit']],
    ['--ldb --eval none.lua', ['ping']],
  ];
  it.each(DEBUGGED)('%s: %j', (line, lines) =>
    compare(line, { input: lines.map((text) => `${text}\n`).join(''), env: { TERM: 'xterm' } }),
  );

  it.each([
    ['--stat -i 0.01', 25],
    ['--latency-dist -i 0.01', 12],
    ['--latency-history -i 0.05', 2],
    ['--lru-test 100', 1],
  ] as const)('%s: %i lines', async (line, count) => {
    const head = async (file: string, before: string[]) => {
      const shell = new PipedShell(file, [...before, '-p', String(port), ...line.split(' ')]);
      const text = await shell.until(new RegExp(`^(?:.*\\n){${count}}`));
      shell.close();
      return text.split('\n').slice(0, count).map(masked);
    };
    // Into a pipe redis-cli prints only when its buffer is full, unless it is told otherwise.
    const [ours, theirs] = await Promise.all([
      head(process.execPath, [program]),
      head('stdbuf', ['-oL', cli]),
    ]);
    expect(ours).toEqual(theirs);
  });

  it('--replica', async () => {
    const args = ['-p', String(port), '--replica'];
    const shells = [new PipedShell(process.execPath, [program, ...args]), new PipedShell(cli, args)];
    const begins = await Promise.all(shells.map((shell) => shell.until(/ACK 0\n/)));
    const [ours = '', theirs = ''] = begins.map((text) => text.replace(/\b\d+(?= bytes)/, 'N'));
    expect(ours).toBe(asOurs('--replica', theirs, ours));
    // redis-cli takes the first command for a reply; a PING may come at any time.
    for (const key of ['first', 'last']) await servers.command(port, 'SET', key, 'x\x01"');
    const all = await Promise.all(shells.map((shell) => shell.until(/"last",.*\n/)));
    const [our = '', their = ''] = all.map((text) => text.replace(/^"ping"\n/gm, ''));
    expect(our).toContain('"SET","first","x\\x01\\""\n"SET","last","x\\x01\\""\n');
    expect(our).toContain(their);
    for (const shell of shells) shell.close();
  });

  it('--hotkeys, with LFU', async () => {
    await servers.command(port, 'CONFIG', 'SET', ...COUNTING);
    await servers.command(port, 'EVAL', HEAT, '0');
    await compare('--hotkeys');
  });

  test.skipIf(!server || !name.startsWith('Redis 8.'))('--keystats', () => compare('--keystats --top 3'));

  it('every row of the table is needed', () => {
    expect(rows.needed).toEqual(rows.all);
  });
});

test('on a replica of a cluster, whose reads redis-cli allows since 7.4', async () => {
  const [cluster, program] = await Promise.all([
    RedisCluster.start({ primaries: 3, replicas: 1 }),
    buildHeadless(),
  ]);
  try {
    const [port = 0] = cluster.ports;
    const replica = cluster.nodes.find(({ role, shard }) => role === 'replica' && shard === 0)!.port;
    await cluster.command(port, 'SET', 'b', 'value');
    await cluster.replicated(port);
    for (const [mode, line] of [
      ['--bigkeys', 'Biggest string found \'"b"\' has 5 bytes'],
      ['--memkeys', 'Sampled 1 keys in the keyspace!'],
    ] as const) {
      const { stdout, stderr, code } = await runProgram(process.execPath, [
        program,
        '-p',
        String(replica),
        mode,
      ]);
      expect([stderr.toString(), code]).toEqual(['', 0]);
      expect(stdout.toString()).toContain(line);
    }
  } finally {
    await cluster.stop();
  }
});
