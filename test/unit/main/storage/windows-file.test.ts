import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readWindows, writeWindows, type LastingWindow } from '../../../../main/storage/windows-file.ts';

const WINDOW: LastingWindow = {
  bounds: { x: 1, y: 2, width: 800, height: 600, maximized: false },
  connection: { args: ['-p', '7000'], isWhole: true, production: false, readOnly: false },
  shells: [
    { node: '127.0.0.1:7000', mode: 'direct' },
    { node: '', mode: 'follow' },
  ],
  active: 1,
  split: { direction: 'right', panes: [1, 0], share: 40 },
  view: 'map',
};

async function place(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'slotshell-windows-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

test('windows that were kept are read as they were', async () => {
  const directory = await place();
  expect(await readWindows(directory)).toEqual([]);
  const profile = '0b0b3bd0-7a9b-4b7e-9d2b-0d6a1c2b3d4e';
  const kept = [WINDOW, { ...WINDOW, connection: { profile, secrets: ['password' as const] } }];
  const file = writeWindows(directory, () => kept);
  file.change();
  await file.flush();
  expect(await readWindows(directory)).toEqual(kept);
});

test('a damaged window costs no other, and a damaged part only itself', async () => {
  const directory = await place();
  const write = (windows: unknown) =>
    writeFile(path.join(directory, 'windows.json'), JSON.stringify(windows));
  const split = { ...WINDOW.split, share: 99 };
  const odd = { ...WINDOW, view: 'create', connection: { args: 'x' }, bounds: { x: 1e9 }, split };
  await write({ windows: [null, { ...WINDOW, shells: [] }, odd, WINDOW] });
  expect(await readWindows(directory)).toEqual([
    { ...WINDOW, view: 'shell', connection: null, bounds: null, split: null },
    WINDOW,
  ]);
  await write({ windows: Array.from({ length: 40 }, () => WINDOW) });
  expect(await readWindows(directory)).toHaveLength(16);
  for (const text of ['', '{', '[]', '{"windows":3}']) {
    await writeFile(path.join(directory, 'windows.json'), text);
    expect(await readWindows(directory)).toEqual([]);
  }
});

test('what has not changed is not written again, and a change that comes late is', async () => {
  const directory = await place();
  let windows = [WINDOW];
  const file = writeWindows(directory, () => windows);
  file.change();
  await file.flush();
  const text = () => readFile(path.join(directory, 'windows.json'), 'utf8');
  await writeFile(path.join(directory, 'windows.json'), 'other');
  file.change();
  await file.flush();
  expect(await text()).toBe('other');
  windows = [];
  file.change();
  await file.flush();
  expect(JSON.parse(await text())).toEqual({ windows: [] });
});
