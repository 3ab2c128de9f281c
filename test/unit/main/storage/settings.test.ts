import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openSettings } from '../../../../main/storage/settings.ts';
import type { Settings } from '../../../../shared/session/settings.ts';

let directory = '';
const file = () => path.join(directory, 'settings.json');
const saved = async () => JSON.parse(await readFile(file(), 'utf8'));
const light: Settings = {
  theme: 'light',
  language: 'zh-Hans',
  nodesWidth: 300,
  inspectorWidth: 400,
  nodesShown: false,
  inspectorShown: true,
  editorShown: false,
  editorHeight: 280,
  mode: 'follow',
  escape: 'redis-cli',
  pasteConfirm: 'always',
  monitorOwn: true,
  restoreWindows: false,
};
const bounds = { x: -10, y: 20, width: 1000, height: 700, maximized: true };

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'settings-'));
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(directory, { recursive: true, force: true });
});

test('without a file there are the defaults, and no file is written for them', async () => {
  const settings = await openSettings(directory);
  await settings.flush();
  expect(settings.settings).toMatchObject({ theme: 'system', mode: 'direct', nodesShown: true });
  expect(settings.bounds).toBeNull();
  expect(await readdir(directory)).toEqual([]);
});

test('what was saved is read again', async () => {
  const first = await openSettings(directory);
  first.save(light);
  first.saveBounds(bounds);
  await first.flush();
  const second = await openSettings(directory);
  expect(second.settings).toEqual(light);
  expect(second.bounds).toEqual(bounds);
});

test('one damaged value costs only itself', async () => {
  await writeFile(
    file(),
    JSON.stringify({ ...light, nodesWidth: -5, mode: 'sideways', bounds: { x: 'left' } }),
  );
  const { settings, bounds: place } = await openSettings(directory);
  expect(settings).toEqual({ ...light, nodesWidth: 272, mode: 'direct' });
  expect(place).toBeNull();
});

test.each(['', '{"theme": "dark"', 'null', '[]', '"text"', '\0\0'])(
  'a damaged file %j gives the defaults',
  async (text) => {
    await writeFile(file(), text);
    const { settings } = await openSettings(directory);
    expect(settings.theme).toBe('system');
  },
);

test('names the file does not know are not kept', async () => {
  await writeFile(file(), JSON.stringify({ ...light, password: 'secret' }));
  const settings = await openSettings(directory);
  settings.save(light);
  await settings.flush();
  expect(await saved()).not.toHaveProperty('password');
});

test('many changes are one write, and a flush does not write twice', async () => {
  const settings = await openSettings(directory, { delay: 60_000 });
  for (let width = 300; width < 400; width++) settings.save({ ...light, nodesWidth: width });
  expect(await readdir(directory)).toEqual([]);
  await settings.flush();
  expect((await saved()).nodesWidth).toBe(399);
  const { mtimeMs } = await stat(file());
  await settings.flush();
  expect((await stat(file())).mtimeMs).toBe(mtimeMs);
});

test('a change is written by itself after the delay', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const settings = await openSettings(directory, { delay: 400 });
  settings.save(light);
  vi.advanceTimersByTime(399);
  expect(await readdir(directory)).toEqual([]);
  vi.advanceTimersByTime(1);
  await settings.flush();
  expect((await saved()).theme).toBe('light');
});

test('the file is for its owner alone, and no temporary one stays behind', async () => {
  await writeFile(file(), '{}', { mode: 0o644 });
  const settings = await openSettings(directory);
  settings.save(light);
  await settings.flush();
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  expect(await readdir(directory)).toEqual(['settings.json']);
});

test('a directory that does not exist yet is made', async () => {
  const settings = await openSettings(path.join(directory, 'new', 'deep'));
  settings.save(light);
  await settings.flush();
  expect(await readdir(path.join(directory, 'new', 'deep'))).toEqual(['settings.json']);
});

test('a failing write is reported and does not throw, and the next one is tried', async () => {
  const errors: Error[] = [];
  await writeFile(path.join(directory, 'taken'), '');
  const settings = await openSettings(path.join(directory, 'taken', 'here'), {
    onError: (error) => errors.push(error),
  });
  settings.save(light);
  await settings.flush();
  expect(errors).toHaveLength(1);
  await rm(path.join(directory, 'taken'));
  settings.save(light);
  await settings.flush();
  expect(errors).toHaveLength(1);
});
