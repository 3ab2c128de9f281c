import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openSettings } from '../../../../main/storage/settings.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../../shared/session/settings.ts';

let directory = '';
const file = () => path.join(directory, 'settings.json');
const saved = async () => JSON.parse(await readFile(file(), 'utf8'));
const light: Settings = {
  ...DEFAULT_SETTINGS,
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
  notify: true,
  notifyAfter: 60,
  updates: 'automatic',
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
  const settings = await openSettings(directory, { onProblem: () => undefined });
  settings.save({ ...light, theme: 'dark' });
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
  const errors: string[] = [];
  await writeFile(path.join(directory, 'taken'), '');
  const settings = await openSettings(path.join(directory, 'taken', 'here'), {
    onProblem: (text) => errors.push(text),
  });
  settings.save(light);
  await settings.flush();
  expect(errors).toHaveLength(1);
  await rm(path.join(directory, 'taken'));
  settings.save(light);
  await settings.flush();
  expect(errors).toHaveLength(1);
});

test('what is wrong in the file is said, with its place or the values that are allowed, and nothing secret-long', async () => {
  await writeFile(file(), '{\n  "theme": "dark",\n}');
  const broken = await openSettings(directory);
  expect(broken.problems).toEqual([
    expect.stringMatching(/^settings\.json is not valid JSON.*so nothing in it holds/),
  ]);
  await writeFile(
    file(),
    JSON.stringify({
      theme: 'pink',
      fontSize: 7.5,
      history: 1,
      separator: '',
      teme: 'dark',
      font: 'x'.repeat(500),
    }),
  );
  const { problems, settings } = await openSettings(directory);
  expect(problems).toHaveLength(6);
  expect(problems.join('\n')).toContain('it is one of "system","dark","light","contrast". "system" holds.');
  expect(problems.join('\n')).toContain('a whole number from 8 to 32. 13 holds.');
  expect(problems.join('\n')).toContain('“teme” is no setting');
  expect(Math.max(...problems.map((text) => text.length))).toBeLessThan(200);
  expect(settings).toEqual(DEFAULT_SETTINGS);
});

test('a file with something wrong in it is kept as a copy before a change of a setting writes it again', async () => {
  const text = '{ "theme": "dark", "fontsize": 20, }';
  await writeFile(file(), text);
  const told: string[] = [];
  const settings = await openSettings(directory, { onProblem: (problem) => told.push(problem) });
  // A window that is moved leaves it as it is.
  settings.saveBounds(bounds);
  await settings.flush();
  expect(await readFile(file(), 'utf8')).toBe(text);
  settings.save(light);
  await settings.flush();
  expect(await saved()).toMatchObject(light);
  const copy = (await readdir(directory)).find((name) => name.startsWith('settings.damaged-'))!;
  expect(await readFile(path.join(directory, copy), 'utf8')).toBe(text);
  expect(told).toEqual([expect.stringContaining(copy)]);
  expect(settings.problems).toEqual([]);
});

test('a file that cannot be read is not written', async () => {
  await mkdir(file());
  const told: string[] = [];
  const settings = await openSettings(directory, { onProblem: (problem) => told.push(problem) });
  expect(settings.problems).toEqual([expect.stringContaining('could not be read')]);
  settings.save(light);
  await settings.flush();
  expect(told).toEqual([expect.stringContaining('was not saved')]);
});

test('what another program writes is taken in, also just before our own change is written', async () => {
  const settings = await openSettings(directory, { delay: 1 });
  settings.save(light);
  await settings.flush();
  const heard = new Promise<void>((resolve) => void settings.watch(resolve));
  let isHeard = false;
  void heard.then(() => (isHeard = true));
  // Again and again: the system may begin to watch a moment later.
  for (let fontSize = 20; !isHeard; fontSize = 20 + ((fontSize + 1) % 10)) {
    await writeFile(file(), JSON.stringify({ ...light, fontSize }));
    await turn(20);
  }
  expect(settings.settings.fontSize).toBeGreaterThanOrEqual(20);
  await writeFile(file(), JSON.stringify({ ...light, separator: '/', theme: 'dark' }));
  settings.save({ ...settings.settings, theme: 'contrast' });
  await settings.flush();
  expect(await saved()).toMatchObject({ separator: '/', theme: 'contrast' });
});
