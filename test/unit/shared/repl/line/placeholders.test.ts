import { describe, expect, it, test } from 'vitest';
import { BUNDLED_COMMANDS } from '../../../../../shared/commands/command-table.ts';
import { SeenKeys } from '../../../../../shared/repl/completion/seen-keys.ts';
import { LineEditor } from '../../../../../shared/repl/line-editor.ts';
import { deleteBack, moveEnd, undo } from '../../../../../shared/repl/line/line.ts';
import { holdsSecret, placeholdersIn } from '../../../../../shared/commands/snippet.ts';

function editor(): LineEditor {
  return new LineEditor({
    context: () => ({ topology: null, commands: BUNDLED_COMMANDS, docs: {}, suggestion: '' }) as never,
    marks: () => [],
    seen: new SeenKeys(),
    earlierLines: () => Promise.resolve([]),
    onHistoryFailure: () => undefined,
    onCompletion: () => undefined,
    onEdit: () => undefined,
  });
}
const tab = { command: 'complete' } as const;
const back = { command: 'complete-back' } as const;
/** The line with a bar at the cursor, and what the next character replaces. */
function shown(one: LineEditor): string {
  const { text, cursor, marks } = one.view([]);
  const armed = marks.find(({ bold }) => bold);
  return `${text.slice(0, cursor)}|${text.slice(cursor)}${armed ? ` ${text.slice(armed.start, armed.end)}` : ''}`;
}

describe('a snippet', () => {
  it('is filled gap by gap, with Tab between them, and has no gaps in the end', () => {
    const one = editor();
    one.type('get x');
    one.insertSnippet('zrange {{key}} 0 {{how many}}');
    expect(shown(one)).toBe('zrange |{{key}} 0 {{how many}} {{key}}');
    one.type('us');
    one.type('er');
    expect(shown(one)).toBe('zrange user| 0 {{how many}}');
    one.act(tab);
    expect(shown(one)).toBe('zrange user 0 |{{how many}} {{how many}}');
    one.act(tab);
    expect(shown(one)).toBe('zrange user 0 |{{how many}} {{how many}}');
    one.act({ edit: deleteBack });
    expect(shown(one)).toBe('zrange user 0 |');
    expect(one.step()).toBe(false);
  });

  it('is gone round in both directions', () => {
    const one = editor();
    one.insertSnippet('mset {{a}} 1 {{b}} 2');
    one.act(back);
    expect(shown(one)).toBe('mset {{a}} 1 |{{b}} 2 {{b}}');
    one.act(tab);
    expect(shown(one)).toBe('mset |{{a}} 1 {{b}} 2 {{a}}');
    one.edit(moveEnd);
    expect(shown(one)).toBe('mset {{a}} 1 {{b}} 2|');
    one.act(back);
    one.put('c d');
    expect(shown(one)).toBe('mset {{a}} 1 c d| 2');
  });

  it('takes the place of the line, which an undo brings back', () => {
    const one = editor();
    one.type('get x');
    one.insertSnippet('ping');
    expect(shown(one)).toBe('ping|');
    one.edit(undo);
    expect(shown(one)).toBe('get x|');
  });

  it('alone has gaps: braces that were typed are text', () => {
    const one = editor();
    one.type('set k {{a}}');
    one.act(tab);
    expect(one.step()).toBe(false);
    one.insertSnippet('get {{k}}');
    one.take();
    one.type('set k {{a}}');
    expect(one.step()).toBe(false);
  });
});

test.each([
  ['get {{key}}', ['key']],
  ['{{a}}{{b b}}', ['a', 'b b']],
  ['{{}} {{"}} {{{x}}} {x} {{a}', ['x']],
  [`{{${'x'.repeat(41)}}}`, []],
])('the gaps of %j', (line, names) => {
  expect(placeholdersIn(line).map(({ name }) => name)).toEqual(names);
});

test.each([
  ['get key', false],
  ['auth hunter2', true],
  ['auth {{password}}', false],
  ['auth "{{password}}"', false],
  ['auth {{user}} hunter2', true],
  ['config set requirepass {{password}}', false],
  ['config set requirepass a{{b}}', true],
])('%j holds a secret: %s', (line, secret) => {
  expect(holdsSecret(line)).toBe(secret);
});
