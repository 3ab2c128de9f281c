import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { History } from '../../../../../shared/repl/line/history.ts';
import {
  beginSearch,
  foundText,
  searchFor,
  searchOn,
  searchView,
} from '../../../../../shared/repl/line/history-search.ts';
import { EMPTY_LINE } from '../../../../../shared/repl/line/line.ts';
import { clusterContext, execution } from '../../../../support/cluster-fixtures.ts';
import { ShellOnScreen } from '../../../../support/shell-on-screen.ts';
import { Reading } from '../../../../../shared/repl/line/reading.ts';

const lines = ['set user:1 Ann', 'get user:1', 'del foo', 'get user:1', 'GET Foo', 'ping'];
const before = { ...EMPTY_LINE, text: 'half', cursor: 4 };
const begun = beginSearch(lines, before, 'older');

describe('a search', () => {
  it('shows the newest line that holds the text, and the one before it next', () => {
    const found = searchFor(lines, begun, 'user');
    expect(foundText(lines, found)).toBe('get user:1');
    expect(found.at).toBe(3);
    expect(searchView(lines, found)).toMatchObject({ cursor: 4, marks: [{ start: 4, end: 8 }] });
    const next = searchOn(lines, found, 'older');
    // The same line two places earlier is skipped.
    expect(foundText(lines, next)).toBe('set user:1 Ann');
    expect(foundText(lines, searchOn(lines, next, 'newer'))).toBe('get user:1');
  });

  it('says that it failed and keeps the line found last', () => {
    const found = searchFor(lines, searchFor(lines, begun, 'del'), 'delx');
    expect(found.failed).toBe(true);
    expect(foundText(lines, found)).toBe('del foo');
    expect(
      searchView(lines, found)
        .prompt.map(({ text }) => text)
        .join(''),
    ).toBe("(failed reverse-i-search)'delx': ");
    expect(searchFor(lines, found, 'del').failed).toBe(false);
    expect(foundText(lines, searchFor(lines, found, ''))).toBe('half');
  });

  it('heeds capitals only where some are typed', () => {
    expect(foundText(lines, searchFor(lines, begun, 'foo'))).toBe('GET Foo');
    expect(foundText(lines, searchFor(lines, begun, 'G'))).toBe('GET Foo');
    expect(searchFor(lines, begun, 'Ping').failed).toBe(true);
  });

  it('ends at the oldest and the newest line and finds the way back', () => {
    let found = searchFor(lines, begun, 'e');
    for (let i = 0; i < 10; i++) found = searchOn(lines, found, 'older');
    expect(found).toMatchObject({ failed: true, at: 0 });
    for (let i = 0; i < 10; i++) found = searchOn(lines, found, 'newer');
    expect(found).toMatchObject({ failed: true, at: 4 });
  });

  it('marks only what holds the text, for any lines', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 6 });
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 6 }),
        text,
        fc.array(fc.boolean(), { maxLength: 4 }),
        (all, query, on) => {
          let found = searchFor(all, beginSearch(all, before, 'older'), query);
          for (const older of on) found = searchOn(all, found, older ? 'older' : 'newer');
          const view = searchView(all, found);
          expect(view.cursor).toBeLessThanOrEqual(view.text.length);
          for (const { start, end } of view.marks)
            expect(view.text.slice(start, end).toLowerCase()).toBe(query.toLowerCase());
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('the history', () => {
  it('puts what was loaded before what was run meanwhile, without doubling it', () => {
    const history = new History();
    history.add(new Reading('get a'));
    history.load(['old', 'get a']);
    history.add(new Reading('get b'));
    expect(history.lines).toEqual(['old', 'get a', 'get b']);
    expect(history.older('')).toBe('get b');
    history.load(['other']);
    expect(history.lines).toEqual(['other', 'get b']);
    history.clear();
    expect(history.older('')).toBeNull();
  });
});

describe('Ctrl+R in the shell', () => {
  const open = async () => {
    const shell = new ShellOnScreen(80, 24, clusterContext(), ['set user:1 Ann', 'get user:1', 'ping']);
    await shell.settled();
    return shell;
  };
  const last = async (shell: ShellOnScreen) => (await shell.shown()).at(-1);

  it('searches while one types, marks what it finds, and runs it with Enter', async () => {
    const shell = await open();
    shell.type('half');
    shell.press('Ctrl+r');
    expect(await last(shell)).toBe("(reverse-i-search)'': half");
    shell.type('user');
    expect(await last(shell)).toBe("(reverse-i-search)'user': get user:1");
    expect(
      shell.screen
        .styles(0)
        .filter(({ underlined }) => underlined)
        .map(({ text }) => text),
    ).toEqual(['user']);
    shell.press('Ctrl+r');
    expect(await last(shell)).toBe("(reverse-i-search)'user': set user:1 Ann");
    shell.press('Ctrl+s');
    expect(await last(shell)).toBe("(i-search)'user': get user:1");
    shell.press('Enter');
    expect(shell.lines).toEqual(['get user:1']);
    await shell.answer(execution());
    expect(await last(shell)).toBe('127.0.0.1:7002>');
  });

  it.each(['Escape', 'Ctrl+g', 'Ctrl+c'])('gives the typed line back with %s', async (chord) => {
    const shell = await open();
    shell.type('half');
    shell.press('ArrowLeft', 'Ctrl+r');
    shell.type('ping');
    shell.press(chord);
    expect(await last(shell)).toBe('127.0.0.1:7000> half');
    expect(shell.events.at(-1)).toBe('edit half 3');
    shell.type('X');
    expect(await last(shell)).toBe('127.0.0.1:7000> halXf');
  });

  it.each([
    ['ArrowLeft', 'get Xuser:1'],
    ['Tab', 'get uXser:1'],
    ['End', 'get user:1X'],
  ])('takes the line over to be edited with %s', async (chord, edited) => {
    const shell = await open();
    shell.press('Ctrl+r');
    shell.type('ser');
    shell.press(chord);
    shell.type('X');
    expect(await last(shell)).toBe(`127.0.0.1:7000> ${edited}`);
    shell.press('Ctrl+z', 'Ctrl+z');
    expect(await last(shell)).toBe('127.0.0.1:7000>');
  });

  it('shortens the text with Backspace and says when nothing holds it', async () => {
    const shell = await open();
    shell.press('Ctrl+r');
    shell.type('pinx');
    expect(await last(shell)).toBe("(failed reverse-i-search)'pinx': ping");
    shell.press('Backspace');
    expect(await last(shell)).toBe("(reverse-i-search)'pin': ping");
    shell.core.paste('1');
    expect(await last(shell)).toBe('127.0.0.1:7000> 1ping');
  });

  it('leaves Escape to the window if no search is open', async () => {
    const shell = await open();
    expect(shell.core.act({ command: 'escape' })).toBe(false);
  });
});

describe("redis-cli's search", () => {
  const started = beginSearch(lines, before, 'older', 'redis-cli');
  const shown = (search: typeof started) => {
    const { prompt, text, cursor, marks } = searchView(lines, search);
    return { line: prompt.map((part) => part.text).join('') + text, cursor, marks };
  };

  it('shows the line alone, the match bold and the cursor behind it', () => {
    expect(shown(searchFor(lines, started, 'user'))).toEqual({
      line: '(reverse-i-search): get user:1',
      cursor: 8,
      marks: [{ start: 4, end: 8, bold: true }],
    });
  });

  it('begins at the oldest line with Ctrl+S, and again with every character', () => {
    const newer = beginSearch(lines, before, 'newer', 'redis-cli');
    const found = searchFor(lines, newer, 'user');
    expect(shown(found).line).toBe('(i-search): set user:1 Ann');
    const next = searchOn(lines, found, 'newer');
    expect(foundText(lines, next)).toBe('get user:1');
    expect(foundText(lines, searchFor(lines, next, 'user:'))).toBe('set user:1 Ann');
  });

  it('keeps a line at the end of the history, and shows the text itself if no line holds it', () => {
    const found = searchFor(lines, started, 'del');
    expect(foundText(lines, searchOn(lines, found, 'older'))).toBe('del foo');
    const none = searchFor(lines, found, 'delx');
    expect(shown(none)).toEqual({ line: '(reverse-i-search): delx', cursor: 4, marks: [] });
    expect(foundText(lines, searchFor(lines, none, ''))).toBe('half');
  });
});
