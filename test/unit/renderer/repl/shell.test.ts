import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Execution, LineOutcome } from '../../../../shared/session/execution.ts';
import type { Failure } from '../../../../shared/failure.ts';
import { clusterContext, execution, hop, nodeAt, wholeReply } from '../../../support/cluster-fixtures.ts';
import { ShellOnScreen } from '../../../support/shell-on-screen.ts';

const got = (text: string, more: Partial<Execution> = {}) =>
  execution({ reply: wholeReply(`+${text}\r\n`), currentNode: nodeAt(7000), ...more });
const first = (line: string) => line.split(/ {2,}/)[0];

const opened: ShellOnScreen[] = [];
const open = (...given: ConstructorParameters<typeof ShellOnScreen>) => {
  const shell = new ShellOnScreen(...given);
  opened.push(shell);
  return shell;
};
afterEach(() => opened.splice(0).forEach(({ core }) => core.dispose()));

describe('the shell', () => {
  it('runs a line and prints its outcome, then the prompt of the new node', async () => {
    const shell = open();
    shell.type('get foo');
    shell.press('Enter');
    expect(shell.lines).toEqual(['get foo']);
    await shell.answer(execution());
    expect(await shell.shown()).toEqual([
      '127.0.0.1:7000> get foo',
      '"bar"' + 'slot 12182 · shard 3 · 127.0.0.1:7002 · 0 hops · 0.7 ms'.padStart(95),
      '127.0.0.1:7002>',
    ]);
    expect(shell.screen.styles(2)[0]).toMatchObject({ colour: 18 });
    expect(shell.events.at(-1)).toBe('execution get foo');
  });

  it('underlines the hashed part of a key while it is typed', async () => {
    const shell = open();
    shell.type('get k1{customer}');
    await shell.settled();
    expect(shell.screen.styles(0).filter(({ underlined }) => underlined)).toEqual([
      { text: 'customer', colour: null, underlined: true },
    ]);
  });

  it('tells of every edit', () => {
    const shell = open();
    shell.type('ab');
    shell.press('ArrowLeft', 'ArrowLeft', 'ArrowLeft');
    expect(shell.events).toEqual(['edit a 1', 'edit ab 2', 'edit ab 1', 'edit ab 0']);
  });

  it('walks through the lines that were run and comes back to the one being typed', async () => {
    const shell = open();
    for (const line of ['one', 'one', '  ', 'two']) {
      shell.type(line);
      shell.press('Enter');
      if (line.trim()) await shell.answer(got('OK'));
    }
    shell.type('half');
    shell.press('ArrowUp', 'ArrowUp');
    expect((await shell.shown()).at(-1)).toBe('127.0.0.1:7000> one');
    shell.press('Ctrl+p');
    expect((await shell.shown()).at(-1)).toBe('127.0.0.1:7000> one');
    shell.press('Ctrl+n', 'ArrowDown', 'ArrowDown');
    expect((await shell.shown()).at(-1)).toBe('127.0.0.1:7000> half');
  });

  it('runs pasted lines one after another, and keeps the last one, which is not complete', async () => {
    const shell = open();
    shell.type('set a ');
    shell.core.paste('1\r\nset b 2\nset c 3\nget a');
    expect(shell.lines).toEqual(['set a 1']);
    await shell.answer(got('one'));
    expect(shell.lines).toEqual(['set a 1', 'set b 2']);
    await shell.answer(got('two'));
    await shell.answer(got('three'));
    expect((await shell.shown()).map(first)).toEqual([
      ...['127.0.0.1:7000> set a 1', 'one', '127.0.0.1:7000> set b 2', 'two'],
      ...['127.0.0.1:7000> set c 3', 'three', '127.0.0.1:7000> get a'],
    ]);
  });

  it('keeps what is typed while a command runs for the next prompt', async () => {
    const shell = open();
    shell.type('get a');
    shell.press('Enter');
    shell.type('get b');
    shell.press('Enter');
    shell.type('get c');
    expect(shell.lines).toEqual(['get a']);
    await shell.answer(got('A'));
    await shell.answer(got('B'));
    expect((await shell.shown()).map(first)).toEqual([
      ...['127.0.0.1:7000> get a', 'A', '127.0.0.1:7000> get b', 'B', '127.0.0.1:7000> get c'],
    ]);
  });

  it('stops a command with Ctrl+C and says how many lines were not run', async () => {
    const shell = open();
    shell.core.paste('blpop a 0\nget b\nget c\nhalf');
    shell.press('Ctrl+c');
    expect(shell.events.at(-1)).toBe('cancel');
    const failure: Failure = { code: 'cancelled', message: 'Stopped.', advice: '' };
    await shell.answer(execution({ reply: null, failure, node: null, currentNode: nodeAt(7000) }));
    expect(shell.lines).toEqual(['blpop a 0']);
    expect((await shell.shown()).map(first)).toEqual([
      ...['127.0.0.1:7000> blpop a 0', 'Stopped.', '2 lines after this one were not run'],
      '127.0.0.1:7000> half',
    ]);
  });

  it('drops a line with Ctrl+C, and copies instead if something is selected', async () => {
    const shell = open();
    shell.type('get foo');
    shell.screen.selection = 'selected';
    shell.press('Ctrl+c');
    expect(shell.events.at(-1)).toBe('copy selected');
    shell.press('Ctrl+c');
    shell.press('Ctrl+c');
    expect(await shell.shown()).toEqual([
      ...['127.0.0.1:7000> get foo^C', '127.0.0.1:7000> ^C', '127.0.0.1:7000>'],
    ]);
    expect(shell.lines).toEqual([]);
  });

  it('kills to the end with Ctrl+K, and opens the palette if there is nothing to kill', () => {
    const shell = open();
    shell.type('get foo');
    shell.press('Home', 'Ctrl+k');
    expect(shell.events.at(-1)).toBe('edit  0');
    shell.press('Ctrl+k', 'Ctrl+y');
    expect(shell.events.slice(-2)).toEqual(['palette', 'edit get foo 7']);
  });

  it("ignores Ctrl+D on an empty line, and does what the shell's own words ask for", async () => {
    const shell = open();
    shell.press('Ctrl+d', 'Enter');
    expect(shell.lines).toEqual([]);
    shell.core.runAll(['help', ':set nohints', 'exit', 'get a']);
    await shell.answer([
      { kind: 'text', text: 'slotshell 1\n  help' },
      { kind: 'hints', on: false },
      { kind: 'leave' },
    ]);
    expect(shell.events.slice(-2)).toEqual(['hints false', 'leave']);
    expect(await shell.shown()).toEqual([
      ...['127.0.0.1:7000>', '127.0.0.1:7000> help', 'slotshell 1', '  help'],
      ...['127.0.0.1:7000> :set nohints', '127.0.0.1:7000> exit', '127.0.0.1:7000>'],
    ]);
    shell.type('clear');
    shell.press('Enter');
    await shell.answer([{ kind: 'clear' }]);
    expect(await shell.shown()).toEqual(['127.0.0.1:7000>']);
  });

  it('counts the repetitions of the line that is sent again, not those of a line before it', async () => {
    const shell = open();
    shell.core.paste('3 ping\n5 incr n\n');
    const pong = execution({ reply: wholeReply('+PONG\r\n') });
    const part = (done: number, remaining: number): LineOutcome => ({
      kind: 'executed',
      executions: Array<Execution>(done).fill(pong),
      remaining,
    });
    await shell.answer([part(2, 1)]);
    await shell.answer([part(1, 0), part(2, 3)]);
    await shell.answer([part(2, 1)]);
    await shell.answer([part(1, 0)]);
    expect(shell.lines).toEqual(['3 ping', '3 ping', '5 incr n', '5 incr n']);
    expect(shell.dones).toEqual([0, 2, 2, 4]);
  });

  it('shows the outcomes of many lines at once, each under its own line, and sends the rest again', async () => {
    const shell = open();
    shell.core.paste('get a\nget b\n3 ping\nget c\n');
    const done = (text: string): LineOutcome => ({
      kind: 'executed',
      executions: [execution({ reply: wholeReply(`+${text}\r\n`) })],
      remaining: 0,
    });
    await shell.answer([done('A'), done('B')]);
    const pong = execution({ reply: wholeReply('+PONG\r\n') });
    await shell.answer([{ kind: 'executed', executions: [pong, pong], remaining: 1 }]);
    await shell.answer([{ kind: 'executed', executions: [pong], remaining: 0 }, done('C')]);
    expect(shell.lines).toEqual(['get a', '3 ping', '3 ping']);
    expect((await shell.shown()).map(first)).toEqual([
      ...['127.0.0.1:7000> get a', 'A', '127.0.0.1:7002> get b', 'B', '127.0.0.1:7002> 3 ping'],
      ...['PONG', 'PONG', 'PONG', '127.0.0.1:7002> get c', 'C', '127.0.0.1:7002>'],
    ]);
  });

  it('shows a notice above what is being typed', async () => {
    const shell = open();
    shell.type('get foo');
    shell.core.notice({ tone: 'info', text: 'The map has changed\x1b[2J' });
    shell.type('!');
    expect(await shell.shown()).toEqual(['The map has changed\\x1b[2J', '127.0.0.1:7000> get foo!']);
  });

  it('prints a failure that main refused with, and goes on', async () => {
    const shell = open();
    shell.type('get foo');
    shell.press('Enter');
    const failure: Failure = { code: 'not-connected', message: 'Not connected.', advice: 'Connect first.' };
    await shell.answer(Object.assign(new Error('x'), { failure }));
    expect(await shell.shown()).toEqual([
      ...['127.0.0.1:7000> get foo', 'Not connected.', ' Connect first.', '127.0.0.1:7000>'],
    ]);
  });

  it('names the database and says when there is no connection', async () => {
    const shell = open(100, 24, clusterContext({ currentNode: '::1:6379', database: 3 }));
    expect(await shell.shown()).toEqual(['[::1]:6379[3]>']);
    shell.core.setContext(clusterContext({ phase: 'disconnected' }));
    expect(await shell.shown()).toEqual(['not connected>']);
  });

  it('keeps the node of the last answer until the session names another', async () => {
    const shell = open();
    shell.type('get foo');
    shell.press('Enter');
    await shell.answer(execution());
    shell.core.setContext(clusterContext());
    expect((await shell.shown()).at(-1)).toBe('127.0.0.1:7002>');
    shell.core.setContext(clusterContext({ currentNode: nodeAt(7001) }));
    expect((await shell.shown()).at(-1)).toBe('127.0.0.1:7001>');
  });

  it('lays its transcript out again when it gets narrower, and when it gets wider', async () => {
    const shell = open();
    shell.core.run('get foo');
    await shell.answer(execution());
    const wide = await shell.shown();
    shell.type('x'.repeat(50));
    await shell.resize(40, 24);
    expect(await shell.shown()).toEqual([
      ...['127.0.0.1:7000> get foo', '"bar"', 'slot 12182 · shard 3 · 127.0.0.1:7002 ·'],
      '0 hops · 0.7 ms'.padStart(40),
      `127.0.0.1:7002> ${'x'.repeat(50)}`,
    ]);
    await shell.resize(100, 24);
    shell.press('Ctrl+u');
    expect(await shell.shown()).toEqual(wide);
  });

  it('gets narrower in the middle of a large reply without losing or doubling a line', async () => {
    const shell = open();
    shell.core.run('lrange a 0 -1');
    const items = Array.from(
      { length: 6000 },
      (_, i) => `$7\r\nitem${String(i % 1000).padStart(3, '0')}\r\n`,
    );
    void shell.answer(execution({ reply: wholeReply(`*6000\r\n${items.join('')}`) }));
    await new Promise((resolve) => setImmediate(resolve));
    shell.screen.terminal.resize(30, 24);
    shell.core.resized();
    for (const frame of shell.frames.splice(0)) frame();
    shell.type('x');
    await vi.waitFor(async () => expect((await shell.shown()).at(-1)).toBe('127.0.0.1:7002> x'));
    const lines = await shell.shown();
    expect(lines[0]).toBe('127.0.0.1:7000> lrange a 0 -1');
    expect(lines.filter((line) => / "item\d{3}"$/.test(line)).length).toBe(6000);
    expect(shell.core.edges(0, 0)).toEqual([{ top: 0, bottom: expect.any(Number), ink: 18 }]);
    expect(shell.core.edges(0, 0)[0]!.bottom).toBe(shell.screen.cursor().row - 1);
  });

  it('knows where the coloured edges are, and which row opens which reply', async () => {
    const shell = open(100, 6);
    const head = new TextEncoder().encode('*1\r\n:1\r\n');
    const reply = { whole: false as const, head, id: 42, bytes: 2_000_000, elements: 9, shown: 1 };
    for (const done of [
      execution(),
      execution({ reply, shard: 1 }),
      got('x'),
      execution({ reply: wholeReply('-ERR no\r\n') }),
    ]) {
      shell.core.run('get foo');
      await shell.answer(done);
    }
    const lines = await shell.shown();
    expect(lines.length).toBe(10);
    expect(shell.core.edges(0, 100)).toEqual([
      { top: 7, bottom: 8, ink: 26 },
      { top: 5, bottom: 6, ink: 18 },
      { top: 2, bottom: 4, ink: 16 },
      { top: 0, bottom: 1, ink: 18 },
    ]);
    expect(shell.core.edges(4, 5).map(({ top }) => top)).toEqual([5, 2]);
    expect([1, 2, 4, 5, 9].map((row) => shell.core.transcript.replyAt(row))).toEqual([
      null,
      42,
      42,
      null,
      null,
    ]);
    shell.press('Alt+o');
    expect(shell.events.at(-1)).toBe('open 42');
  });

  it('says which lines the user entered: not those of the editor, a menu or another shell, nor what was not allowed', async () => {
    const shell = new ShellOnScreen();
    shell.type('get a');
    shell.press('Enter');
    shell.core.paste('get b\nget c\nrest');
    shell.core.run('get d');
    shell.core.runAll(['get e']);
    shell.confirmPaste = () => Promise.resolve(false);
    shell.core.paste('\nget f\n');
    await shell.settled();
    expect(shell.entered).toEqual(['get a', 'get b', 'get c']);
  });

  it('runs a line of another shell as one whose answer nobody looks at', async () => {
    const shell = new ShellOnScreen();
    shell.core.runAll(['multi'], true);
    await shell.answer(null);
    shell.core.run('exec');
    await shell.answer(null);
    expect(shell.lines).toEqual(['multi', 'exec']);
    expect(shell.unattended).toEqual([true, false]);
  });

  it('pastes from the clipboard and inserts text in one line', async () => {
    const shell = open();
    shell.clipboard = 'get a';
    shell.press('Ctrl+v');
    await shell.settled();
    shell.core.insert('\nfoo', 'word');
    expect(await shell.shown()).toEqual(['127.0.0.1:7000> get a  foo']);
  });

  it('keeps what is inserted apart: words by a blank, a command in the place of the one before', async () => {
    const shell = open();
    shell.core.insert('GET k1', 'command');
    shell.core.insert('LRANGE l 0 99', 'command');
    shell.core.insert('HGETALL h', 'command');
    expect(await shell.shown()).toEqual(['127.0.0.1:7000> HGETALL h']);
    shell.press('Ctrl+u');
    shell.type('mget');
    shell.core.insert('a', 'word');
    shell.core.insert('b', 'word');
    expect(await shell.shown()).toEqual(['127.0.0.1:7000> mget a b']);
    shell.press('Ctrl+a');
    shell.core.insert('@all', 'word');
    expect(await shell.shown()).toEqual(['127.0.0.1:7000> @all mget a b']);
    shell.type('x');
    shell.core.insert('PING', 'command');
    expect(await shell.shown()).toEqual(['127.0.0.1:7000> @allx PING mget a b']);
  });

  it('says that a command is running when it takes long', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const shell = open();
    shell.core.run('blpop a 0');
    vi.advanceTimersByTime(1000);
    vi.useRealTimers();
    shell.type('next');
    expect((await shell.shown()).at(-1)).toBe('running · Ctrl+C stops it next');
    await shell.answer(got('x', { hops: [hop(7000)] }));
    expect((await shell.shown()).at(-1)).toBe('127.0.0.1:7000> next');
  });

  it('shows how much of a large reply has come, and its first rows', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const shell = open();
    const part = { node: '127.0.0.1:7000', isString: false, of: 50_000 };
    const head = Buffer.from(`*20\r\n${'$2\r\nab\r\n'.repeat(20)}`);
    shell.arriving = { ...part, bytes: 2_000_000, arrived: 10_000, head };
    shell.core.run('lrange a 0 -1');
    await vi.advanceTimersByTimeAsync(500);
    shell.arriving = { ...part, bytes: 3_000_000, arrived: 15_000, head };
    // The terminal's own timer writes it.
    await vi.advanceTimersByTimeAsync(300);
    vi.useRealTimers();
    shell.type('next');
    const lines = await shell.shown();
    const at = lines.findIndex((line) => line.startsWith('receiving'));
    expect(lines.slice(at, at + 3)).toEqual([
      'receiving from 127.0.0.1:7000: 15,000 of 50,000 elements, 3.0 MB · 4.0 MB/s · Ctrl+C stops it next',
      ' 1) "ab"',
      ' 2) "ab"',
    ]);
    expect(lines.at(-1)).toBe('…');
    await shell.answer(got('x', { hops: [hop(7000)] }));
    expect((await shell.shown()).at(-1)).toBe('127.0.0.1:7000> next');
  });

  it('prints a reply of ten thousand elements whole, slice by slice', async () => {
    const shell = open();
    const frame = `*10000\r\n${':1\r\n'.repeat(10_000)}`;
    shell.core.run('lrange a 0 -1');
    await shell.answer(execution({ reply: wholeReply(frame) }));
    await vi.waitFor(async () => expect((await shell.shown()).at(-1)).toBe('127.0.0.1:7002>'));
    const lines = await shell.shown();
    expect(lines.at(-2)).toBe('10000) (integer) 1');
    expect(shell.core.edges(9990, 10_010)).toEqual([{ top: 0, bottom: expect.any(Number), ink: 18 }]);
  });
});
