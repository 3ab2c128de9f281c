import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describe, expect, test } from 'vitest';
import { ACTIONS } from '../../../../shared/actions.ts';
import { DEFAULT_SETTINGS } from '../../../../shared/session/settings.ts';
import { forgivingSettingsSchema, settingsSchema } from '../../../../shared/session/settings-schema.ts';
import {
  actionsOf,
  firstShortcut,
  isShortcut,
  keysOf,
  otherUses,
  shortcutOf,
} from '../../../../shared/session/shortcuts.ts';
import { keysPaper } from '../../../support/keys-paper.ts';

const press = (key: string, ...marks: ('ctrl' | 'meta' | 'shift' | 'alt')[]) => ({
  key,
  ctrlKey: marks.includes('ctrl'),
  metaKey: marks.includes('meta'),
  shiftKey: marks.includes('shift'),
  altKey: marks.includes('alt'),
});

describe('the table', () => {
  test('has keys that can be pressed, and none of them twice', () => {
    const keys = ACTIONS.map(({ name }) => firstShortcut(name)).filter((one) => one !== '');
    for (const one of keys) expect([one, isShortcut(one)]).toEqual([one, true]);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('leaves readline its keys, but for the two that do the same in the shell or wait for it', () => {
    const shared = ACTIONS.flatMap(({ name }) =>
      otherUses(firstShortcut(name), false).some(({ place }) => place === 'shell') ? [name] : [],
    );
    expect(shared.sort()).toEqual(['clear', 'palette']);
  });
});

test('keys are read as they are written, and text is not for actions', () => {
  expect(keysOf(press('N', 'ctrl', 'shift'), false)).toBe('CmdOrCtrl+Shift+N');
  expect(keysOf(press('n', 'meta'), true)).toBe('CmdOrCtrl+N');
  expect(keysOf(press('n', 'ctrl'), true)).toBeNull();
  expect(keysOf(press('+', 'ctrl'), false)).toBe('CmdOrCtrl+Plus');
  expect(keysOf(press('F7'), false)).toBe('F7');
  for (const one of [
    press('n'),
    press('N', 'shift'),
    press('PageUp'),
    press('é', 'ctrl'),
    press('Tab', 'alt'),
  ])
    expect(keysOf(one, false)).toBeNull();
});

test('the user’s own keys come first, may be none, and free those of the table', () => {
  const own = { refresh: 'CmdOrCtrl+L', find: '' } as const;
  expect(actionsOf('CmdOrCtrl+L', own)).toEqual(['refresh', 'clear']);
  expect(actionsOf('F5', own)).toEqual([]);
  expect(actionsOf('CmdOrCtrl+Shift+F', own)).toEqual([]);
  expect(shortcutOf('find', own)).toBe('');
  expect(actionsOf('CmdOrCtrl+Shift+P', { refresh: 'CmdOrCtrl+Shift+P' })).toEqual(['refresh', 'palette']);
});

test('what keys do elsewhere is known: in the shell, in text fields and in the system', () => {
  expect(otherUses('CmdOrCtrl+W', false)).toMatchObject([{ place: 'shell', does: 'Delete the word before' }]);
  // On macOS readline keeps Ctrl, and Cmd is free.
  expect(otherUses('CmdOrCtrl+W', true)).toEqual([]);
  expect(otherUses('CmdOrCtrl+A', false).map(({ place }) => place)).toEqual(['shell', 'fields']);
  expect(otherUses('CmdOrCtrl+Q', false)).toEqual([{ place: 'system', does: 'quit' }]);
  expect(otherUses('CmdOrCtrl+Enter', false)).toMatchObject([{ place: 'editor' }]);
});

test('a file’s wrong keys cost only themselves', () => {
  const shortcuts = { refresh: 'F9', clear: '', find: 'x', 'no-action': 'F8', copy: 7 };
  expect(settingsSchema.safeParse({ ...DEFAULT_SETTINGS, shortcuts }).success).toBe(false);
  expect(forgivingSettingsSchema.parse({ shortcuts }).shortcuts).toEqual({ refresh: 'F9', clear: '' });
  expect(forgivingSettingsSchema.parse({ shortcuts: [] }).shortcuts).toEqual({});
  const good = { ...DEFAULT_SETTINGS, shortcuts: { refresh: 'F9' } };
  expect(settingsSchema.parse(good)).toEqual(good);
});

// `npx vitest run test/unit/shared/session/shortcuts.test.ts -u` writes it again.
test('docs/keys.md is made from the tables', async () => {
  const file = path.resolve('docs/keys.md');
  const text = await format(keysPaper(), { ...(await resolveConfig(file)), filepath: file });
  await expect(text).toMatchFileSnapshot(file);
});
