import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS, SHOWN_SETTINGS, SETTING_GROUPS } from '../../../../../shared/session/settings.ts';
import { foundSettings } from '../../../../../renderer/features/app-settings/state.ts';
import { initialState, reduce } from '../../../../../renderer/window/reduce.ts';
import { BOOT } from '../../../../support/window-fixtures.ts';

const found = (query: string, language: 'en' | 'zh-Hans' = 'en') =>
  foundSettings(query, language, query === '').flatMap(({ names }) => names);

test('without a query every setting is there, in the order of the groups', () => {
  expect(found('')).toHaveLength(SHOWN_SETTINGS.length);
  expect(foundSettings('', 'en', true).map(({ group }) => group)).toEqual(Object.keys(SETTING_GROUPS));
});

test('settings are found by their title, explanation, values and name, in any order of the words', () => {
  expect(found('contrast HIGH')).toEqual(['theme']);
  expect(found('keepAlive')).toEqual(['keepAlive']);
  expect(found('tls handshake')).toEqual(['connectTimeout']);
  expect(found('xyzzy')).toEqual([]);
});

test('in Chinese they are found by the Chinese and by the English', () => {
  expect(found('高对比度', 'zh-Hans')).toEqual(['theme']);
  expect(found('scrollback', 'zh-Hans')).toEqual(['scrollback']);
});

test('a chosen value is in force at once, and the page opens before there is a cluster', () => {
  const start = initialState(BOOT, 1440, 0);
  const dark = reduce(start, { type: 'set', change: { name: 'theme', value: 'contrast' } });
  expect(dark.settings).toEqual({ ...DEFAULT_SETTINGS, theme: 'contrast' });
  const shown = reduce(dark, { type: 'action', name: 'show-app-settings' });
  expect(shown).toMatchObject({ view: 'app-settings', started: true });
});
