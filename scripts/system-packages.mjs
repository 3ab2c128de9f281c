/** What the app and its tests need from the system; checks for the programs and libraries, not for package names. */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { runStep } from './step.mjs';

// Programs like ldconfig are not on an ordinary user's PATH.
const PATH = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];

/** @returns {boolean} */
export function onPath(program) {
  return PATH.some((directory) => {
    try {
      accessSync(path.join(directory, program), constants.X_OK);
      return directory !== '';
    } catch {
      return false;
    }
  });
}

const textOf = (command, words) => {
  try {
    return execFileSync(command, words, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, PATH: PATH.join(path.delimiter) },
    });
  } catch {
    return '';
  }
};

/** Shared libraries Electron links to, or loads for the key store, and the Debian packages that hold them (newest name first). */
const LIBRARIES = [
  ['libnss3.so', ['libnss3']],
  ['libatk-bridge-2.0.so.0', ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0']],
  ['libcups.so.2', ['libcups2t64', 'libcups2']],
  ['libgtk-3.so.0', ['libgtk-3-0t64', 'libgtk-3-0']],
  ['libgbm.so.1', ['libgbm1']],
  ['libsecret-1.so.0', ['libsecret-1-0']],
  ['libasound.so.2', ['libasound2t64', 'libasound2']],
];
const PROGRAMS = [['redis-server', ['redis-server']]];
const TEST_PROGRAMS = [
  ['redis-server', ['redis-server']],
  ['redis-cli', ['redis-tools']],
  ['openssl', ['openssl']],
  ['nutcracker', ['nutcracker']],
  ['microsocks', ['microsocks']],
  ['tinyproxy', ['tinyproxy-bin']],
];
/** The key store of the tests; elsewhere the system's own would be written to, and is not tested. */
const KEYRING_PROGRAMS = [
  ['dbus-daemon', ['dbus-daemon', 'dbus']],
  ['gnome-keyring-daemon', ['gnome-keyring']],
];
const DISPLAY_PROGRAMS = [['Xvfb', ['xvfb']]];
/** What makes a tar.gz, a deb and an rpm. */
const PACKAGERS = [
  ['7za', ['p7zip-full']],
  ['dpkg-deb', ['dpkg']],
  ['rpmbuild', ['rpm']],
];
/** What checks a deb, and installs it in a system of its own. */
const PACKAGE_TESTERS = [
  ...PACKAGERS,
  ['debootstrap', ['debootstrap']],
  ['lintian', ['lintian']],
  ['desktop-file-validate', ['desktop-file-utils']],
  ['appstreamcli', ['appstream']],
  ['redis-server', ['redis-server']],
  ['Xvfb', ['xvfb']],
];

export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

function missing(tests) {
  const isLinux = process.platform === 'linux';
  const more = [...(isLinux ? KEYRING_PROGRAMS : []), ...(hasDisplay() ? [] : DISPLAY_PROGRAMS)];
  const lacking = (tests ? [...TEST_PROGRAMS, ...more] : PROGRAMS).filter(([program]) => !onPath(program));
  if (!isLinux) return lacking;
  const known = textOf('ldconfig', ['-p']);
  // Without ldconfig (musl, NixOS) there is nothing to ask: Electron itself will say what it misses.
  return known === '' ? lacking : [...lacking, ...LIBRARIES.filter(([library]) => !known.includes(library))];
}

const isInstallable = (name) => /Candidate: (?!\(none\))/.test(textOf('apt-cache', ['policy', name]));

function installer() {
  if (!existsSync('/etc/debian_version') || !onPath('apt-get')) return null;
  if (process.getuid() === 0) return [];
  try {
    execFileSync('sudo', ['-n', 'true'], { stdio: 'ignore' });
    return ['sudo', '-n'];
  } catch {
    return null;
  }
}

function adviceFor(lacking) {
  const things = `Slotshell needs ${lacking.map(([thing]) => thing).join(', ')}`;
  if (process.platform === 'darwin')
    return `${things}: run \`brew install redis openssl twemproxy microsocks tinyproxy\`.`;
  if (process.platform === 'win32') return `${things}: install it, and put it on PATH.`;
  const packages = lacking.map(([, names]) => names.find(isInstallable) ?? names.at(-1)).join(' ');
  return existsSync('/etc/debian_version')
    ? `${things}: run \`sudo apt-get update && sudo apt-get install --no-install-recommends ${packages}\`.`
    : `${things}: install it with your system's package manager.`;
}

const lackingOf = (programs) => () => programs.filter(([program]) => !onPath(program));

export const installPackagers = () => install(lackingOf(PACKAGERS), { fatal: () => true });
export const installPackageTesters = () => install(lackingOf(PACKAGE_TESTERS), { fatal: () => true });

export const installSystemPackages = ({ tests }) =>
  install(() => missing(tests), {
    // Without redis-server only the demo cluster is lost, and the app itself says so.
    fatal: (lacking) => tests || lacking.some(([thing]) => thing !== 'redis-server'),
  });

/** Installs what is missing where we may (Debian and Ubuntu, root or sudo without a password); else throws one sentence. */
async function install(search, { fatal }) {
  const lacking = search();
  if (lacking.length === 0) return;
  const prefix = installer();
  if (prefix === null) {
    if (fatal(lacking)) throw new Error(adviceFor(lacking));
    console.error(`${adviceFor(lacking)} Until then there is no demo cluster.`);
    return;
  }
  const apt = async (...words) => {
    const [command, ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...words];
    const { ok, why } = await runStep(command, rest, { minutes: 10 });
    if (!ok) throw new Error(`apt-get ${words[0]} failed (${why}). ${adviceFor(lacking)}`);
  };
  await apt('update', '-q');
  const packages = lacking.map(([, names]) => names.find(isInstallable) ?? names.at(-1));
  // The redis-server package may start a server of its own on 6379: that is the system's, and left alone.
  console.log(`Installing ${packages.join(' ')}`);
  await apt('install', '-y', '-q', '--no-install-recommends', ...packages);
  const still = search();
  if (still.length > 0) throw new Error(adviceFor(still));
}
