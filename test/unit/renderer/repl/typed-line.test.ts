/** What one typed line costs the window: splits of its text, and writes to the terminal. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeLine } from '../../../../renderer/repl/line/hint.ts';
import { clusterContext, execution } from '../../../support/cluster-fixtures.ts';
import { countCalls, type CallCounter } from '../../../support/count-calls.ts';
import { ShellOnScreen } from '../../../support/shell-on-screen.ts';

let shell: ShellOnScreen;
let counter: CallCounter;
beforeEach(async () => {
  shell = new ShellOnScreen();
  await shell.settled();
  counter = await countCalls();
});
afterEach(async () => {
  await counter.stop();
  shell.core.dispose();
});

const splits = () => counter.calls('shared/commands/command-line.ts', 'splitLine');
const keyReadings = () => counter.calls('shared/commands/command-table.ts', 'findKeys');
/** What each write to the terminal was, since the last call. */
const writes = async () => {
  await shell.settled();
  return shell.screen.writes.splice(0).filter((data) => data !== '');
};

describe('a typed line', () => {
  it('is split once per text: for its marks, its syntax, its hint, its entry, the history and its answer', async () => {
    const context = clusterContext();
    shell.onEdit = (line) => void describeLine(line, context);
    await splits();
    shell.type('get foo');
    // Every text that it had on the way: "g", "ge", …
    expect(await splits()).toBe('get foo'.length);
    shell.press('Enter');
    await shell.answer(execution());
    // The empty line that follows it.
    expect(await splits()).toBe(1);
    expect(await shell.shown()).toContain('127.0.0.1:7000> get foo');
  });

  it('has its keys looked up once per text and command table', async () => {
    shell.core.paste('get foo');
    await keyReadings();
    shell.core.setContext(clusterContext({ database: 0 }));
    shell.press('Enter');
    await shell.answer(execution());
    // The empty line that follows it.
    expect(await keyReadings()).toBe(1);
  });

  it('is written to the terminal once for Enter, and once for its answer with the prompt after it', async () => {
    shell.type('get foo');
    await writes();
    shell.press('Enter');
    expect(await writes()).toEqual([expect.stringMatching(/7000> .*get .*foo/)]);
    expect(shell.core.lines()).toEqual(['127.0.0.1:7000> get foo']);
    await shell.answer(execution());
    expect(await writes()).toEqual([expect.stringMatching(/"bar".*127\.0\.0\.1:7002/s)]);
    expect((await shell.shown()).at(-1)).toBe('127.0.0.1:7002>');
  });

  it('is written once when another waits behind it', async () => {
    shell.type('get a');
    shell.press('Enter');
    shell.type('get b');
    shell.press('Enter');
    await writes();
    await shell.answer(execution());
    expect(await writes()).toEqual([expect.stringMatching(/"bar".*get .*b/s)]);
  });
});
