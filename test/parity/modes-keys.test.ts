/** The modes about keys, on one node: stdout, stderr and exit code beside the real redis-cli's. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildHeadless } from '../support/headless.ts';
import { redisCliVersion, runProgram } from '../support/redis-cli.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { aggregates, COUNTING } from './mode-keys.ts';

/** A key of each type, one with bytes that are no text; a big one of each comes late. */
const FILL = `
for i = 1, 300 do redis.call('SET', 'string:' .. i, string.rep('x', i * i % 97)) end
${aggregates(40)}
redis.call('SET', 'bytes\\255\\1', 'x')
return redis.call('DBSIZE')`;

/** More keys than are told, in no order, with counters from 5 to 85. */
const HEAT = `
redis.call('FLUSHALL')
for i = 0, 80 do
  redis.call('SET', 'hot:' .. i, 'x')
  for j = 1, i do redis.call('GET', 'hot:' .. i) end
end
redis.call('SET', 'bytes\\255\\1', 'x')`;

let servers: RedisCluster;
let directory: string;

const run = async (file: string, program: string[], args: readonly string[], env: Record<string, string>) => {
  const port = ['-p', String(servers.ports[0])];
  const end = await runProgram(file, [...program, ...port, ...args], { env, cwd: directory });
  const { stdout, stderr, code } = end;
  return { stdout: stdout.toString('latin1'), stderr: stderr.toString('latin1'), code };
};

async function alike(args: string, env: Record<string, string> = {}, theirs = 'redis-cli'): Promise<string> {
  const words = args.split(' ').map((word) => word.replaceAll('␣', ' '));
  const [their, our] = await Promise.all([
    run(theirs, [], words, env),
    buildHeadless().then((program) => run(process.execPath, [program], words, env)),
  ]);
  expect(our).toEqual(their);
  return our.stdout;
}

describe.skipIf(!redisCliVersion()?.startsWith('7.0.'))('modes about keys, beside redis-cli 7.0', () => {
  beforeAll(async () => {
    directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-modes-'));
    [servers] = await Promise.all([RedisCluster.start({ cluster: false, primaries: 1 }), buildHeadless()]);
    await servers.command(servers.ports[0]!, 'EVAL', FILL, '0');
  });
  afterAll(async () => {
    await servers?.stop();
    if (directory) rmSync(directory, { recursive: true, force: true });
  });

  test.each([
    '--no-raw --scan',
    '--json --scan --pattern str*',
    '--scan --pattern a --quoted-pattern "list*"',
    '--scan --quoted-pattern "list',
    '--scan -n 99',
    '--scan -a wrong',
    '--scan -i 0.001 --pattern nothing',
    '--bigkeys',
    '--memkeys --pattern *[1-3]',
    '--memkeys-samples 3 --pattern nothing',
  ])('%s', async (args) => {
    await alike(args);
  });

  test('--hotkeys, without and with LFU', async () => {
    expect(await alike('--hotkeys')).toContain('to find hot keys');
    // Counters that no longer change, of keys made since.
    await servers.command(servers.ports[0]!, 'CONFIG', 'SET', ...COUNTING);
    await servers.command(servers.ports[0]!, 'EVAL', HEAT, '0');
    expect(await alike('--hotkeys')).toContain('hot key found with counter: 85\tkeyname: "hot:80"');
    await alike('--hotkeys --pattern nothing');
  });
});
