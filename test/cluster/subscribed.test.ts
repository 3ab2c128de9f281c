/** The subscribed mode of redis-cli 7.4, without a window: from a pipe, and at a terminal. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildHeadless } from '../support/headless.ts';
import { PipedShell } from '../support/piped-shell.ts';
import { PtyScreen } from '../support/pty-screen.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const READING = 'Reading messages... (press Ctrl-C to quit or any key to type command)';
const ERASE = '\x1b[K';

let server: RedisCluster;
let port = 0;
let program = '';
const open: { close(): void }[] = [];

beforeAll(async () => {
  [server, program] = await Promise.all([
    RedisCluster.start({ cluster: false, primaries: 1 }),
    buildHeadless(),
  ]);
  port = server.ports[0]!;
});
afterAll(() => server?.stop());
afterEach(() => {
  for (const shell of open.splice(0)) shell.close();
});

const publish = (channel: string, text: string) => server.command(port, 'PUBLISH', channel, text);

function pipe(env: Record<string, string>, ...args: string[]): PipedShell {
  const shell = new PipedShell(process.execPath, [program, '-p', String(port), ...args], env);
  open.push(shell);
  return shell;
}

const changed = (kind: string, channel: string, count: number) =>
  `1) "${kind}"\n2) "${channel}"\n3) (integer) ${count}\n`;

/** What the line prints, up to and with `end`. */
async function answer(shell: PipedShell, line: string, end: string): Promise<string> {
  shell.write(`${line}\n`);
  return shell.until(end);
}

describe('lines from a pipe, printed as at a terminal', () => {
  const reading = `${READING}\r`;

  test('on RESP2 only what a subscribed connection may send', async () => {
    const shell = pipe({ FAKETTY: '1' });
    expect(await answer(shell, 'subscribe ch1 ch2 ch3', reading)).toBe(
      changed('subscribe', 'ch1', 1) +
        changed('subscribe', 'ch2', 2) +
        changed('subscribe', 'ch3', 3) +
        reading,
    );
    await publish('ch2', 'hello');
    expect(await shell.until(reading)).toBe(`${ERASE}1) "message"\n2) "ch2"\n3) "hello"\n${reading}`);
    expect(await answer(shell, 'unsubscribe ch1 ch2', reading)).toBe(
      ERASE + changed('unsubscribe', 'ch1', 2) + changed('unsubscribe', 'ch2', 1) + reading,
    );
    const refused = (name: string) =>
      `${ERASE}(error) ERR Can't execute '${name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context\n${reading}`;
    expect(await answer(shell, 'get k', reading)).toBe(refused('get'));
    expect(await answer(shell, 'hello 2', reading)).toBe(refused('hello'));
    expect(await answer(shell, 'ping', reading)).toBe(`${ERASE}1) "pong"\n2) ""\n${reading}`);
    expect(await answer(shell, 'ping hi', reading)).toBe(`${ERASE}1) "pong"\n2) "hi"\n${reading}`);
    expect(await answer(shell, 'reset', 'RESET\n')).toBe(`${ERASE}RESET\n`);
    expect(await answer(shell, 'ping', 'PONG\n')).toBe('PONG\n');
  });

  test('on RESP3 any command', async () => {
    const shell = pipe({ FAKETTY: '1' }, '-3');
    expect(await answer(shell, 'subscribe ch1', reading)).toBe(changed('subscribe', 'ch1', 1) + reading);
    expect(await answer(shell, 'set k 1', reading)).toBe(`${ERASE}OK\n${reading}`);
    await publish('ch1', 'hello');
    expect(await shell.until(reading)).toBe(`${ERASE}1) "message"\n2) "ch1"\n3) "hello"\n${reading}`);
    expect(await answer(shell, 'get k', reading)).toBe(`${ERASE}"1"\n${reading}`);
    shell.end();
    expect(await shell.ended()).toBe(0);
  });
});

