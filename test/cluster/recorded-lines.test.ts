/** The history that main records as it runs lines: the same lines, in the same order, as the window's own ↑ walks through. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../main/cluster/session/session.ts';
import { HistoryFiles } from '../../main/storage/history.ts';
import { runLines } from '../../main/workspace/run-lines.ts';
import type { ShellHooks } from '../../renderer/repl/contract.ts';
import { actionFor } from '../../shared/repl/line/keymap.ts';
import { ShellCore } from '../../renderer/repl/shell-core.ts';
import { keySlot } from '../../shared/slots/slots.ts';
import { clusterContext } from '../support/cluster-fixtures.ts';
import { countCalls } from '../support/count-calls.ts';
import { HeadlessScreen } from '../support/headless-screen.ts';
import { openSession } from '../support/open-session.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const CONNECTION = 'one';
const SECRETS = [
  'auth hunter2',
  '3 auth hunter2',
  '@all auth hunter2',
  'AUTH "hunter2',
  '"\\x61uth" hunter2',
  'hello 3 auth bob hunter2',
  // Refused by the server: the tests go on without a password.
  'config set requirepass hunter2 no-such-setting x',
  'config set maxmemory 0 masterauth hunter2',
  'acl setuser bob >hunter2',
  'migrate h 1 k 0 1 auth hunter2',
  `config set x ${'y'.repeat(5000)} requirepass hunter2 more`,
];

let cluster: RedisCluster;
beforeAll(async () => {
  cluster = await RedisCluster.start({ primaries: 3, replicas: 0 });
});
afterAll(() => cluster.stop());

let directory: string;
let session: Session;
let files: HistoryFiles;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'recorded-'));
  files = new HistoryFiles(directory);
  ({ session } = await openSession(cluster, 'direct'));
});
afterEach(async () => {
  session.close();
  await files.flush();
  await rm(directory, { recursive: true });
});

/** A shell whose lines main runs and records, as the handler of `run` does. */
class RecordedShell {
  readonly core: ShellCore;
  private typed = '';
  private frames: (() => void)[] = [];

  constructor(to: Session | null) {
    const hooks: ShellHooks = {
      run: (lines, done, approval) =>
        runLines(lines, done, to, approval, (typed) => void files.add(CONNECTION, typed)),
      ask: () => Promise.resolve(null),
      onEntered: () => undefined,
      confirmPaste: () => true,
      history: () => Promise.resolve([]),
      onEdit: (line) => (this.typed = line.text),
      cancel: () => to?.cancel(),
      arriving: () => Promise.resolve(null),
      stopStreams: () => undefined,
      leave: () => undefined,
      onHints: () => undefined,
      onExecutions: () => undefined,
      onOpenReply: () => undefined,
      onOpenValue: () => undefined,
      openFind: () => undefined,
      copy: () => undefined,
      paste: () => Promise.resolve(''),
      openPalette: () => undefined,
    };
    this.core = new ShellCore({
      screen: new HeadlessScreen(100, 24),
      hooks,
      scrollback: 10_000,
      nextFrame: (callback) => setImmediate(callback),
    });
    this.core.setContext(clusterContext());
  }

  async enter(line: string): Promise<void> {
    this.core.type(line);
    this.press('Enter');
    await this.core.idle();
  }

  /** What ↑ finds, oldest first. */
  walk(): string[] {
    const lines: string[] = [];
    for (;;) {
      this.typed = '';
      this.press('ArrowUp');
      if (this.typed === '') return lines.reverse();
      lines.push(this.typed);
    }
  }

  private press(key: string): void {
    const plain = { code: '', ctrlKey: false, altKey: false, shiftKey: false, metaKey: false };
    this.core.act(actionFor({ key, ...plain })!);
  }
}

const recorded = () => new HistoryFiles(directory).load(CONNECTION);

