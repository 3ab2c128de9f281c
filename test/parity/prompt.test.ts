/** At a terminal, beside the real redis-cli: the prompts, and what is printed between them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildHeadless } from '../support/headless.ts';
import { redisCliVersion } from '../support/redis-cli.ts';
import { Terminal } from '../support/terminal.ts';
import { ParityServers } from './servers.ts';

type Kind = 'standalone' | 'cluster' | 'password';

const PROMPT = /> $/;
let servers: ParityServers;
const open: Terminal[] = [];

describe.skipIf(!redisCliVersion()?.startsWith('7.0.'))('at a terminal, beside redis-cli 7.0', () => {
  beforeAll(async () => {
    [servers] = await Promise.all([ParityServers.start(), buildHeadless()]);
  });
  afterAll(() => servers?.stop());
  afterEach(() => {
    for (const terminal of open.splice(0)) terminal.close();
  });

  const cases: [name: string, kind: Kind, args: string[], lines: string[]][] = [
    [
      'the database and the transaction stand in the prompt',
      'standalone',
      [],
      ['ping', 'set a b', 'select 3', 'multi', 'get x', 'discard', 'multi', 'exec', 'get a'],
    ],
    [
      'the node of a redirect stands in the prompt',
      'cluster',
      ['-c'],
      ['set foo 1', 'get foo', 'set hello 2', 'get hello', 'select 1', 'cluster keyslot foo'],
    ],
    ['without -c a redirect is an error', 'cluster', [], ['get foo', 'get hello', 'get bar', 'set {foo}x 1']],
    [
      'without a connection the prompt says so',
      'standalone',
      [],
      ['connect 127.0.0.1 1', 'ping', 'get a', 'help get', 'connect localhost PORT', 'ping'],
    ],
    [
      'the shell has words of its own',
      'standalone',
      [],
      [
        '',
        '  ',
        '"a',
        '0 ping',
        '2 ping',
        ':set hints',
        ':set x',
        ':x',
        'restart',
        'help nosuch',
        '2 help x',
      ],
    ],
    [
      'errors and bytes',
      'standalone',
      ['-3'],
      ['foo', 'set a "\\xff\\n"', 'get a', 'hgetall a', 'config get p*t'],
    ],
    [
      'a refused login is told, and one goes on',
      'password',
      ['-a', 'wrong'],
      ['get a', 'auth "pass word"', 'get a'],
    ],
    [
      'a database from the start',
      'standalone',
      ['-n', '5'],
      ['set a 1', 'select 0', 'exists a', 'reset', 'ping'],
    ],
  ];
  test.each(cases)('%s', async (_name, kind, args, lines) => {
    const theirs = await play(kind, 'redis-cli', [], args, lines);
    const ours = await play(kind, process.execPath, [await buildHeadless()], args, lines);
    expect(ours).toEqual(theirs);
  });

  test.each([
    ['Ctrl+C at the prompt', '\x03'],
    ['Ctrl+D', '\x04'],
    ['quit', 'quit\r'],
    ['exit with words behind it', 'EXIT now\r'],
  ])('%s ends it with exit code 0', async (_name, keys) => {
    for (const [file, program] of [
      ['redis-cli', []],
      [process.execPath, [await buildHeadless()]],
    ] as const) {
      // linenoise reads single keys at a terminal that is not dumb.
      const terminal = start('standalone', file, program, [], { TERM: 'xterm' });
      await terminal.until(PROMPT);
      terminal.type(keys);
      expect(await terminal.ended()).toBe(0);
    }
  });

  test('a slow command says how long it took', async () => {
    for (const [file, program] of [
      ['redis-cli', []],
      [process.execPath, [await buildHeadless()]],
    ] as const) {
      const terminal = start('standalone', file, program, []);
      await terminal.until(PROMPT);
      terminal.type('blpop nothing 0.6\n');
      expect(await terminal.until(PROMPT)).toMatch(/\(nil\)\n\(\d\.\d\ds\)\n127\.0\.0\.1:\d+> $/);
    }
  });

  test('Ctrl+C ends MONITOR and subscriptions, and the prompt comes back', async () => {
    for (const line of ['monitor', 'subscribe news']) {
      const terminal = start('standalone', process.execPath, [await buildHeadless()], []);
      await terminal.until(PROMPT);
      terminal.type(`${line}\n`);
      await terminal.until(line === 'monitor' ? /OK\n/ : /\(subscribed mode\)> $/);
      terminal.type('\x03');
      await terminal.until(/\d> $/);
      terminal.type('ping\n');
      expect(await terminal.until(PROMPT)).toContain('PONG');
    }
  });

  test('the password is asked for', async () => {
    for (const [file, program] of [
      ['redis-cli', []],
      [process.execPath, [await buildHeadless()]],
    ] as const) {
      const terminal = start('password', file, program, ['--askpass', 'ping'], { TERM: 'xterm' });
      await terminal.until(/Please input password: $/);
      terminal.type('pass word\r');
      const text = await terminal.until(/PONG\n/);
      expect(text).not.toContain('pass word');
      expect(await terminal.ended()).toBe(0);
    }
  });

  test('errors in ~/.redisclirc are reported before the first prompt', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'redisclirc-'));
    const file = path.join(directory, '.redisclirc');
    await writeFile(file, ':set nohints\n:set colours\nflushall\n');
    try {
      const texts: string[] = [];
      for (const [program, words] of [
        ['redis-cli', []],
        [process.execPath, [await buildHeadless()]],
      ] as const) {
        const terminal = start('cluster', program, words, [], {
          TERM: 'xterm',
          HOME: directory,
          REDISCLI_RCFILE: '',
        });
        texts.push(await terminal.until(PROMPT));
      }
      expect(texts[0]).toContain("unknown redis-cli preference 'colours'");
      expect(texts[1]).toBe(texts[0]);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

function start(
  kind: Kind,
  file: string,
  program: readonly string[],
  args: readonly string[],
  env: Record<string, string> = {},
): Terminal {
  const terminal = new Terminal(file, [...program, '-p', String(servers.port(kind)), ...args], env);
  open.push(terminal);
  return terminal;
}

/** What stands on the terminal up to each prompt, then the exit code of `quit`. */
async function play(
  kind: Kind,
  file: string,
  program: readonly string[],
  args: readonly string[],
  lines: readonly string[],
): Promise<(string | number)[]> {
  await servers.reset(kind);
  const terminal = start(kind, file, program, args);
  const texts: (string | number)[] = [withoutTimes(await terminal.until(PROMPT))];
  for (const line of lines) {
    terminal.type(`${line.replace('PORT', String(servers.port(kind)))}\n`);
    texts.push(withoutTimes(await terminal.until(PROMPT)));
  }
  terminal.type('quit\n');
  return [...texts, await terminal.ended()];
}

/** On a busy machine any command may be slow. */
const withoutTimes = (text: string) => text.replace(/^\(\d+\.\d\ds\)\n/gm, '');
