/** Exceptions while an answer is shown in the window: the line is not run again for them, and those after it go on. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Execution, LineOutcome } from '../../../../shared/session/execution.ts';
import { brittle } from '../../../support/brittle.ts';
import { clusterContext, execution, hop, nodeAt, wholeReply } from '../../../support/cluster-fixtures.ts';
import { ShellOnScreen } from '../../../support/shell-on-screen.ts';

const opened: ShellOnScreen[] = [];
const open = (...given: ConstructorParameters<typeof ShellOnScreen>) => {
  const shell = new ShellOnScreen(...given);
  opened.push(shell);
  return shell;
};
// The page's log has the exception.
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined));
afterEach(() => {
  vi.restoreAllMocks();
  opened.splice(0).forEach(({ core }) => core.dispose());
});

const done = (execution: Execution, remaining = 0): LineOutcome => ({
  kind: 'executed',
  executions: [execution],
  remaining,
});
const said = (text: string) => execution({ reply: wholeReply(`+${text}\r\n`), currentNode: nodeAt(7000) });

/** What no node can send any more: its sum cannot be made. */
const unshowable = execution({
  groups: [
    {
      nodes: [{ node: nodeAt(7000), shard: 1, milliseconds: 1 }],
      reply: wholeReply(':1.5\r\n'),
      failure: null,
    },
  ],
});

const SHAPES: [string, Partial<Execution>][] = [
  ['a reply', { reply: wholeReply('*2\r\n:1\r\n$1\r\na\r\n') }],
  ['an error', { reply: wholeReply('-CROSSSLOT no\r\n'), hops: [hop(7002, { outcome: 'crossslot' })] }],
  [
    'nodes together',
    {
      groups: [
        {
          nodes: [{ node: nodeAt(7000), shard: 1, milliseconds: 1 }],
          reply: wholeReply(':1\r\n'),
          failure: null,
        },
      ],
    },
  ],
  ['parts', { parts: [{ slot: 1, node: nodeAt(7000), shard: 1, keys: 1, problem: '', unknownFate: false }] }],
  [
    'a head',
    {
      reply: {
        whole: false,
        head: new TextEncoder().encode('*1\r\n:1\r\n'),
        id: 1,
        bytes: 9,
        elements: 9,
        shown: 1,
      },
    },
  ],
];

it.each(SHAPES)(
  'an exception at any read of %s ends neither the paste nor runs a line of it again',
  async (_, shape) => {
    for (let at = 1, broke = true; broke; at++) {
      const shell = open();
      shell.core.paste('incr a\nincr b\nincr c\n');
      const middle = brittle(execution(shape), at);
      await shell.answer([done(said('A')), done(middle.value), done(said('C'))]);
      expect(shell.lines).toEqual(['incr a']);
      expect(shell.pending).toHaveLength(0);
      const text = (await shell.shown()).join('\n');
      expect(text).toMatch(/incr a\nA .*\n.*incr b\n[^]*incr c\nC .*\n127\.0\.0\.1:7000>$/);
      broke = middle.broke();
      const cannot = text.includes('cannot be shown');
      if (!broke) expect(cannot).toBe(false);
    }
  },
);

it('an answer that cannot be shown is said to have been run', async () => {
  const shell = open();
  shell.core.run('incr a');
  await shell.answer(unshowable);
  expect((await shell.shown()).join('\n')).toMatch(
    /The command was run, and its answer cannot be shown\.\n.*It was not sent again/,
  );
  expect(shell.lines).toEqual(['incr a']);
});

it('repetitions are counted before they are shown', async () => {
  const shell = open();
  shell.core.run('4 incr a');
  await shell.answer([done(unshowable, 3)]);
  await shell.answer([done(said('B'), 2)]);
  await shell.answer([{ kind: 'executed', executions: [said('C'), said('D')], remaining: 0 }]);
  expect(shell.dones).toEqual([0, 1, 2]);
  expect(shell.pending).toHaveLength(0);
});

it('a key of a server that names no word does not keep a line from being run and shown', async () => {
  const context = clusterContext();
  const [arity, flags, categories, , subcommands] = context.commands['get']!;
  const commands = { ...context.commands };
  commands['get'] = [arity, flags, categories, [[[], ['index', -5], ['range', 0, 1, 0]]], subcommands];
  const shell = open(100, 24, { ...context, commands });
  shell.core.paste('get a\nget b\n');
  await shell.answer([done(said('A')), done(said('B'))]);
  expect(shell.lines).toEqual(['get a']);
  expect((await shell.shown()).at(-1)).toBe('127.0.0.1:7000>');
});

it('if main does not say what it has run, nothing of the paste is sent again, and that is reported', async () => {
  const shell = open();
  shell.core.paste('incr a\nincr b\nincr c\n');
  await shell.answer(new Error('an object could not be cloned'));
  expect(shell.lines).toEqual(['incr a']);
  const text = (await shell.shown()).join('\n');
  expect(text).toMatch(
    /an object could not be cloned The line may or may not have run; it was not sent again/,
  );
  expect(text).toMatch(/2 lines sent together with this one may or may not have run/);
  expect(shell.pending).toHaveLength(0);
});
