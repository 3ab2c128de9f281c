/** The line at a terminal: what the screen shows, and where the cursor is. Beside redis-cli 7.0 for what it can do too. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildHeadless } from '../support/headless.ts';
import { PtyScreen, type PtyOptions } from '../support/pty-screen.ts';
import { redisCliVersion } from '../support/redis-cli.ts';
import { ParityServers } from './servers.ts';

let servers: ParityServers;
let directory = '';
const open: PtyScreen[] = [];

beforeAll(async () => {
  [servers] = await Promise.all([ParityServers.start(), buildHeadless()]);
});
afterAll(() => servers?.stop());
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'terminal-'));
});
afterEach(async () => {
  for (const terminal of open.splice(0)) terminal.close();
  await rm(directory, { recursive: true });
});

const history = () => path.join(directory, 'history');

async function start(program: 'ours' | 'theirs', options: PtyOptions = {}): Promise<PtyScreen> {
  const [file, before] = program === 'ours' ? [process.execPath, [await buildHeadless()]] : ['redis-cli', []];
  const terminal = new PtyScreen(file, [...before, '-p', String(servers.port('standalone'))], {
    ...options,
    env: { REDISCLI_HISTFILE: history(), ...options.env },
  });
  open.push(terminal);
  await terminal.until(() => terminal.row.trimEnd().endsWith('>') || /\d>/.test(terminal.rows.join('')));
  return terminal;
}

const prompt = () => `127.0.0.1:${servers.port('standalone')}> `;
/** Line by line: between two lines redis-cli throws away what was typed meanwhile. */
async function typeLines(terminal: PtyScreen, keys: string): Promise<void> {
  const lines = keys.split('\r');
  const last = lines.pop()!;
  const isPrompt = () => terminal.row === prompt().trim();
  for (const line of lines) {
    terminal.type(line);
    await terminal.until(() => !isPrompt());
    terminal.type('\r');
    await terminal.until(isPrompt);
  }
  terminal.type(last);
}
/** Without it a line's end would be followed by what each program proposes. */
const NO_HINTS = ':set nohints\r';
const [UP, DOWN, RIGHT, LEFT] = ['\x1b[A', '\x1b[B', '\x1b[C', '\x1b[D'];

