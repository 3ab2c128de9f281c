#!/usr/bin/env node
/**
 * Stands in for fpm, which electron-builder downloads: makes a deb with dpkg-deb, or an rpm with rpmbuild, out of the
 * arguments that electron-builder gives (`CUSTOM_FPM_PATH`). Every deb and rpm is made by it, so that the tested one and
 * the released one are the same.
 *
 * The packages have no scripts: what electron-builder's would do (menus, icons, MIME types) the distributions do by
 * triggers, and the rest is in the files: the link in /usr/bin, and the mode of Chromium's sandbox.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inLines } from './in-lines.mjs';

const SHORT = { '-s': 'input', '-t': 'target', '-d': 'depends' };
const FLAGS = new Set(['force', 'debug']);
const LISTS = new Set(['depends', 'deb-recommends', 'deb-suggests']);

/** The arguments as names and values; `files` are pairs of a source and its place in the package. */
export function readArguments(argv) {
  const given = { files: [], depends: [], 'deb-recommends': [], 'deb-suggests': [] };
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i];
    if (!arg.startsWith('-')) {
      const at = arg.lastIndexOf('=');
      if (at < 1) throw new Error(`${arg} is not SOURCE=PLACE.`);
      given.files.push({ source: arg.slice(0, at), place: arg.slice(at + 1) });
      continue;
    }
    const name = SHORT[arg] ?? arg.replace(/^--/, '');
    if (FLAGS.has(name)) continue;
    const value = argv[++i];
    if (value === undefined) throw new Error(`${arg} needs a value.`);
    if (LISTS.has(name)) given[name].push(value);
    else given[name] = value;
  }
  return given;
}

/** Every path under a folder, relative to it and sorted; folders before what is in them. */
function walk(root, below = '') {
  return readdirSync(path.join(root, below))
    .sort()
    .flatMap((name) => {
      const relative = path.posix.join(below, name);
      return lstatSync(path.join(root, relative)).isDirectory()
        ? [relative, ...walk(root, relative)]
        : [relative];
    });
}

/** Copies everything to its place, with the modes that a package must have whatever the umask was. */
function lay({ files }, root) {
  for (const { source, place } of files) {
    const to = path.join(root, place);
    const isFolder = source.endsWith('/');
    mkdirSync(isFolder ? to : path.dirname(to), { recursive: true });
    execFileSync('cp', ['-a', isFolder ? `${source}.` : source, to]);
  }
  execFileSync('chmod', ['-R', 'u=rwX,go=rX', root]);
  for (const relative of walk(root)) {
    const name = path.basename(relative);
    if (name === 'chrome-sandbox') chmodSync(path.join(root, relative), 0o4755);
    if (/\.so(\.\d+)*$/.test(name)) chmodSync(path.join(root, relative), 0o644);
  }
}

/** Text of several lines as Debian's control files have it. */
const folded = (text) =>
  text
    .trim()
    .split('\n')
    .map((line, i) => (i === 0 ? line : inLines(line.trim() || '.', ' ', ' ')))
    .join('\n');

/** The control file; `size` is in KiB. */
export function controlOf(given, size) {
  const fields = [
    ['Package', given.name],
    ['Version', given.version],
    ['Architecture', given.architecture],
    ['Maintainer', given.maintainer],
    ['Installed-Size', String(size)],
    ['Depends', given.depends.join(', ')],
    ['Recommends', given['deb-recommends'].join(', ')],
    ['Suggests', given['deb-suggests'].join(', ')],
    ['Section', given.category ?? 'database'],
    ['Priority', given['deb-priority'] ?? 'optional'],
    ['Homepage', given.url],
    ['Description', folded(given.description)],
  ];
  return fields
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}