describe('main records', () => {
  test.each([
    ['lines one by one', ['get a', 'get a', '  ', 'set b 1', 'get a', ' get a']],
    ['lines with secrets among others', ['ping', ...SECRETS, 'ping', 'get b']],
    ['a repeated line once', ['5 get foo', '700 ping', '2 incr n']],
    ["the shell's own commands", ['help get', 'clear', ':set nohints', 'connect 127.0.0.1 1', 'bogus']],
    ['lines that cannot be read', ['get "a', 'get "a"b', '0 ping', '@slot:99999 ping']],
  ])('%s', async (_, lines) => {
    const shell = new RecordedShell(session);
    for (const line of lines) await shell.enter(line);
    await files.flush();
    const walked = shell.walk();
    expect(walked.length).toBeGreaterThan(0);
    expect(await recorded()).toEqual(walked);
    for (const name of await readdir(directory))
      expect(await readFile(path.join(directory, name), 'utf8')).not.toContain('hunter2');
  });

  test('every line of a paste, whatever its length, in order', async () => {
    const lines = Array.from({ length: 1300 }, (_, i) => `set k${i} ${i}`);
    lines.splice(700, 0, '1200 incr counted', ...SECRETS, 'get "unclosed" quote');
    const shell = new RecordedShell(session);
    shell.core.paste(`${lines.join('\n')}\n`);
    await shell.core.idle();
    await files.flush();
    const kept = lines.filter((line) => !SECRETS.includes(line));
    expect(shell.walk()).toEqual(kept);
    expect(await recorded()).toEqual(kept);
  });

  test('lines of the editor and of a panel, without a line break in them', async () => {
    const shell = new RecordedShell(session);
    shell.core.run('get a');
    shell.core.runAll(['set b 1\nx', 'auth hunter2', 'get c']);
    await shell.core.idle();
    await files.flush();
    const kept = ['get a', 'set b 1 x', 'get c'];
    expect(shell.walk()).toEqual(kept);
    expect(await recorded()).toEqual(kept);
  });

  test('a line that the guard refuses, and one that the user declines, but not those after it', async () => {
    session.close();
    ({ session } = await openSession(cluster, 'direct', { environment: 'production' }));
    const shell = new RecordedShell(session);
    shell.core.paste('get a\nflushall\nget never\n');
    await shell.core.idle();
    await shell.enter('flushall');
    session.close();
    ({ session } = await openSession(cluster, 'direct', { readOnly: true }));
    const reader = new RecordedShell(session);
    await reader.enter('set a 1');
    await files.flush();
    expect(shell.walk()).toEqual(['get a', 'flushall']);
    expect(reader.walk()).toEqual(['set a 1']);
    expect(await recorded()).toEqual(['get a', 'flushall', 'set a 1']);
  });

  test('lines without a connection', async () => {
    const shell = new RecordedShell(null);
    for (const line of ['get a', 'auth hunter2', 'help']) await shell.enter(line);
    await files.flush();
    expect(shell.walk()).toEqual(['get a', 'help']);
    expect(await recorded()).toEqual(['get a', 'help']);
  });

  test('a line that never ends, from when it begins', async () => {
    const shell = new RecordedShell(session);
    shell.core.run('blpop nothing 0');
    await files.flush();
    expect(await recorded()).toEqual(['blpop nothing 0']);
    session.cancel();
    await shell.core.idle();
  });

  test('a question and its answer as one line', async () => {
    const lines: string[][] = [];
    const record = (typed: readonly { text: string }[]) => void lines.push(typed.map(({ text }) => text));
    const approval = { question: 1, typed: '', choice: 'asked' } as const;
    await runLines(['ping'], 0, session, null, record);
    await runLines(['ping'], 0, session, approval, record);
    await runLines(['5 ping'], 2, session, null, record);
    expect(lines.flat()).toEqual(['ping']);
  });
});

test('lines after one that leaves the shell are neither run nor recorded', async () => {
  const shell = new RecordedShell(session);
  shell.core.paste('set left before\nexit\nset left after\n');
  await shell.core.idle();
  await files.flush();
  const owner = session.cluster.cache.owner(keySlot(Buffer.from('left')))!;
  expect(await cluster.command(Number(owner.split(':')[1]), 'GET', 'left')).toBe('before');
  expect(await recorded()).toEqual(['set left before', 'exit']);
});

test('main splits a line once, to run it and to record it', async () => {
  const record = (typed: Parameters<HistoryFiles['add']>[1]) => void files.add(CONNECTION, typed);
  await runLines(['get foo'], 0, session, null, record);
  const counter = await countCalls();
  const splits = () => counter.calls('shared/commands/command-line.ts', 'splitLine');
  await runLines(['get foo'], 0, session, null, record);
  expect(await splits()).toBe(1);
  await runLines(['get a', 'get b'], 0, session, null, record);
  expect(await splits()).toBe(2);
  await counter.stop();
});