describe.skipIf(!redisCliVersion()?.startsWith('7.0.'))('beside redis-cli 7.0', () => {
  /** Keys, the line as it then is, and the place of the cursor in it. */
  const EDITS: [name: string, keys: string, line: string, cursor: number][] = [
    ['typing', 'set a 1', 'set a 1', 7],
    ['arrows and typing', `set a 1${LEFT}${LEFT}x`, 'set ax 1', 6],
    ['Home and End', 'b\x1b[Ha\x1b[Fc', 'abc', 3],
    ['Home and End of another keyboard', 'b\x1bOHa\x1bOFc', 'abc', 3],
    ['Ctrl+A and Ctrl+E', 'b\x01a\x05c', 'abc', 3],
    ['Ctrl+B and Ctrl+F', 'ac\x02b\x06d', 'abcd', 4],
    ['Backspace', 'abcd\x7f\x08', 'ab', 2],
    ['Delete and Ctrl+D', `abcd\x01\x1b[3~\x04`, 'cd', 0],
    ['Ctrl+K', `set a 1\x01${RIGHT}${RIGHT}${RIGHT}\x0b`, 'set', 3],
    ['Ctrl+U', 'set a 1\x15get', 'get', 3],
    ['Ctrl+W', 'set user:1 abc \x17', 'set user:1 ', 11],
    ['Ctrl+T', `bacd${LEFT}${LEFT}${LEFT}\x14`, 'abcd', 2],
    ['older lines', `ping\recho 1\r${UP}${UP}`, 'ping', 4],
    ['older and newer lines', `ping\recho 1\rhalf${UP}${UP}${DOWN}${DOWN}`, 'half', 4],
    ['Ctrl+P and Ctrl+N', 'ping\recho 1\r\x10\x10\x0e', 'echo 1', 6],
    ['Ctrl+L', 'ping\rhalf\x0c', 'half', 4],
    ['keys without a meaning', 'a\x1b[15~b\x1b[5~c', 'abc', 3],
  ];
  test.each(EDITS)('%s', async (_name, keys, line, cursor) => {
    // A bell and keys that do nothing leave no trace: both programs must reach the same line.
    for (const program of ['theirs', 'ours'] as const) {
      await rm(history(), { force: true });
      const terminal = await start(program);
      const usable = program === 'theirs' ? keys.replace(/\x1b\[(15|5)~/g, '') : keys;
      await typeLines(terminal, NO_HINTS + usable);
      await terminal.untilRow((prompt() + line).trimEnd(), prompt().length + cursor);
    }
  });

  test('the history file is shared', async () => {
    for (const [first, second] of [
      ['theirs', 'ours'],
      ['ours', 'theirs'],
    ] as const) {
      await rm(history(), { force: true });
      const one = await start(first);
      await typeLines(one, 'echo one\rauth hunter2\recho "ö\r');
      one.type('quit\r');
      expect(await one.ended()).toBe(0);
      const two = await start(second);
      await typeLines(two, `${NO_HINTS}${UP}${UP}${UP}${UP}`);
      await two.untilRow(`${prompt()}echo one`);
      two.type('\x03');
      expect(await two.ended()).toBe(0);
      const kept = (await readFile(history(), 'utf8')).split('\n');
      expect(kept).toEqual(['echo one', 'echo "ö', 'quit', ':set nohints', '']);
      expect((await stat(history())).mode & 0o777).toBe(0o600);
    }
  });
});

describe('beyond redis-cli 7.0', () => {
  test('characters of any width are one step each', async () => {
    const terminal = await start('ours', { columns: 40 });
    terminal.type(`${NO_HINTS}`);
    await terminal.until(() => terminal.rows.length > 1);
    terminal.type(`echo 日本e\u0301😀x`);
    await terminal.untilRow(`${prompt()}echo 日本e\u0301😀x`, prompt().length + 13);
    terminal.type(`${LEFT}${LEFT}`);
    await terminal.untilRow(/x$/, prompt().length + 10);
    terminal.type('\x7f\x7f');
    await terminal.untilRow(`${prompt()}echo 日😀x`, prompt().length + 7);
  });

  test('a line takes as many rows as it needs', async () => {
    const terminal = await start('ours', { columns: 40, rows: 10 });
    await typeLines(terminal, `${NO_HINTS}set long ${'x'.repeat(90)}end\x01A`);
    const line = `${prompt()}Aset long ${'x'.repeat(90)}end`;
    const rows = line.match(/.{1,40}/g)!;
    await terminal.until(() => terminal.rows.slice(-rows.length).join('|') === rows.join('|'));
    expect(terminal.cursor).toEqual({ row: 1, column: prompt().length + 1 });
  });

  test('a wide character at the edge goes to the next row', async () => {
    const columns = prompt().length + 4;
    const terminal = await start('ours', { columns, rows: 8 });
    terminal.type(`${NO_HINTS}abc日本`);
    await terminal.until(() => terminal.rows.at(-1) === '日本' && terminal.rows.at(-2) === `${prompt()}abc`);
    terminal.type('\x01');
    await terminal.untilRow(`${prompt()}abc`, prompt().length);
  });

  test('bytes that are not UTF-8 reach the server', async () => {
    const terminal = await start('ours');
    terminal.type(Buffer.from('echo \xff\xe6\x97z\r', 'latin1'));
    await terminal.until(() => terminal.rows.includes('"\\xff\\xe6\\x97z"'));
  });

  test('the arguments to come are behind the cursor, and a key takes them away', async () => {
    const terminal = await start('ours');
    terminal.type('expire k ');
    await terminal.until(() => terminal.row.startsWith(`${prompt()}expire k  seconds`));
    terminal.type('10\r');
    await terminal.until(() => terminal.rows.includes(`${prompt()}expire k 10`));
  });

  test('Tab completes, lists and steps through', async () => {
    const terminal = await start('ours', { rows: 12 });
    terminal.type('clie\t');
    await terminal.untilRow(`${prompt()}client`, prompt().length + 'client '.length);
    terminal.type('k\t');
    await terminal.until(() => terminal.row.startsWith(`${prompt()}client kill `));
    const isListed = () => terminal.rows.some((row) => row.startsWith('  CACHING'));
    terminal.type('\x15client \t');
    await terminal.until(() => isListed() && /^ {2}1 of \d+$/.test(terminal.rows.at(-1)!));
    terminal.type('\t');
    await terminal.untilRow(`${prompt()}client caching`);
    terminal.type('\x1b');
    await terminal.until(() => !isListed());
    expect(terminal.rows).toEqual([`${prompt()}client`]);
  });

  test('Ctrl+R and Ctrl+S search, with the match bold', async () => {
    await writeFile(history(), 'keys one\nget x\nkeys two\n');
    const terminal = await start('ours');
    terminal.type('\x12ey');
    await terminal.untilRow('(reverse-i-search): keys two', '(reverse-i-search): key'.length);
    const { active } = terminal.screen.terminal.buffer;
    const cells = active.getLine(active.baseY + terminal.cursor.row)!;
    const bold = [...'(reverse-i-search): keys two'].map((_, i) => cells.getCell(i)!.isBold() !== 0);
    expect(bold.flatMap((isBold, i) => (isBold ? [i] : []))).toEqual([21, 22]);
    terminal.type('\x12');
    await terminal.untilRow('(reverse-i-search): keys one');
    terminal.type('\x13');
    await terminal.untilRow('(i-search): keys two');
    terminal.type('\x07');
    await terminal.untilRow(prompt().trim());
    terminal.type('\x12one\t');
    await terminal.until(() => terminal.row.startsWith(`${prompt()}keys one`));
    terminal.type('\x15\x12get\x1b[C');
    await terminal.until(() => terminal.row.startsWith(`${prompt()}get x`));
    terminal.type('\x15\x12nothing like it\r');
    await terminal.until(() => terminal.rows.includes(`${prompt()}nothing like it`));
  });

  test('a paste of several lines runs all but the last, which stays', async () => {
    const terminal = await start('ours');
    terminal.type('\x1b[200~set p 1\r\nset p "2\n3"\nget p\x1b[201~');
    await terminal.until(() => terminal.row.startsWith(`${prompt()}get p`));
    expect(terminal.rows).toEqual([
      `${prompt()}set p 1`,
      'OK',
      `${prompt()}set p "2\\n3"`,
      'OK',
      terminal.row,
    ]);
    terminal.type('\r');
    await terminal.until(() => terminal.rows.includes('"2\\n3"'));
  });

  test('a line is laid out again when the terminal changes its size', async () => {
    const terminal = await start('ours', { columns: 80, rows: 10 });
    const line = 'get foo and what else may be behind it';
    terminal.type(`${NO_HINTS}${line}`);
    await terminal.until(() => terminal.row === prompt() + line);
    terminal.resize(24, 10);
    const whole = prompt() + line;
    await terminal.until(
      () =>
        terminal.rows.slice(-3).join('|') ===
        whole
          .match(/.{1,24}/g)!
          .map((row) => row.trimEnd())
          .join('|'),
    );
    terminal.resize(90, 10);
    await terminal.untilRow(whole, whole.length);
    // What was above is there, whether or not the terminal has wrapped the line anew.
    expect(terminal.rows[0]).toBe(`${prompt()}:set nohints`);
    expect(terminal.rows.at(-1)).toBe(whole);
  });

  test('a line that is longer than the screen is shown around the cursor, and whole once it runs', async () => {
    const terminal = await start('ours', { columns: 30, rows: 5 });
    terminal.type(`${NO_HINTS}echo ${'ab'.repeat(200)}z`);
    await terminal.until(() => terminal.rows.at(-1)!.endsWith('z'));
    expect(terminal.rows.some((row) => row.startsWith(`${prompt()}…`))).toBe(true);
    terminal.type('\r');
    await terminal.until(() => terminal.row === prompt().trim());
    const all = terminal.screen.lines().join('\n');
    expect(all).toContain(`${prompt()}echo ${'ab'.repeat(200)}z`);
  });

  test('Ctrl+C ends a command, and what was typed ahead for it', async () => {
    const terminal = await start('ours');
    terminal.type('blpop nothing 0\r');
    await terminal.until(() => terminal.rows.at(-1) === `${prompt()}blpop nothing 0`);
    terminal.type('ping\r\x03');
    await terminal.untilRow(prompt().trim());
    terminal.type('echo after\r');
    await terminal.until(() => terminal.rows.includes('"after"'));
    expect(terminal.rows).not.toContain('PONG');
  });

  test('keys that are typed while a command runs are for the next line', async () => {
    const terminal = await start('ours');
    terminal.type('blpop list 0\recho ahead\r');
    await terminal.until(() => terminal.rows.at(-1) === `${prompt()}blpop list 0`);
    const other = await start('ours');
    other.type('rpush list v\r');
    await terminal.until(() => terminal.rows.includes('"ahead"'));
    expect(terminal.rows).toContain(`${prompt()}echo ahead`);
  });
});
