import { expect, test } from 'vitest';
import { BUNDLED_DOCS } from '../../../../../main/cluster/commands/bundled-docs.ts';
import { clusterContext, execution } from '../../../../support/cluster-fixtures.ts';
import { ShellOnScreen } from '../../../../support/shell-on-screen.ts';

const documented = () => new ShellOnScreen(100, 24, { ...clusterContext(), docs: BUNDLED_DOCS });
/** What is typed, without the hint: what the window was told of last. */
const typed = (shell: ShellOnScreen) => {
  const last = shell.events.findLast((event) => event.startsWith('edit '));
  return last?.slice(5).replace(/ \d+$/, '');
};

test('the hint is shown behind the cursor while the cursor is at the end of the line', async () => {
  const shell = documented();
  shell.type('getex k ');
  expect((await shell.shown()).at(-1)).toBe(
    '127.0.0.1:7000> getex k  [EX seconds|PX milliseconds|EXAT unix-time-seconds|PXAT unix-time-millise…',
  );
  shell.press('Home');
  expect((await shell.shown()).at(-1)).toBe('127.0.0.1:7000> getex k');
  shell.press('End');
  shell.core.setHints(false);
  expect((await shell.shown()).at(-1)).toBe('127.0.0.1:7000> getex k');
  shell.core.setHints(true);
  expect((await shell.shown()).at(-1)).toContain('[EX seconds');
  shell.press('Enter');
  await shell.answer(execution());
  expect((await shell.shown()).join('\n')).not.toContain('[EX seconds');
});

test('a word that can become one thing only becomes it, with a blank behind', () => {
  const shell = documented();
  shell.type('cluster coun');
  shell.press('Tab');
  expect(typed(shell)).toBe('cluster count');
  shell.type('k');
  shell.press('Tab');
  expect(typed(shell)).toBe('cluster countkeysinslot ');
  shell.press('Ctrl+z');
  expect(typed(shell)).toBe('cluster countk');
});

test('Tab goes through the candidates and round, Shift+Tab and the arrows too, Escape takes all back', () => {
  const shell = documented();
  shell.type('set a b ex');
  shell.press('Tab');
  expect(shell.lists.at(-1)).toMatchObject({
    selected: 0,
    inserted: false,
    facts: 'string · O(1) · since 1.0.0',
  });
  shell.press('Tab', 'Tab', 'Tab');
  expect(shell.lists.at(-1)).toMatchObject({ selected: 0, inserted: true });
  shell.press('Shift+Tab');
  expect(typed(shell)).toBe('set a b exat');
  shell.press('ArrowDown');
  expect(typed(shell)).toBe('set a b ex');
  shell.press('ArrowUp', 'Escape');
  expect(typed(shell)).toBe('set a b ex');
  expect(shell.lists.at(-1)).toBeNull();
});

test('Enter takes a candidate that was moved to, and runs the line otherwise', () => {
  const shell = documented();
  shell.type('set a b ex');
  shell.press('Tab', 'Tab', 'Enter');
  expect(shell.lines).toEqual([]);
  expect(typed(shell)).toBe('set a b ex ');
  shell.type('5');
  shell.press('Enter');
  expect(shell.lines).toEqual(['set a b ex 5']);
});

test('Enter on a list that was only looked at runs the line', () => {
  const shell = documented();
  shell.type('get');
  shell.press('Tab', 'Enter');
  expect(shell.lines).toEqual(['get']);
  expect(shell.lists.at(-1)).toBeNull();
});

test('any other key keeps the candidate and goes on', () => {
  const shell = documented();
  shell.type('set a b ex');
  shell.press('Tab', 'Tab');
  shell.type(' 10');
  expect(typed(shell)).toBe('set a b ex 10');
  expect(shell.lists.at(-1)).toBeNull();
  shell.type(' ');
  shell.press('Tab', 'Tab', 'Backspace');
  expect(typed(shell)).toBe('set a b ex 10 n');
  expect(shell.lists.at(-1)).toBeNull();
});

test('a candidate that is pointed at is taken; nothing happens if there is none', () => {
  const shell = documented();
  shell.core.chooseCandidate(0);
  shell.type('get ');
  shell.press('Tab');
  expect(shell.lists).toEqual([]);
  shell.press('Ctrl+u');
  shell.type('zrangeby');
  shell.press('Tab');
  shell.core.chooseCandidate(1);
  expect(typed(shell)).toBe('zrangebyscore ');
});

test('keys of lines that were run are offered', async () => {
  const shell = documented();
  shell.type('set "my key" v');
  shell.press('Enter');
  await shell.answer(execution());
  shell.type('get m');
  shell.press('Tab');
  expect(typed(shell)).toBe('get "my key" ');
});
