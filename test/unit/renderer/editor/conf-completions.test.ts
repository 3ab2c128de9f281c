import { expect, test } from 'vitest';
import { completeConf } from '../../../../renderer/editor/conf-completions.ts';
import type { Directive } from '../../../../shared/local/conf.ts';

const known: Directive[] = [
  { name: 'appendonly', kind: 'yes-no', isLive: true, initial: 'no' },
  { name: 'appendfsync', kind: 'choice', choices: ['always', 'everysec'], isLive: true, initial: 'everysec' },
  { name: 'hz', kind: 'number', isLive: true, initial: '10' },
  { name: 'include', kind: 'text', isLive: false, initial: null },
];
const ABOUT = { appendonly: 'Writes every change' };

test('a name is completed with a few words, or else with its default', () => {
  expect(completeConf('  app', known, ABOUT)).toEqual({
    start: 2,
    items: [
      { text: 'appendonly', detail: 'Writes every change' },
      { text: 'appendfsync', detail: 'default everysec' },
      { text: 'hz', detail: 'default 10' },
      { text: 'include', detail: '' },
    ],
  });
});

test.each([
  ['appendonly ', 11, ['yes', 'no']],
  ['AppendFsync ev', 12, ['always', 'everysec']],
  ['hz ', 3, []],
  ['appendonly yes ', 11, []],
  ['nothing ', 0, []],
  ['# app', 0, []],
])('%j is completed by what its directive takes', (before, start, texts) => {
  const { start: at, items } = completeConf(before, known, ABOUT);
  expect(items.map(({ text }) => text)).toEqual(texts);
  if (texts.length > 0) expect(at).toBe(start);
});
