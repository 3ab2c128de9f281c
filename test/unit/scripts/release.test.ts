/** What makes a release: the workflows, and what the stores are given. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { storeManifests } from '../../../scripts/store-manifests.mjs';
import { artifactName, readBuilderConfig } from '../../support/electron-builder.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const read = (name: string) => readFileSync(path.join(ROOT, name), 'utf8');
const manifest = JSON.parse(read('package.json')) as Parameters<typeof storeManifests>[0] & {
  scripts: Record<string, string>;
};
const BASE = 'https://github.com/o/r/releases/download/v1.2.3';
const released = { ...manifest, version: '1.2.3' };
const config = await readBuilderConfig();

/** What electron-builder makes of its configuration. */
const files = ['linux', 'mac', 'win'].flatMap((os) => {
  const targets = config[os]!['target'] as (string | { target: string; arch: string[] })[];
  return targets.flatMap((entry) => {
    const { target, arch } = typeof entry === 'string' ? { target: entry, arch: ['x64'] } : entry;
    return arch.map((arch) => artifactName(config, released, { os, arch, target }));
  });
});
const sumOf = (file: string) => createHash('sha256').update(file).digest('hex');
const checksums = files.map((file) => `${sumOf(file)}  ${file}\n`).join('');

describe('the manifests of the stores', () => {
  const texts = storeManifests(released, checksums, BASE);
  const yaml = (name: string) =>
    parse(texts[`winget/Slotshell.Slotshell.${name}`]!) as Record<string, unknown>;
  /** That the pair belongs together, and is of the architecture. */
  function isFile(url: unknown, sum: unknown, end: string) {
    const file = `slotshell-1.2.3-${end}`;
    expect(files).toContain(file);
    expect({ url, sum }).toEqual({ url: `${BASE}/${file}`, sum: sumOf(file) });
  }

  test('every store has its own, of this version, with nothing left to fill in', () => {
    expect(Object.keys(texts).sort()).toEqual([
      'aur/PKGBUILD',
      'homebrew/slotshell.rb',
      'scoop/slotshell.json',
      'winget/Slotshell.Slotshell.installer.yaml',
      'winget/Slotshell.Slotshell.locale.en-US.yaml',
      'winget/Slotshell.Slotshell.yaml',
    ]);
    for (const text of Object.values(texts)) {
      expect(text).toContain('1.2.3');
      expect(text).not.toContain('${');
    }
  });

  test('winget: three files of one package and one format; an installer for each architecture', () => {
    const kinds = { yaml: 'version', 'installer.yaml': 'installer', 'locale.en-US.yaml': 'defaultLocale' };
    for (const [name, kind] of Object.entries(kinds))
      expect(yaml(name)).toMatchObject({
        PackageIdentifier: 'Slotshell.Slotshell',
        PackageVersion: '1.2.3',
        ManifestType: kind,
        ManifestVersion: '1.6.0',
      });
    expect(yaml('locale.en-US.yaml')).toMatchObject({ License: 'MIT', PackageUrl: manifest.homepage });
    expect(yaml('locale.en-US.yaml')['PackageLocale']).toBe(yaml('yaml')['DefaultLocale']);
    const { Scope: scope, Protocols: protocols, Installers: installers } = yaml('installer.yaml');
    expect({ scope, protocols }).toEqual({
      scope: config['nsis']!['perMachine'] === false ? 'user' : 'machine',
      protocols: (config['protocols'] as unknown as { schemes: string[] }[])[0]!.schemes,
    });
    // Otherwise there is one installer, and its name has no architecture.
    expect(config['nsis']!['buildUniversalInstaller']).toBe(false);
    const rows = installers as Record<string, string>[];
    expect(rows.map((row) => row['Architecture'])).toEqual(['x64', 'arm64']);
    for (const row of rows)
      isFile(row['InstallerUrl'], row['InstallerSha256'], `win-${row['Architecture']}.exe`);
  });

  test('scoop: a zip for each architecture, the command, and the window in the menu', () => {
    const scoop = JSON.parse(texts['scoop/slotshell.json']!) as {
      version: string;
      bin: string;
      shortcuts: string[][];
      architecture: Record<string, { url: string; hash: string }>;
    };
    const resource = (config['extraResources'] as unknown as { from: string; to: string }[])[0]!;
    expect(resource.from).toBe('out/executable');
    expect(scoop).toMatchObject({
      version: '1.2.3',
      license: 'MIT',
      bin: `resources\\${resource.to}\\slotshell.exe`,
      shortcuts: [[`${String(config['productName'])}.exe`, 'Slotshell']],
    });
    expect(Object.keys(scoop.architecture)).toEqual(['64bit', 'arm64']);
    isFile(scoop.architecture['64bit']!.url, scoop.architecture['64bit']!.hash, 'win-x64.zip');
    isFile(scoop.architecture['arm64']!.url, scoop.architecture['arm64']!.hash, 'win-arm64.zip');
  });

  test('Homebrew: a disk image for each architecture, from the same macOS on as the app', () => {
    const cask = texts['homebrew/slotshell.rb']!;
    expect(cask.match(/\bdo$/gm)).toHaveLength(cask.match(/^ *end$/gm)!.length);
    for (const [block, arch] of [
      ['on_arm', 'arm64'],
      ['on_intel', 'x64'],
    ] as const) {
      const inside = new RegExp(`${block} do\\s+sha256 "(.*)"\\s+url "(.*)"\\s+end`).exec(cask);
      isFile(inside?.[2], inside?.[1], `mac-${arch}.dmg`);
    }
    expect(config['mac']!['minimumSystemVersion']).toBe('12.0');
    expect(cask).toContain('depends_on macos: ">= :monterey"');
    expect(cask).toContain(`app "${String(config['productName'])}.app"`);
    expect(cask).toContain(String((config['mac']!['binaries'] as unknown as string[])[0]));
    expect(cask).toContain(`Preferences/${String(config['appId'])}.plist`);
  });

  test.skipIf(process.platform === 'win32')('AUR: bash reads what the deb is and where', () => {
    const script =
      'eval "$1"; declare -F package; printf "%s\\n" "$pkgver" "$source" "$sha256sums" "$options"';
    const words = ['--norc', '-euc', script, 'bash', texts['aur/PKGBUILD']!];
    const lines = execFileSync('bash', words, { encoding: 'utf8' }).trim().split('\n');
    const [declared, version, url, sum, options] = lines;
    expect({ declared, version, options }).toEqual({
      declared: 'package',
      version: '1.2.3',
      options: '!strip',
    });
    isFile(url, sum, 'linux-amd64.deb');
  });

  test('nothing is made of a pre-release, nor without a file that a store is to have', () => {
    expect(() => storeManifests({ ...released, version: '1.2.3-beta.1' }, checksums, BASE)).toThrow(
      '1.2.3-beta.1 is a pre-release',
    );
    const fewer = checksums.replace(/^.*arm64\.dmg\n/m, '');
    expect(() => storeManifests(released, fewer, BASE)).toThrow(
      'The release has no slotshell-1.2.3-mac-arm64.dmg.',
    );
    expect(() => storeManifests(released, 'abc  a.exe\n', BASE)).toThrow('Not a line of sha256sum');
  });
});

