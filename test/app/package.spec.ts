import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { flipFuses, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import { expect, screenText, test, type } from '../support/app.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const EXECUTABLES: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'linux-unpacked/slotshell',
  win32: 'win-unpacked/Slotshell.exe',
  darwin: `mac${process.arch === 'arm64' ? '-arm64' : ''}/Slotshell.app/Contents/MacOS/Slotshell`,
};
const ON = [
  FuseV1Options.EnableCookieEncryption,
  FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
  FuseV1Options.OnlyLoadAppFromAsar,
];
const OFF = [
  FuseV1Options.RunAsNode,
  FuseV1Options.EnableNodeOptionsEnvironmentVariable,
  FuseV1Options.EnableNodeCliInspectArguments,
];

test('the packaged app is only itself, starts, and answers on its demo cluster', async ({ launch }) => {
  test.setTimeout(240_000);
  const output = await mkdtemp(path.join(tmpdir(), 'slotshell-package-'));
  process.once('exit', () => rmSync(output, { recursive: true, force: true }));
  const script = path.join(ROOT, 'scripts', 'package.mjs');
  const args = [script, '--dir', '--without-command', `-c.directories.output=${output}`];
  execFileSync(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  const executable = path.join(output, EXECUTABLES[process.platform] ?? '');

  const fuses = await getCurrentFuseWire(executable);
  const shown = (some: FuseV1Options[]) =>
    some.map((fuse) => String.fromCharCode(Number(fuses[fuse]))).join('');
  // As the wire has them in the binary.
  expect(shown(ON)).toBe('111');
  expect(shown(OFF)).toBe('000');

  // Playwright drives main by the inspector; the other fuses stay as they are shipped.
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  const { app, page } = await launch({ executable, args: ['--demo'], env: { ELECTRON_RUN_AS_NODE: '1' } });
  expect(page.url()).toBe('app://slotshell/index.html');
  expect(await app.evaluate(({ app }) => app.isPackaged)).toBe(true);
  expect(await app.evaluate(({ app }) => app.getName())).toBe('Slotshell');

  await expect.poll(() => screenText(page), { timeout: 60_000 }).toMatch(/^127\.0\.0\.1:\d+>/m);
  await type(page, 'echo packaged\n');
  await expect.poll(() => screenText(page)).toContain('"packaged"');
});

test('npm pack gives the command alone: its program, its papers and the notices', () => {
  const text = execFileSync('npm', ['pack', path.join(ROOT, 'out', 'command'), '--dry-run', '--json'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ files }] = JSON.parse(text) as [{ files: { path: string }[] }];
  const others = files.map((file) => file.path).filter((name) => !/^[\w-]+\.cjs$/.test(name));
  const papers = others.filter((name) => /^completions\/|^slotshell\.1$/.test(name));
  expect(papers.length).toBeGreaterThan(1);
  expect(others.filter((name) => !papers.includes(name)).sort()).toEqual([
    'LICENSE',
    'THIRD-PARTY-NOTICES.txt',
    'package.json',
  ]);
  expect(files.map((file) => file.path)).toContain('slotshell.cjs');
});
