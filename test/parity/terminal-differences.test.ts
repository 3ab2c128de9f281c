/** Each row of TERMINAL_DIFFERENCES: redis-cli 7.0 and ours at the same keys. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildHeadless } from '../support/headless.ts';
import { PtyScreen, type PtyOptions } from '../support/pty-screen.ts';
import { redisCliVersion } from '../support/redis-cli.ts';
import { ParityServers } from './servers.ts';
import { TERMINAL_DIFFERENCES } from './terminal-differences.ts';

type Who = 'ours' | 'theirs';

let servers: ParityServers;
let directory = '';
const open: PtyScreen[] = [];
const named: string[] = [];
const row = (name: string, run: () => Promise<void>) => {
  named.push(name);
  test(name, run);
};
const history = () => path.join(directory, 'history');

interface StartOptions extends PtyOptions {
  args?: string[];
  kind?: 'standalone' | 'cluster';
}

/** Waits for the prompt. */
async function start(who: Who, { args = [], kind = 'standalone', ...options }: StartOptions = {}) {
  const [file, before] = who === 'ours' ? [process.execPath, [await buildHeadless()]] : ['redis-cli', []];
  const terminal = new PtyScreen(file, [...before, '-p', String(servers.port(kind)), ...args], {
    ...options,
    env: { REDISCLI_HISTFILE: history() },
  });
  open.push(terminal);
  await terminal.until(() => terminal.row.endsWith('>'));
  return terminal;
}

/** Types a line, and waits until `answer` is on the screen, and the prompt after it. */
async function run(terminal: PtyScreen, line: string, answer: string | RegExp): Promise<void> {
  terminal.type(`${line}\r`);
  const matches = (text: string) => (typeof answer === 'string' ? text === answer : answer.test(text));
  await terminal.until(() => terminal.rows.some(matches) && terminal.row.endsWith('>'));
}