describe('the workflows', () => {
  interface Step {
    uses?: string;
    run?: string;
  }
  interface Job {
    needs?: string | string[];
    uses?: string;
    steps?: Step[];
    permissions?: object;
    'timeout-minutes'?: number;
    strategy?: { matrix: { include?: { os: string; targets: string }[] } };
  }
  const NAMES = ['ci.yml', 'release.yml'];
  const texts = NAMES.map((name) => read(`.github/workflows/${name}`));
  const workflows = texts.map((text) => parse(text) as { permissions: object; jobs: Record<string, Job> });
  const jobs = workflows.flatMap((workflow) => Object.values(workflow.jobs));
  const steps = jobs.flatMap((job) => job.steps ?? []);
  const [, release] = workflows;

  test('what they run exists, jobs wait for jobs that exist, and each ends by itself', () => {
    for (const { run = '' } of steps) {
      for (const [, script] of run.matchAll(/npm run ([\w:]+)/g))
        expect(manifest.scripts).toHaveProperty([script!]);
      for (const [file] of run.matchAll(/\bscripts\/[\w.-]+/g))
        expect(existsSync(path.join(ROOT, file)), file).toBe(true);
    }
    for (const { jobs } of workflows)
      for (const { needs = [], uses, 'timeout-minutes': minutes } of Object.values(jobs)) {
        expect(Object.keys(jobs)).toEqual(expect.arrayContaining([needs].flat()));
        if (uses) expect(existsSync(path.join(ROOT, uses)), uses).toBe(true);
        else expect(minutes).toBeGreaterThan(0);
      }
  });

  test("only GitHub's own actions are used, and only the last job of a release may write", () => {
    const used = steps.flatMap(({ uses }) => uses ?? []);
    expect(used).toContain('actions/attest-build-provenance@v3');
    for (const action of used) expect(action).toMatch(/^actions\/[\w-]+@v\d+$/);
    for (const { permissions } of workflows) expect(permissions).toEqual({ contents: 'read' });
    const writing = jobs.filter((job) => job.permissions);
    expect(writing).toEqual([release!.jobs['publish']]);
    expect(release!.jobs['publish']!.needs).toEqual(['test', 'build']);
  });

  test('a release builds everything that electron-builder is configured for, and nothing else', () => {
    const OF = { ubuntu: 'linux', macos: 'mac', windows: 'win' };
    const built = release!.jobs['build']!.strategy!.matrix.include!.flatMap(({ os, targets }) => {
      const words = targets.split(' ');
      const arch = words.find((word) => word.startsWith('--'))?.slice(2) ?? 'x64';
      const platform = OF[os.split('-')[0] as keyof typeof OF];
      const kinds = words.filter((word) => !word.startsWith('--'));
      return kinds.map((target) => artifactName(config, released, { os: platform, arch, target }));
    });
    expect(built.sort()).toEqual([...files].sort());
    const upload = texts[1]!;
    for (const file of files)
      expect(upload).toContain(`release/*${/\.(?:tar\.)?[a-zA-Z]+$/.exec(file)![0]}\n`);
  });

  test('CONTRIBUTING.md names each secret', () => {
    const secrets = [...texts.join('').matchAll(/secrets\.(\w+)/g)].map(([, name]) => name!);
    expect(secrets.length).toBeGreaterThan(5);
    for (const name of secrets) expect(read('CONTRIBUTING.md')).toContain(`\`${name}\``);
  });

  test('Dependabot looks after npm and the actions, and takes nothing younger than a week', () => {
    const { updates } = parse(read('.github/dependabot.yml')) as {
      updates: { 'package-ecosystem': string; cooldown: Record<string, number> }[];
    };
    expect(updates.map((update) => update['package-ecosystem'])).toEqual(['npm', 'github-actions']);
    for (const { cooldown } of updates)
      for (const days of Object.values(cooldown)) expect(days).toBeGreaterThanOrEqual(7);
  });
});
