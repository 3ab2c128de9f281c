import { afterEach, describe, expect, it, vi } from 'vitest';
import { actionFor } from '../../renderer/repl/keymap.ts';
import { ShellCore } from '../../renderer/repl/shell-core.ts';
import type { ShellContext } from '../../renderer/repl/contract.ts';
import type { Execution, Failure } from '../../shared/model.ts';
import { clusterContext, execution, hop, nodeAt, wholeReply } from '../support/cluster-fixtures.ts';
import { HeadlessScreen } from '../support/headless-screen.ts';

/** A shell on a headless terminal; the hooks are the edge of what is tested here, and answer when told to. */
class ShellOnScreen {
  readonly screen: HeadlessScreen;
  readonly core: ShellCore;
  readonly lines: string[] = [];
  readonly pending: { resolve(answer: Execution | null): void; reject(problem: Error): void }[] = [];
  readonly events: string[] = [];
  readonly frames: (() => void)[] = [];
  clipboard = '';

  constructor(columns = 100, rows = 24, context: ShellContext = clusterContext()) {
    this.screen = new HeadlessScreen(columns, rows);
    this.core = new ShellCore({
      screen: this.screen,
      scrollback: 10_000,
      nextFrame: (callback) => this.frames.push(callback),
      hooks: {
        execute: (line) => {
          this.lines.push(line);
          return new Promise((resolve, reject) => this.pending.push({ resolve, reject }));
        },
        cancel: () => this.events.push('cancel'),
        onEdit: (line, cursor) => this.events.push(`edit ${line} ${cursor}`),
        onExecution: (done) => this.events.push(`execution ${done.command}`),
        onOpenReply: (id) => this.events.push(`open ${id}`),
        copy: (text) => this.events.push(`copy ${text}`),
        paste: () => Promise.resolve(this.clipboard),
        openPalette: () => this.events.push('palette'),
      },
    });
    this.core.setContext(context);
  }

  press(...chords: string[]): void {
    for (const chord of chords) {
      const parts = chord.split('+');
      const key = parts.pop()!;
      const action = actionFor({
        key,
        code: '',
        ctrlKey: parts.includes('Ctrl'),
        altKey: parts.includes('Alt'),
        shiftKey: parts.includes('Shift'),
        metaKey: false,
      });
      expect(action, chord).not.toBeNull();
      this.core.act(action!);
    }
  }

  /** Types characters one by one. */
  type(text: string): void {
    for (const character of text) this.core.type(character);
  }

  /** Answers the oldest command that waits for one. */
  async answer(done: Execution | null | Error): Promise<void> {
    const waiting = this.pending.shift()!;
    if (done instanceof Error) waiting.reject(done);
    else waiting.resolve(done);
    await this.settled();
  }

  /** Resolves when what was written so far is on the screen. */
  async settled(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await this.screen.show('');
    await this.screen.show('');
  }

  async shown(): Promise<string[]> {
    await this.settled();
    return this.core.lines();
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.settled();
    this.screen.terminal.resize(columns, rows);
    this.core.resized();
    for (const frame of this.frames.splice(0)) frame();
    await this.settled();
  }
}

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
  it('runs a line and prints what came of it, the prompt after it that of the new node', async () => {
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
      ...['127.0.0.1:7000> blpop a 0', '2 lines after this one were not run', 'Stopped.'],
      '127.0.0.1:7000> half',
    ]);
  });

  it('gives up a line with Ctrl+C, and copies instead where something is selected', async () => {
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

  it('kills to the end with Ctrl+K, and opens the palette where there is nothing to kill', () => {
    const shell = open();
    shell.type('get foo');
    shell.press('Home', 'Ctrl+k');
    expect(shell.events.at(-1)).toBe('edit  0');
    shell.press('Ctrl+k', 'Ctrl+y');
    expect(shell.events.slice(-2)).toEqual(['palette', 'edit get foo 7']);
  });

  it('ignores Ctrl+D on an empty line and answers exit, quit, help and clear itself', async () => {
    const shell = open();
    shell.press('Ctrl+d', 'Enter');
    for (const line of ['exit', 'QUIT', 'help']) {
      shell.type(line);
      shell.press('Enter');
    }
    expect(shell.lines).toEqual([]);
    expect((await shell.shown()).map((line) => line.slice(0, 35))).toEqual([
      ...['127.0.0.1:7000>', '127.0.0.1:7000> exit', 'Closing the window ends the shell.'],
      ...['127.0.0.1:7000> QUIT', 'Closing the window ends the shell.', '127.0.0.1:7000> help'],
      ...['F1 lists all keys. The line under t', '127.0.0.1:7000>'],
    ]);
    shell.type('clear');
    shell.press('Enter');
    expect(await shell.shown()).toEqual(['127.0.0.1:7000>']);
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

  it('lays its transcript out anew when it gets narrower, and wider again', async () => {
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
    shell.pending.shift()!.resolve(execution({ reply: wholeReply(`*6000\r\n${items.join('')}`) }));
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
    expect([1, 2, 4, 5, 9].map((row) => shell.core.replyAt(row))).toEqual([null, 42, 42, null, null]);
    shell.press('Alt+o');
    expect(shell.events.at(-1)).toBe('open 42');
  });

  it('pastes from the clipboard and inserts text in one line', async () => {
    const shell = open();
    shell.clipboard = 'get a';
    shell.press('Ctrl+v');
    await shell.settled();
    shell.core.insert('\nfoo');
    expect(await shell.shown()).toEqual(['127.0.0.1:7000> get a foo']);
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
