/** The parts of packaging that can be checked without building a package. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { controlOf, readArguments, specOf } from '../../../scripts/fpm.mjs';
import { inLines } from '../../../scripts/in-lines.mjs';
import { bundledFolders, readNotices } from '../../../scripts/notices.mjs';
import { debianChangelog, debianCopyright, newestChanges } from '../../../scripts/linux-files.mjs';
import { readBuilderConfig, validateBuilderConfig } from '../../support/electron-builder.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const read = (name: string) => readFileSync(path.join(ROOT, name));

/** As electron-builder gives them. */
const ARGS = [
  ...['-s', 'dir', '--force', '-t', 'deb', '-d', 'libgbm1', '-d', 'libc6 (>= 2.31)'],
  ...['--deb-recommends', 'xdg-utils', '--deb-compression', 'xz', '--architecture', 'amd64'],
  ...[
    '--description',
    `A shell\n ${'word '.repeat(30).trim()}`,
    '--version',
    '1.0.0',
    '--package',
    '/r/a.deb',
  ],
  ...['--name', 'slotshell', '--maintainer', 'A <a@b>', '--url', 'https://c', '--license', 'MIT'],
  ...['/r/linux-unpacked/=/opt/Slotshell', '/t/a=b.desktop=/usr/share/applications/a.desktop'],
];

test('the stand-in for fpm reads what electron-builder gives it', () => {
  const given = readArguments(ARGS);
  expect(given.files).toEqual([
    { source: '/r/linux-unpacked/', place: '/opt/Slotshell' },
    { source: '/t/a=b.desktop', place: '/usr/share/applications/a.desktop' },
  ]);
  expect(given.depends).toEqual(['libgbm1', 'libc6 (>= 2.31)']);
  expect(() => readArguments(['--name'])).toThrow('--name needs a value.');
  expect(() => readArguments(['/r/nowhere'])).toThrow('/r/nowhere is not SOURCE=PLACE.');
});

test('a control file names everything that the package needs, and folds its description', () => {
  const lines = controlOf(readArguments(ARGS), 7).split('\n');
  expect(lines).toContain('Depends: libgbm1, libc6 (>= 2.31)');
  expect(lines).toContain('Recommends: xdg-utils');
  expect(lines).toContain('Homepage: https://c');
  expect(lines).toContain('Installed-Size: 7');
  const description = lines.slice(lines.indexOf('Description: A shell') + 1, -1);
  expect(description).toHaveLength(2);
  for (const line of description) expect(line).toMatch(/^ (word ?)+$/);
});

test('a spec file owns the folders of the app and no other, and keeps the mode of the sandbox', () => {
  const entries = [
    { name: 'opt', isFolder: true, mode: 0o755 },
    { name: 'opt/Slotshell', isFolder: true, mode: 0o755 },
    { name: 'opt/Slotshell/100%', isFolder: false, mode: 0o644 },
    { name: 'opt/Slotshell/chrome-sandbox', isFolder: false, mode: 0o4755 },
    { name: 'usr/bin', isFolder: true, mode: 0o755 },
    { name: 'usr/bin/slotshell', isFolder: false, mode: 0o777 },
  ];
  const lines = specOf(readArguments(ARGS), '/t/root', entries).split('\n');
  expect(lines.slice(lines.indexOf('%files') + 2)).toEqual([
    '%dir "/opt/Slotshell"',
    '"/opt/Slotshell/100%%"',
    '%attr(4755, root, root) "/opt/Slotshell/chrome-sandbox"',
    '"/usr/bin/slotshell"',
    '',
  ]);
  expect(lines).toContain('Requires: libgbm1');
});

test('words are put in lines, and a long one is left whole', () => {
  expect(inLines('a b', '* ', '  ')).toBe('* a b');
  const [first, second, third] = inLines(`${'x'.repeat(90)} a ${'b'.repeat(75)}`, '* ', '  ').split('\n');
  expect([first, second, third]).toEqual([`* ${'x'.repeat(90)}`, '  a', `  ${'b'.repeat(75)}`]);
});

test("the changelog of a deb has the items of the newest section, in Debian's format", () => {
  const changes = newestChanges(
    '# C\n\n## [2.0.0]\n\n### Added\n\n- One\n  more.\n- Two.\n\n## [1.0.0]\n\n- Old.\n',
  );
  expect(changes).toEqual(['One more.', 'Two.']);
  const manifest = { name: 'slotshell', version: '2.0.0', author: 'A <a@b>' };
  expect(debianChangelog(manifest, changes, 0)).toBe(
    'slotshell (2.0.0) unstable; urgency=medium\n\n  * One more.\n  * Two.\n\n -- A <a@b>  Thu, 01 Jan 1970 00:00:00 +0000\n',
  );
  expect(newestChanges(read('CHANGELOG.md').toString()).length).toBeGreaterThan(5);
});

test('the copyright file of a deb has the licence itself', () => {
  const text = debianCopyright({ author: 'A <a@b>', homepage: 'https://c' }, read('LICENSE').toString());
  expect(text).toContain('\nLicense: MIT\n Permission is hereby granted');
  expect(text).toMatch(/^Copyright: \d{4}/m);
  expect(text.split('\n')).not.toContain(' ');
});

test('there is an icon of every size, and it has that size', () => {
  for (const size of [16, 24, 32, 48, 64, 96, 128, 256, 512]) {
    const png = read(`assets/icons/${size}x${size}.png`);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size]);
  }
  expect(read('assets/icon.ico').readUInt32LE(0)).toBe(0x10000);
  expect(read('assets/icon.icns').subarray(0, 4).toString()).toBe('icns');
});

test("what cannot be built here has a configuration that electron-builder's schema accepts", async () => {
  const config = await readBuilderConfig();
  await validateBuilderConfig(config);
  for (const kind of ['mac', 'nsis', 'snapcraft', 'flatpak']) expect(config[kind]).toBeDefined();
  const wrong = { ...config, mac: { ...config['mac'], hardenedRuntimes: true } };
  await expect(validateBuilderConfig(wrong)).rejects.toThrow('configuration.mac');
});

test('every package that may be bundled has its licence among the notices, and the fonts have the OFL', () => {
  const lock = JSON.parse(read('package-lock.json').toString()) as Parameters<typeof bundledFolders>[0];
  const { dependencies } = JSON.parse(read('package.json').toString()) as {
    dependencies: Record<string, string>;
  };
  const notices = readNotices();
  expect(notices).toHaveLength(bundledFolders(lock).length);
  const names = notices.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(Object.keys(dependencies)));
  expect(names).toContain('standard-as-callback');
  for (const { name, licence, text } of notices) {
    expect(licence, name).not.toBe('');
    expect(text, name).toMatch(/licen[cs]e|permission|public domain|copyright/i);
  }
  const fonts = notices.filter(({ name }) => name.startsWith('@fontsource'));
  expect(fonts).toHaveLength(2);
  for (const { text } of fonts) expect(text).toContain('SIL OPEN FONT LICENSE Version 1.1');
  expect(notices.find(({ name }) => name === 'monaco-editor')!.text).toContain('THIRD-PARTY SOFTWARE');
});
