/** --pipe and the modes that measure, on one node: stdout, stderr and exit code beside redis-cli's. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildHeadless } from '../support/headless.ts';
import { PipedShell } from '../support/piped-shell.ts';
import { redisCliVersion, runProgram, type ProgramOptions } from '../support/redis-cli.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

let server: RedisCluster;
let program: string;

interface End {
  stdout: string;
  stderr: string;
  code: number | null;
}

async function run(file: string, args: readonly string[], options: ProgramOptions): Promise<End> {
  const { stdout, stderr, code } = await runProgram(file, args, options);
  return { stdout: stdout.toString('latin1'), stderr: stderr.toString('latin1'), code };
}

/** Both programs, each on an empty server. */
async function both(
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<[ours: End, theirs: End]> {
  const [port = 0] = server.ports;
  const all = ['-p', String(port), ...args];
  await server.command(port, 'FLUSHALL');
  const theirs = await run('redis-cli', all, options);
  await server.command(port, 'FLUSHALL');
  return [await run(process.execPath, [program, ...all], options), theirs];
}

describe.skipIf(!redisCliVersion()?.startsWith('7.0.'))('modes that load, beside redis-cli 7.0', () => {
  beforeAll(async () => {
    [server, program] = await Promise.all([
      RedisCluster.start({ cluster: false, primaries: 1 }),
      buildHeadless(),
    ]);
  });
  afterAll(() => server?.stop());

  const PIPED: [name: string, input: string, args?: string[]][] = [
    ['lines and errors', 'SET a 1\r\nINCR a\r\nFOO\nLRANGE a 0 1\nGET a\nECHO 01234567890123456789\nPING'],
    [
      'RESP',
      '*3\r\n$3\r\nSET\r\n$1\r\nx\r\n$5\r\na\r\n\0b\r\n*1\r\n$4\r\nPING\r\nMULTI\r\nINCR x\r\nEXEC\r\nFO\xc3\xa9 \xff\r\n',
    ],
    ['nothing', ''],
    ['RESP3', 'HELLO 3\r\nCONFIG GET save\r\nZADD z 1 a\r\nZRANGE z 0 -1 WITHSCORES\r\nHGETALL h\r\n'],
    ['an ECHO that never answers', '*3\r\n$3\r\nSET\r\n$1\r\na\r\n$40\r\n', ['--pipe-timeout', '1']],
    ['another database', 'SET a 1\r\n', ['-n', '3', '-3']],
    ['a refused login', 'SET a 1\r\n', ['-a', 'wrong']],
    ['a database that is none', 'SET a 1\r\n', ['-n', '33']],
  ];
  test.each(PIPED)('--pipe: %s', async (_name, input, args = []) => {
    const [ours, theirs] = await both([...args, '--pipe'], { input: Buffer.from(input, 'latin1') });
    expect(ours).toEqual(theirs);
  });

  test('--pipe: a server that ends the connection, of which ours says more', async () => {
    const [ours, theirs] = await both(['--pipe'], { input: 'SET a 1\n*2\r\nfoo\r\nSET b 2\n' });
    const more =
      'the node closed the connection: 2 replies had arrived. The other commands that were sent may or may not have run.\n';
    expect(ours).toEqual({ ...theirs, stderr: theirs.stderr + more });
  });

  test('--pipe: no server', async () => {
    const args = ['-p', '1', '--pipe'];
    expect(await run(process.execPath, [program, ...args], {})).toEqual(await run('redis-cli', args, {}));
  });

  /** Numbers by their places: of --latency and --stat they are times and counts. */
  const masked = (text: string) => text.replace(/\d+(\.\d+)?/g, 'N').replace(/ +/g, ' ');

  test.each(['', '--raw', '--csv', '--json', '--quoted-json'])('--latency %s', async (form) => {
    const [ours, theirs] = await both(['--latency', '-i', '0.05', ...(form === '' ? [] : [form])]);
    expect({ ...ours, stdout: masked(ours.stdout) }).toEqual({ ...theirs, stdout: masked(theirs.stdout) });
  });

  test('--stat: its header again after 20 rows', async () => {
    const [port = 0] = server.ports;
    await server.command(port, 'SET', 'key', 'value');
    const args = ['-p', String(port), '--stat', '-i', '0.01'];
    const head = async (file: string, before: string[]): Promise<string[]> => {
      const shell = new PipedShell(file, [...before, ...args]);
      const text = await shell.until(/^(?:.*\n){30}/);
      shell.close();
      return masked(text).split('\n').slice(0, 30);
    };
    const ours = await head(process.execPath, [program]);
    // Into a pipe redis-cli prints only when its buffer is full, unless it is told otherwise.
    expect(ours).toEqual(await head('stdbuf', ['-oL', 'redis-cli']));
    expect(ours.filter((line) => line.startsWith('keys'))).toHaveLength(2);
  });
});
