/** Servers that know one command, and hang up at anything else: nothing goes before what the user has asked for. */
import net from 'node:net';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { buildHeadless } from '../support/headless.ts';
import { runProgram, runRedisCli, type ProgramOptions } from '../support/redis-cli.ts';
import { parseCommand } from '../support/scripted-node.ts';

const closing: (() => unknown)[] = [];
let program: string;
beforeAll(async () => {
  program = await buildHeadless();
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Answers these commands, and closes at any other. `seen` has all that came, in order. */
async function strict(answers: Record<string, string>): Promise<{ port: number; seen: string[] }> {
  const seen: string[] = [];
  const server = net.createServer((socket) => {
    let rest: Buffer = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      for (let command = parseCommand(rest); command; command = parseCommand(rest)) {
        rest = rest.subarray(command.end);
        const text = command.words.join(' ');
        seen.push(text);
        const answer = answers[text];
        if (answer === undefined) return socket.destroy();
        socket.write(answer);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return { port: (server.address() as net.AddressInfo).port, seen };
}

const ours = (args: readonly string[], options?: ProgramOptions) =>
  runProgram(process.execPath, [program, ...args], options);
const SET = ['set', 'foo', 'bar'];

/** What each of the two programs has sent, and printed. */
async function both(
  answers: Record<string, string>,
  args: readonly string[],
  input?: string,
): Promise<{ seen: string[]; stdout: string }[]> {
  const runs = [runRedisCli, ours].map(async (run) => {
    const { port, seen } = await strict(answers);
    const { stdout } = await run(['-p', String(port), ...args], input === undefined ? {} : { input });
    // Before lines redis-cli 7.0 asks for the texts of its hints.
    return { seen: seen.filter((text) => text !== 'COMMAND DOCS'), stdout: stdout.toString() };
  });
  return Promise.all(runs);
}

test.each([
  ['one command', SET, undefined],
  ['one command with -c', ['-c', ...SET], undefined],
  ['a line of stdin', [], 'set foo bar\n'],
  ['a line of stdin with -c', ['-c'], 'set foo bar\n'],
])('%s is all that is sent', async (_, args, input) => {
  const [theirs, our] = await both({ 'set foo bar': '+OK\r\n' }, args, input);
  expect(our).toEqual(theirs);
  expect(our).toEqual({ seen: ['set foo bar'], stdout: 'OK\n' });
});

test.each([
  ['a password', ['-a', 'secret', '--no-auth-warning'], ['AUTH secret']],
  ['a user', ['--user', 'me', '-a', 'secret', '--no-auth-warning'], ['AUTH me secret']],
  ['a database', ['-n', '3'], ['SELECT 3']],
  ['RESP3', ['-3'], ['HELLO 3']],
  ['all', ['-3', '-n', '3', '-a', 'secret', '--no-auth-warning'], ['AUTH secret', 'SELECT 3', 'HELLO 3']],
])('%s goes first, as with redis-cli', async (_, flags, before) => {
  const answers = Object.fromEntries([...before, 'set foo bar'].map((text) => [text, '+OK\r\n']));
  const upper = (seen: string[]) => seen.map((text) => (text.startsWith('set') ? text : text.toUpperCase()));
  for (const args of [SET, ['-c', ...SET]]) {
    const [theirs, our] = await both(lowerToo(answers), [...flags, ...args]);
    expect(upper(our!.seen)).toEqual(upper(theirs!.seen));
    expect(our!.seen).toHaveLength(before.length + 1);
    expect(our!.stdout).toBe('OK\n');
  }
});

/** redis-cli writes some of its own words in lower case. */
const lowerToo = (answers: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(answers).flatMap(([text, answer]) => [
      [text, answer],
      [text.toLowerCase(), answer],
    ]),
  );

test('after MOVED and after ASK only what the redirect needs is sent', async () => {
  for (const input of [undefined, 'set foo bar\n'])
    for (const [redirect, needed] of [
      ['ASK', ['ASKING', 'set foo bar']],
      ['MOVED', ['set foo bar']],
    ] as const) {
      const target = await strict({ ASKING: '+OK\r\n', 'set foo bar': '+OK\r\n' });
      const { port, seen } = await strict({
        'set foo bar': `-${redirect} 12182 127.0.0.1:${target.port}\r\n`,
      });
      const args = ['-p', String(port), '-c', ...(input === undefined ? SET : [])];
      const { stdout, stderr } = await ours(args, input === undefined ? {} : { input });
      const line = `-> Redirected to slot [12182] located at 127.0.0.1:${target.port}\n`;
      expect(stdout.toString()).toBe(`${input === undefined ? '' : line}OK\n`);
      expect(stderr.toString()).toBe('');
      expect(seen).toEqual(['set foo bar']);
      // A shell reads the map after a MOVED, over a connection of its own.
      const own = redirect === 'MOVED' && input !== undefined ? ['CLUSTER SLOTS'] : [];
      expect(target.seen.toSorted()).toEqual([...needed, ...own].toSorted());
    }
});