describe.skipIf(!redisCliVersion()?.startsWith('7.0.'))('at a terminal, beside redis-cli 7.0', () => {
  beforeAll(async () => {
    [servers] = await Promise.all([ParityServers.start(), buildHeadless()]);
  });
  afterAll(() => servers?.stop());
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'terminal-'));
    await servers.reset('standalone');
  });
  afterEach(async () => {
    for (const terminal of open.splice(0)) terminal.close();
    await rm(directory, { recursive: true });
  });

  row('Tab at an argument', async () => {
    const [theirs, ours] = [await start('theirs'), await start('ours')];
    for (const terminal of [theirs, ours]) terminal.type('set a 1 keep\t');
    ours.type('\r');
    theirs.type('x\r');
    await theirs.until(() => theirs.rows.some((text) => text.startsWith('(error)')));
    await ours.until(() => ours.rows.includes('OK'));
    expect(theirs.rows[0]).toMatch(/> set a 1 keepx/);
    expect(ours.rows[0]).toMatch(/> set a 1 keepttl/);
  });

  row('hints behind the cursor', async () => {
    const [theirs, ours] = [await start('theirs'), await start('ours')];
    for (const terminal of [theirs, ours]) {
      terminal.type('expire k 10 ');
      await terminal.untilRow(/expire k 10\s+\[NX.*LT\]$/);
      terminal.type('nx ');
    }
    await theirs.untilRow(/expire k 10 nx\s+\[NX.*LT\]$/);
    await ours.untilRow(/expire k 10 nx$/);
  });

  row('Ctrl+R', async () => {
    await writeFile(history(), 'echo found\n');
    const [theirs, ours] = [await start('theirs'), await start('ours')];
    await run(theirs, '\x12fou', /^\(error\) ERR unknown command/);
    await run(ours, '\x12fou', '"found"');
  });

  row('a character of several bytes', async () => {
    const [theirs, ours] = [await start('theirs'), await start('ours')];
    await run(theirs, 'echo aö\x7f', '"a\\xc3"');
    await run(ours, 'echo aö\x7f', '"a"');
  });

  row('lines that are pasted', async () => {
    const exists: string[] = [];
    for (const who of ['theirs', 'ours'] as const) {
      await servers.reset('standalone');
      const terminal = await start(who);
      await run(terminal, 'set first 1\rset second 2', 'OK');
      await run(terminal, 'exists second', /^\(integer\)/);
      exists.push(terminal.rows.find((text) => text.startsWith('(integer)'))!);
    }
    expect(exists).toEqual(['(integer) 0', '(integer) 1']);
  });

  row('a line of more than 4095 bytes', async () => {
    const lengths: string[] = [];
    for (const who of ['theirs', 'ours'] as const) {
      const terminal = await start(who);
      await run(terminal, `set long ${'x'.repeat(5000)}`, 'OK');
      await run(terminal, 'strlen long', /^\(integer\)/);
      lengths.push(terminal.rows.find((text) => text.startsWith('(integer)'))!);
    }
    expect(lengths).toEqual([`(integer) ${4095 - 'set long '.length}`, '(integer) 5000']);
  });

  row('keys typed while a command runs', async () => {
    const seen: boolean[] = [];
    for (const who of ['theirs', 'ours'] as const) {
      const terminal = await start(who);
      terminal.type('blpop list 0\r');
      await terminal.until(() => terminal.row === '' || terminal.cursor.row > 0);
      terminal.type('echo ahead\r');
      // The terminal itself shows it: it has arrived before the command ends.
      if (who === 'theirs') await terminal.until(() => terminal.rows.includes('echo ahead'));
      await servers.of('standalone').command(servers.port('standalone'), 'RPUSH', 'list', 'v');
      await terminal.until(() => terminal.rows.includes('2) "v"') && terminal.row.endsWith('>'));
      await run(terminal, 'echo after', '"after"');
      seen.push(terminal.rows.includes('"ahead"'));
    }
    expect(seen).toEqual([false, true]);
  });

  row('a push while the prompt waits', async () => {
    const orders: boolean[] = [];
    for (const who of ['theirs', 'ours'] as const) {
      const terminal = await start(who, { args: ['-3'] });
      await run(terminal, 'client tracking on bcast', 'OK');
      const isTold = () => terminal.rows.some((text) => text.startsWith('-> invalidate'));
      await servers.of('standalone').command(servers.port('standalone'), 'SET', 'key', 'v');
      if (who === 'ours') await terminal.until(isTold);
      await run(terminal, 'ping', 'PONG');
      await terminal.until(isTold);
      const { rows } = terminal;
      const push = rows.findIndex((text) => text.startsWith('-> invalidate'));
      orders.push(push < rows.findIndex((text) => text.endsWith('> ping')));
    }
    expect(orders).toEqual([false, true]);
  });

  row('commands while subscribed', async () => {
    const [theirs, ours] = [await start('theirs'), await start('ours')];
    for (const terminal of [theirs, ours]) {
      terminal.type('subscribe news\r');
      await terminal.until(() => terminal.rows.some((text) => text.startsWith('Reading messages')));
      terminal.type('unsubscribe news\r');
    }
    await ours.until(() => ours.rows.includes('1) "unsubscribe"'));
    await servers.of('standalone').command(servers.port('standalone'), 'PUBLISH', 'news', 'still');
    await theirs.until(() => theirs.rows.includes('3) "still"'));
    expect(theirs.rows).not.toContain('1) "unsubscribe"');
    expect(ours.rows).not.toContain('3) "still"');
  });

  row('a history of more than 100 lines', async () => {
    const lines = Array.from({ length: 150 }, (_, i) => `echo ${i}`);
    const counts: number[] = [];
    for (const who of ['theirs', 'ours'] as const) {
      await writeFile(history(), `${lines.join('\n')}\n`);
      const terminal = await start(who);
      await run(terminal, 'ping', 'PONG');
      terminal.type('quit\r');
      await terminal.ended();
      counts.push((await readFile(history(), 'utf8')).trimEnd().split('\n').length);
    }
    expect(counts).toEqual([100, 152]);
  });

  row('the prompt of a transaction in a cluster', async () => {
    for (const who of ['theirs', 'ours'] as const) {
      const terminal = await start(who, { args: ['-c'], kind: 'cluster' });
      await run(terminal, 'multi', 'OK');
      expect(terminal.row).toMatch(/\(TX\)>$/);
      await run(terminal, 'get b', 'QUEUED');
      expect(terminal.row).toMatch(who === 'theirs' ? /\(TX\)>$/ : /\(TX slot 3300\)>$/);
    }
  });
});

test('every row of the table has its test', () => {
  expect([...named].sort()).toEqual(TERMINAL_DIFFERENCES.map(({ test: name }) => name).sort());
});
