import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readFirstLook } from '../../../../main/storage/first-look.ts';
import { openSettings } from '../../../../main/storage/settings.ts';
import { DEFAULT_SETTINGS } from '../../../../shared/session/settings.ts';

const bounds = { x: -10, y: 20, width: 1000, height: 700, maximized: true };

test.each([
  null,
  '',
  'null',
  '[]',
  '"text"',
  '{"theme":"light"',
  '{"theme":"pink","bounds":{"x":"left"}}',
  '{"theme":"constructor","bounds":[]}',
  JSON.stringify({ theme: 'dark', bounds }),
  JSON.stringify({ theme: 'contrast', bounds: { ...bounds, maximized: 1 } }),
  JSON.stringify({ theme: 5, bounds: { ...bounds, width: 0 } }),
  JSON.stringify({ ...DEFAULT_SETTINGS, theme: 'light', bounds: { ...bounds, x: 1e9 } }),
])('the first window looks as all of the settings say: %j', async (text) => {
  const directory = await mkdtemp(path.join(tmpdir(), 'first-look-'));
  if (text !== null) await writeFile(path.join(directory, 'settings.json'), text);
  const { settings, bounds: place } = await openSettings(directory);
  expect(await readFirstLook(directory)).toEqual({ theme: settings.theme, bounds: place });
  await rm(directory, { recursive: true });
});
