/**
 * `npm run package [-- TARGET …]`: the app as people install it, in release/. A release is made of exactly the Electron that
 * package.json names. Any other makes packages to try: the kinds that need no download, which are the default then. `--dir`
 * makes an unpacked directory only, `--without-command` leaves the command out. Other arguments are electron-builder's.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, buildIfStale, giveUp, installModules } from './prepare.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { makeLinuxFiles } from './linux-files.mjs';
import { noticesText } from './notices.mjs';
import { runStep } from './step.mjs';
import { installPackagers, onPath } from './system-packages.mjs';

/** The kinds that Debian's own tools make. */
const OFFLINE = ['dir', 'tar.gz', 'deb', 'rpm'];

const isLinux = process.platform === 'linux';
const args = process.argv.slice(2);
const isTarget = (arg) => /^(dir|tar\.gz|deb|rpm|AppImage|snap|flatpak|dmg|zip|nsis)$/.test(arg);
const targets = args.includes('--dir') ? ['dir'] : args.filter(isTarget);

await installModules().catch(giveUp);
const runtime = await electronRuntime().catch(giveUp);
await buildIfStale().catch(giveUp);

const isRelease = runtime.version === runtime.wanted;
if (!isRelease) {
  console.error(
    `Electron is ${runtime.version}, not ${runtime.wanted}: this is to try, not to give to anybody.`,
  );
  if (targets.length === 0) targets.push(...(isLinux ? OFFLINE : ['dir']));
}

const own = new Set(['--dir', '--without-command']);
if (!args.includes('--without-command'))
  await run('The command as one executable', path.join(ROOT, 'scripts', 'build-executable.mjs'), []);
const notices = path.join(ROOT, 'out', 'notices');
mkdirSync(notices, { recursive: true });
writeFileSync(path.join(notices, 'THIRD-PARTY-NOTICES.txt'), noticesText());
if (isLinux) makeLinuxFiles();
const isDirectory = targets.length === 1 && targets[0] === 'dir';
if (isLinux && !isDirectory) await installPackagers().catch(giveUp);

const words = args.filter((arg) => !own.has(arg) && !isTarget(arg));
if (targets.length > 0)
  words.unshift(`--${{ darwin: 'mac', win32: 'win' }[process.platform] ?? 'linux'}`, ...targets);
if (runtime.source !== 'electron package')
  words.push(`-c.electronDist=${runtime.dist}`, `-c.electronVersion=${runtime.version}`);
// Publishing is a step of the release's own.
words.push('--publish=never');
/** What is set already stays. */
const env = isLinux ? { ...linuxTools(), ...process.env } : {};
await run('electron-builder', path.join(ROOT, 'node_modules', 'electron-builder', 'cli.js'), words, env);

async function run(name, script, words, env = {}) {
  const { ok, why } = await runStep(process.execPath, [script, ...words], { cwd: ROOT, minutes: 20, env });
  if (ok) return;
  console.error(`${name} failed: ${why}.`);
  process.exit(1);
}

function linuxTools() {
  return {
    CUSTOM_FPM_PATH: path.join(ROOT, 'scripts', 'fpm.mjs'),
    ...(onPath('7za') && { ELECTRON_BUILDER_7ZIP_PATH: '/usr/bin/7za' }),
    // Level 9 takes minutes for two per cent.
    ELECTRON_BUILDER_COMPRESSION_LEVEL: '6',
  };
}