test(':get pubsub says whether the shell is subscribed, as valkey-cli does', async () => {
  const shell = pipe({});
  expect(await answer(shell, ':get pubsub', '\n')).toBe('0\n');
  expect(await answer(shell, 'ssubscribe ch1', '1\n')).toBe('ssubscribe\nch1\n1\n');
  expect(await answer(shell, ':GET PubSub', '\n')).toBe('1\n');
  expect(await answer(shell, 'sunsubscribe', '0\n')).toBe('sunsubscribe\nch1\n0\n');
  expect(await answer(shell, ':get pubsub', '\n')).toBe('0\n');
  expect(await answer(shell, ':get hints', '\n')).toBe("unknown redis-cli get option 'hints'\n");
  expect(await answer(shell, ':get', '\n')).toBe("unknown redis-cli internal command ':get'\n");
});

test('lines from a pipe, printed raw: no line that waits, and invalidations between the messages', async () => {
  const shell = pipe({});
  shell.write('hello 3\n');
  await shell.until(/\nmodules.*\n$/);
  expect(await answer(shell, 'subscribe ch1 ch2', '2\n')).toBe('subscribe\nch1\n1\nsubscribe\nch2\n2\n');
  expect(await answer(shell, 'client tracking on', 'OK\n')).toBe('OK\n');
  expect(await answer(shell, 'set k 42', 'OK\n')).toBe('OK\n');
  expect(await answer(shell, 'get k', '42\n')).toBe('42\n');
  await publish('ch1', 'hello');
  expect(await shell.until('hello\n')).toBe('message\nch1\nhello\n');
  await server.command(port, 'DEL', 'k');
  expect(await shell.until('k\n')).toBe('invalidate\nk\n');
  await publish('ch2', 'world');
  expect(await shell.until('world\n')).toBe('message\nch2\nworld\n');
  expect(await answer(shell, 'unsubscribe ch1 ch2', '0\n')).toBe(
    'unsubscribe\nch1\n1\nunsubscribe\nch2\n0\n',
  );
});

test('the end of a pipe ends subscriptions too', async () => {
  const shell = pipe({});
  shell.write('subscribe ch1\n');
  shell.end();
  expect(await shell.until('1\n')).toBe('subscribe\nch1\n1\n');
  expect(await shell.ended()).toBe(0);
});

test('at a terminal a key brings the prompt, messages come above it, Ctrl+C ends it', async () => {
  const terminal = new PtyScreen(process.execPath, [program, '-p', String(port)], { rows: 20 });
  open.push(terminal);
  const prompt = `127.0.0.1:${port}> `;
  await terminal.untilRow(prompt.trim());
  terminal.type('subscribe news\r');
  await terminal.untilRow(READING);
  await publish('news', 'one');
  await terminal.until(() => terminal.rows.at(-2) === '3) "one"' && terminal.row === READING);
  const subscribed = `127.0.0.1:${port}(subscribed mode)> `;
  terminal.type('get');
  await terminal.untilRow(`${subscribed}get`);
  await publish('news', 'two');
  await terminal.until(() => terminal.rows.at(-2) === '3) "two"' && terminal.row === `${subscribed}get`);
  terminal.type(' k\r');
  await terminal.untilRow(READING);
  expect(terminal.rows.at(-2)).toMatch(/are allowed in this context$/);
  terminal.type('\x03');
  await terminal.untilRow(prompt.trim());
  expect(terminal.rows.at(-2)).toMatch(/are allowed in this context$/);
  terminal.type('get k\r');
  await terminal.until(() => terminal.rows.at(-2) === '(nil)' || terminal.rows.at(-2) === '"1"');
  await publish('news', 'three');
  terminal.type('echo done\r');
  await terminal.until(() => terminal.rows.at(-2) === '"done"');
  expect(terminal.rows.join('\n')).not.toContain('three');
});

test('a terminal that cannot move its cursor gets messages on lines of their own, and the prompt again', async () => {
  const terminal = new PtyScreen(process.execPath, [program, '-p', String(port)], { env: { TERM: 'dumb' } });
  open.push(terminal);
  await terminal.untilRow(`127.0.0.1:${port}>`);
  terminal.type('subscribe news\n');
  const subscribed = `127.0.0.1:${port}(subscribed mode)>`;
  await terminal.untilRow(subscribed);
  await publish('news', 'one');
  await terminal.until(() => terminal.rows.at(-2) === '3) "one"' && terminal.row === subscribed);
  terminal.type('\x03');
  await terminal.until(() => terminal.row.endsWith(`127.0.0.1:${port}>`));
});
