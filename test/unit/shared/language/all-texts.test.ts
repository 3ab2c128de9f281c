/** Every text of the app in every language: the Chinese ones are in a file beside the English ones. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ACTION_LABELS, MENU_LABELS } from '../../../../shared/action-labels.zh-Hans.ts';
import { EDITOR_KEYS, SHELL_KEYS } from '../../../../shared/session/shell-keys.ts';
import { KEYS_ZH } from '../../../../renderer/kit/words.zh-Hans.ts';
import { compileMessage, type Words } from '../../../../shared/language/texts.ts';
import { chineseProblems } from '../../../support/chinese.ts';
import { messageFacts } from '../../../support/message-facts.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const SUFFIX = '.zh-Hans.ts';

const files = ['main', 'renderer', 'shared'].flatMap((folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(SUFFIX) && !name.startsWith('action-labels'))
    .map((name) => path.join(folder, name)),
);

const isWords = (value: unknown): value is Words<unknown> => typeof value === 'function' && 'texts' in value;

/** Each text under the path of its keys; a value that is no text is an error. */
function leavesOf(texts: unknown, at = ''): [string, string][] {
  if (typeof texts === 'string') return [[at, texts]];
  if (typeof texts !== 'object' || texts === null) throw new Error(`${at} is no text`);
  return Object.entries(texts).flatMap(([key, one]) => leavesOf(one, at ? `${at}.${key}` : key));
}

test('the Chinese labels of actions are spaced and marked as Chinese is', () => {
  for (const label of Object.values({ ...ACTION_LABELS, ...MENU_LABELS }))
    expect([label, ...chineseProblems(label)]).toEqual([label]);
});

test('every key of the shell and the editor has its Chinese, and no other has', () => {
  const keys = [...SHELL_KEYS, ...EDITOR_KEYS].map(([chords]) => chords);
  expect(Object.keys(KEYS_ZH).sort()).toEqual([...new Set(keys)].sort());
  for (const text of Object.values(KEYS_ZH)) expect([text, ...chineseProblems(text)]).toEqual([text]);
});

test('there are texts in Chinese', () => {
  expect(files.map((file) => file.replaceAll(path.sep, '/'))).toContain('renderer/window/words.zh-Hans.ts');
});

describe.each(files)('%s', (file) => {
  const all = import(path.join(ROOT, file.replace(SUFFIX, '.ts'))).then((module: object) => {
    const words = Object.values(module).filter(isWords);
    return words.map(({ texts }) => ({
      en: new Map(leavesOf(texts.en)),
      zh: new Map(leavesOf(texts['zh-Hans'])),
    }));
  });

  test('both languages have the same texts', async () => {
    expect((await all).length).toBeGreaterThan(0);
    for (const { en, zh } of await all) expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
  });

  test('every text is an ICU message, and shows the same arguments in both languages', async () => {
    for (const { en, zh } of await all)
      for (const [key, text] of en) {
        const english = messageFacts(compileMessage(text, 'en'));
        const chinese = messageFacts(compileMessage(zh.get(key)!, 'zh-Hans'));
        expect([key, ...chinese.shown]).toEqual([key, ...english.shown]);
        // Chinese may do without a choice of forms, as it has no plural.
        expect([...english.choosing, ...english.shown]).toEqual(expect.arrayContaining(chinese.choosing));
      }
  });

  test('the Chinese is spaced and marked as Chinese is', async () => {
    for (const { zh } of await all)
      for (const [key, text] of zh) {
        const { variants } = messageFacts(compileMessage(text, 'zh-Hans'));
        expect([key, ...variants.flatMap(chineseProblems)]).toEqual([key]);
      }
  });
});
