import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { settingsPaper } from '../../../support/settings-paper.ts';
import {
  clampSize,
  DEFAULT_SETTINGS,
  SETTINGS,
  type NumberName,
} from '../../../../shared/session/settings.ts';
import { forgivingSettingsSchema, settingsSchema } from '../../../../shared/session/settings-schema.ts';

const SIZES: NumberName[] = [
  'nodesWidth',
  'inspectorWidth',
  'editorHeight',
  'fontSize',
  'scrollback',
  'keepAlive',
];

test('the defaults are settings, and what a file that holds nothing is read as', () => {
  expect(settingsSchema.parse(DEFAULT_SETTINGS)).toEqual(DEFAULT_SETTINGS);
  expect(forgivingSettingsSchema.parse({})).toEqual(DEFAULT_SETTINGS);
  expect(Object.keys(DEFAULT_SETTINGS)).toEqual(Object.keys(SETTINGS));
});

test.each(SIZES)('the window clamps %s to what main takes, and main takes no more', (name) => {
  const { min, max } = SETTINGS[name];
  const takes = (size: number) => settingsSchema.safeParse({ ...DEFAULT_SETTINGS, [name]: size }).success;
  expect([clampSize(name, -1e9), clampSize(name, 1e9)]).toEqual([min, max]);
  expect([min - 1, min, max, max + 1, min + 0.5].map(takes)).toEqual([false, true, true, false, false]);
  expect(clampSize(name, min + 0.4)).toBe(min);
});

test('each value that is not allowed is refused, and forgiven alone', () => {
  const wrong = { ...DEFAULT_SETTINGS, theme: 'pink', monitorOwn: 1, nodesShown: false };
  expect(settingsSchema.safeParse(wrong).error?.issues.map(({ path }) => path[0])).toEqual([
    'theme',
    'monitorOwn',
  ]);
  expect(forgivingSettingsSchema.parse(wrong)).toEqual({ ...DEFAULT_SETTINGS, nodesShown: false });
});

// `npx vitest run test/unit/shared/session/settings.test.ts -u` writes it again.
test('docs/settings.md is made from the rows', async () => {
  const file = path.resolve('docs/settings.md');
  const text = await format(settingsPaper(), { ...(await resolveConfig(file)), filepath: file });
  await expect(text).toMatchFileSnapshot(file);
});
