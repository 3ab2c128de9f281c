import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, screenText, test, type } from '../support/app.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const EXECUTABLES: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'linux-unpacked/slotshell',
  win32: 'win-unpacked/Slotshell.exe',
  darwin: `mac${process.arch === 'arm64' ? '-arm64' : ''}/Slotshell.app/Contents/MacOS/Slotshell`,
};

test('the packaged app starts, and answers on its demo cluster', async ({ launch }) => {
  test.setTimeout(240_000);
  const script = path.join(ROOT, 'scripts', 'package.mjs');
  execFileSync(process.execPath, [script, '--dir'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  const executable = path.join(ROOT, 'release', EXECUTABLES[process.platform] ?? '');
  expect(existsSync(executable)).toBe(true);

  const { app, page } = await launch({ executable, args: ['--demo'] });
  expect(page.url()).toBe('app://slotshell/index.html');
  expect(await app.evaluate(({ app }) => app.isPackaged)).toBe(true);
  expect(await app.evaluate(({ app }) => app.getName())).toBe('Slotshell');

  await expect.poll(() => screenText(page), { timeout: 60_000 }).toMatch(/^127\.0\.0\.1:\d+>/m);
  await type(page, 'echo packaged\n');
  await expect.poll(() => screenText(page)).toContain('"packaged"');
});