function makeDeb(given, root) {
  const files = walk(root).filter((name) => lstatSync(path.join(root, name)).isFile());
  const size = files.reduce((sum, name) => sum + lstatSync(path.join(root, name)).size, 0);
  const md5 = (name) =>
    createHash('md5')
      .update(readFileSync(path.join(root, name)))
      .digest('hex');
  const sums = files.map((name) => `${md5(name)}  ${name}\n`);
  const control = path.join(root, 'DEBIAN');
  mkdirSync(control);
  chmodSync(control, 0o755);
  writeFileSync(path.join(control, 'control'), controlOf(given, Math.ceil(size / 1024)), { mode: 0o644 });
  writeFileSync(path.join(control, 'md5sums'), sums.join(''), { mode: 0o644 });
  const compression = given['deb-compression'] === 'gz' ? ['-Zgzip', '-z1'] : ['-Zxz'];
  execFileSync('dpkg-deb', ['--root-owner-group', ...compression, '--build', root, given.package]);
}

/** Folders that belong to the system: a package names its files in them, not the folder. */
const OURS = '/opt/';

/** The spec file of rpmbuild for what is laid out in `root`. */
export function specOf(given, root, entries) {
  const listed = entries.map(({ name, isFolder, mode }) => {
    const place = `"/${name.replaceAll('%', '%%')}"`;
    if (isFolder) return `/${name}/`.startsWith(OURS) && name !== 'opt' ? `%dir ${place}` : '';
    return mode & 0o4000 ? `%attr(4755, root, root) ${place}` : place;
  });
  const summary = given['rpm-summary'] ?? given.description.split('\n')[0];
  return [
    `Name: ${given.name}`,
    `Version: ${given.version}`,
    `Release: ${given.iteration ?? '1'}`,
    `Summary: ${summary}`,
    `License: ${given.license}`,
    `URL: ${given.url}`,
    `Vendor: ${given.vendor}`,
    `Packager: ${given.maintainer}`,
    // Electron's own libraries are no library for other packages.
    'AutoReqProv: no',
    ...given.depends.map((name) => `Requires: ${name}`),
    '',
    '%description',
    given.description,
    '',
    '%install',
    `cp -a ${root}/. %{buildroot}/`,
    '',
    '%files',
    '%defattr(-, root, root, -)',
    ...listed.filter((line) => line !== ''),
    '',
  ].join('\n');
}

/** electron-builder gives Debian's names, because fpm knows both. */
const RPM_ARCHITECTURES = { amd64: 'x86_64', arm64: 'aarch64' };
const RPM_PAYLOADS = { xzmt: 'w6T0.xzdio', gzip: 'w1.gzdio' };

function makeRpm(given, root, temporary) {
  const entries = walk(root).map((name) => {
    const stat = lstatSync(path.join(root, name));
    return { name, isFolder: stat.isDirectory(), mode: stat.mode };
  });
  const spec = path.join(temporary, 'package.spec');
  writeFileSync(spec, specOf(given, root, entries));
  const payload = RPM_PAYLOADS[given['rpm-compression']];
  if (payload === undefined) throw new Error(`An rpm is not compressed by ${given['rpm-compression']} here.`);
  const settings = {
    _topdir: path.join(temporary, 'rpmbuild'),
    _binary_payload: payload,
    // Programs stay as they were built and tested.
    __os_install_post: '%{nil}',
    debug_package: '%{nil}',
    _build_id_links: 'none',
    _rpmdir: path.join(temporary, 'made'),
    _build_name_fmt: 'package.rpm',
  };
  const defines = Object.entries(settings).flatMap(([name, value]) => ['--define', `${name} ${value}`]);
  execFileSync('rpmbuild', [
    '-bb',
    '--quiet',
    '--target',
    RPM_ARCHITECTURES[given.architecture] ?? given.architecture,
    ...defines,
    spec,
  ]);
  execFileSync('mv', [path.join(temporary, 'made', 'package.rpm'), given.package]);
}

const MAKERS = { deb: makeDeb, rpm: makeRpm };

function main() {
  const given = readArguments(process.argv.slice(2));
  const make = MAKERS[given.target];
  if (given.input !== 'dir' || make === undefined)
    throw new Error(`This fpm makes ${Object.keys(MAKERS).join(' and ')} of folders, not ${given.target}.`);
  const temporary = mkdtempSync(path.join(tmpdir(), 'slotshell-fpm-'));
  try {
    const root = path.join(temporary, 'root');
    mkdirSync(root);
    lay(given, root);
    if (existsSync(given.package)) rmSync(given.package);
    make(given, root, temporary);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
