/** --keystats on one node: stdout, stderr and exit code beside redis-cli 8.0's, which is the first to have it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildHeadless } from '../support/headless.ts';
import { runProgram } from '../support/redis-cli.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { NEWER_SERVERS } from '../support/servers.ts';
import { aggregates } from './mode-keys.ts';

/** Keys of each type, long names, one with bytes that are no text; sizes in many rows of the distribution. */
const FILL = `
for i = 1, 400 do
  redis.call('SET', 'string:' .. i, string.rep('x', i * i * i % 97000))
  redis.call('SET', 'small:' .. i, 'x')
end
${aggregates(40)}
redis.call('SET', 'bytes\\255\\1' .. string.rep('y', 500), string.rep('z', 2000000))`;

const eight = NEWER_SERVERS.find(({ name }) => name === 'Redis 8.0');
let servers: RedisCluster;

describe.skipIf(!eight?.server)('--keystats, beside redis-cli 8.0', () => {
  beforeAll(async () => {
    const options = { cluster: false, primaries: 1, server: eight!.server };
    [servers] = await Promise.all([RedisCluster.start(options), buildHeadless()]);
    await servers.command(servers.ports[0]!, 'EVAL', FILL, '0');
  });
  afterAll(() => servers?.stop());

  async function both(args: readonly string[], env: Record<string, string> = {}) {
    const run = async (file: string, program: string[]) => {
      const all = [...program, '-p', String(servers.ports[0]), ...args];
      const { stdout, stderr, code } = await runProgram(file, all, { env });
      return { stdout: stdout.toString('latin1'), stderr: stderr.toString('latin1'), code };
    };
    const program = await buildHeadless();
    return Promise.all([run(process.execPath, [program]), run(eight!.cli, [])]);
  }

  test.each([
    '--keystats',
    '--keystats --top 40 --pattern stri*[1-5]',
    '--keystats --top 0 --pattern list:*',
    '--keystats-samples 2 --count 100 --cursor 64',
    '--keystats --top x',
    '--keystats --top -1',
    '--keystats --cursor 5x',
    '--keystats-samples -2',
  ])('%s', async (line) => {
    const [ours, theirs] = await both(line.split(' '));
    expect(ours).toEqual(theirs);
  });

  test('no keys: 0 bytes, where redis-cli divides by 0', async () => {
    const [ours, theirs] = await both(['--keystats', '--pattern', 'nothing']);
    const asOurs = theirs.stdout.replaceAll('--9223372036854775808B', '0B');
    expect(asOurs).not.toBe(theirs.stdout);
    expect(ours).toEqual({ ...theirs, stdout: asOurs });
  });

  test('at a terminal, but for bytes of a name that a terminal would interpret', async () => {
    const [ours, theirs] = await both(['--keystats'], { FAKETTY: '1' });
    const last = ({ stdout }: { stdout: string }) => stdout.slice(stdout.lastIndexOf('Keys sampled'));
    expect(theirs.stdout).toContain('string     bytes\xff\x01y');
    const escaped = last(theirs).replaceAll('     bytes\xff\x01y', '     bytes\\xff\\x01y');
    expect(last(ours)).toBe(escaped.replaceAll('       hash"', '       hash\\"'));
    expect(ours.stdout).toContain('\x1b[2K\r100.00% \x1b[32m' + '|'.repeat(60));
  });
});
