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
    ['a database that does not exist', 'SET a 1\r\n', ['-n', '33']],
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

  /** The first lines of both programs. */
  async function heads(lines: number, ...more: string[]): Promise<[ours: string[], theirs: string[]]> {
    const head = async (file: string, before: string[]): Promise<string[]> => {
      const shell = new PipedShell(file, [...before, '-p', String(server.ports[0]), ...more]);
      const text = await shell.until(new RegExp(`^(?:.*\\n){${lines}}`));
      shell.close();
      return text.split('\n').slice(0, lines);
    };
    // Into a pipe redis-cli prints only when its buffer is full, unless it is told otherwise.
    return [await head(process.execPath, [program]), await head('stdbuf', ['-oL', 'redis-cli'])];
  }

  test('--stat: its header again after 20 rows', async () => {
    const [port = 0] = server.ports;
    await server.command(port, 'SET', 'key', 'value');
    const [ours, theirs] = await heads(30, '--stat', '-i', '0.01');
    expect(ours.map(masked)).toEqual(theirs.map(masked));
    expect(ours.filter((line) => line.startsWith('keys'))).toHaveLength(2);
  });

  test.each(['', '--mono'])('--latency-dist %s: its legend again after 20 lines', async (shades) => {
    const [ours, theirs] = await heads(
      40,
      ...['--latency-dist', '-i', '0.01'],
      ...(shades === '' ? [] : [shades]),
    );
    const [LEGEND, LINES] = [8, 20];
    // The colours of a line are shares of the times.
    expect(ours.map(masked)).toEqual(theirs.map(masked));
    expect(ours.slice(0, LEGEND)).toEqual(theirs.slice(0, LEGEND));
    expect(ours.slice(LEGEND + LINES, LEGEND * 2 + LINES)).toEqual(ours.slice(0, LEGEND));
  });

  test('--lru-test: its line a second, and its keys', async () => {
    const [port = 0] = server.ports;
    await server.command(port, 'FLUSHALL');
    const [[ours = ''], [theirs = '']] = await heads(1, '--lru-test', '100');
    expect(masked(ours)).toBe(masked(theirs));
    const keys = (await server.command(port, 'KEYS', '*')) as string[];
    for (const key of keys) expect(key).toMatch(/^lru:([1-9]\d?|100)$/);
    expect(await server.command(port, 'GET', 'lru:1')).toMatch(/^[A-y]{5}$/);
  });

  test.each(['--read-only', '--production'])('--lru-test is refused with %s', async (flag) => {
    const [port = 0] = server.ports;
    await server.command(port, 'FLUSHALL');
    const args = [program, '-p', String(port), flag, '--lru-test', '100'];
    const { stdout, stderr, code } = await run(process.execPath, args, {});
    expect([stdout, code]).toEqual(['', 1]);
    expect(stderr).toContain('--lru-test fills the memory');
    expect(await server.command(port, 'DBSIZE')).toBe(0);
  });

  /** How often the longest time grows differs from run to run. */
  const once = (text: string) => masked(text).replace(/(Max latency so far: N microseconds\.\n)+/, '$1');

  test('--intrinsic-latency: to its end, and ended by Ctrl+C', async () => {
    const [ours, theirs] = await both(['--intrinsic-latency', '0']);
    expect({ ...ours, stdout: once(ours.stdout) }).toEqual({ ...theirs, stdout: once(theirs.stdout) });
    const interrupted = async (file: string, before: string[]) => {
      const shell = new PipedShell(file, [...before, '--intrinsic-latency', '1000']);
      const begin = await shell.until(/^Max latency so far/);
      shell.interrupt();
      const code = await shell.ended();
      return { text: once(begin + (await shell.until('latency.\n'))), code };
    };
    expect(await interrupted(process.execPath, [program])).toEqual(
      await interrupted('stdbuf', ['-oL', 'redis-cli']),
    );
  });
});
