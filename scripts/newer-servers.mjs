/**
 * Brings newer servers than the system's beside it, for the tests, without installing anything: packages of newer Debian
 * suites, unpacked into a cache and started by their own dynamic loader with their own libraries. apt checks the signatures.
 *
 * As a program it prints what is there as JSON; with the word `fetch` it fetches what is missing first.
 * SLOTSHELL_NEWER_SERVERS names a directory to use instead of the cache.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { onPath } from './system-packages.mjs';

const run = promisify(execFile);

/** What each suite is there for: a product, and the version that its programs are named by here. */
const SUITES = {
  trixie: [
    ['redis', '8.0'],
    ['valkey', '8.1'],
  ],
  sid: [['valkey', '9']],
};
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const PACKAGES = ['redis-server', 'redis-tools', 'valkey-server', 'valkey-tools'];
/** Needed by the libraries that the packages need, or by another name than the one the packages give. */
const FURTHER_LIBRARIES = ['libc6', 'libgcc-s1', 'libcap2', 'zlib1g', 'libzstd1', 'libssl3t64'];
const MINUTES = 60_000;

const cacheDirectory = () =>
  path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'slotshell-servers');
const directory = () => process.env.SLOTSHELL_NEWER_SERVERS || cacheDirectory();

const programs = (at) =>
  Object.entries(SUITES).flatMap(([suite, products]) =>
    products.map(([product, version]) => ({
      suite,
      product,
      wanted: version,
      server: path.join(at, 'bin', `${product}-server-${version}`),
      cli: path.join(at, 'bin', `${product}-cli-${version}`),
    })),
  );

/**
 * The newer servers that are here, each with its redis-cli.
 * @returns {Promise<{ product: 'redis' | 'valkey', version: string, server: string, cli: string }[]>}
 */
export async function findNewerServers() {
  const found = await Promise.all(
    programs(directory()).map(async ({ product, server, cli }) => {
      if (!existsSync(server) || !existsSync(cli)) return [];
      const { stdout } = await run(server, ['--version'], { timeout: 10_000 });
      return [{ product, version: /\bv=(\d+\.\d+\.\d+)/.exec(stdout)?.[1] ?? '', server, cli }];
    }),
  );
  return found.flat();
}

/**
 * Fetches what is missing. Resolves with an empty text, or with why there are none: the machine is not Debian's kin, or its
 * mirror does not answer.
 */
export async function fetchNewerServers({ log = (line) => console.error(`[servers] ${line}`) } = {}) {
  if (programs(directory()).every(({ server, cli }) => existsSync(server) && existsSync(cli))) return '';
  if (process.env.SLOTSHELL_NEWER_SERVERS)
    return `SLOTSHELL_NEWER_SERVERS is ${process.env.SLOTSHELL_NEWER_SERVERS}, which lacks some of them`;
  if (process.platform !== 'linux' || !onPath('apt-get') || !onPath('dpkg-deb'))
    return 'they come as Debian packages, and this system has no apt-get';
  const mirror = await debianMirror();
  if (mirror === null || !existsSync(KEYRING)) return 'apt on this system knows no mirror of Debian';
  const cache = cacheDirectory();
  await mkdir(path.join(cache, 'bin'), { recursive: true });
  try {
    for (const suite of Object.keys(SUITES)) {
      if (!existsSync(path.join(cache, suite))) {
        log(`Fetching the servers of Debian ${suite} (about 15 MB), once.`);
        await unpackSuite(cache, suite, mirror);
      }
      await writeStarters(cache, suite);
    }
  } catch (error) {
    return String(error.stderr || error.message || error)
      .trim()
      .split('\n')[0];
  }
  return '';
}

/** The first that apt's own sources name. */
async function debianMirror() {
  const files = ['/etc/apt/sources.list'];
  const more = await readdir('/etc/apt/sources.list.d').catch(() => []);
  files.push(...more.map((name) => path.join('/etc/apt/sources.list.d', name)));
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '');
    const uris = text.matchAll(/^(?:URIs:|deb(?: \[[^\]]*\])?) *(\S+)/gm);
    for (const [, uri] of uris) if (/\/debian\/?$/.test(uri)) return uri;
  }
  return null;
}

async function unpackSuite(cache, suite, mirror) {
  const temporary = await mkdtemp(path.join(cache, '.incomplete-'));
  const at = (...names) => path.join(temporary, ...names);
  try {
    for (const name of ['lists/partial', 'cache/archives/partial', 'debs', 'root'])
      await mkdir(at(name), { recursive: true });
    await writeFile(at('sources.list'), `deb [signed-by=${KEYRING}] ${mirror} ${suite} main\n`);
    const options = [
      `Dir::Etc::sourcelist=${at('sources.list')}`,
      'Dir::Etc::sourceparts=/dev/null',
      `Dir::State::lists=${at('lists')}`,
      'Dir::State::status=/dev/null',
      `Dir::Cache=${at('cache')}`,
      'APT::Sandbox::User=root',
      'Acquire::Languages=none',
    ].flatMap((option) => ['-o', option]);
    const apt = (...words) =>
      run('apt-get', [...options, '-qq', ...words], { cwd: at('debs'), timeout: 10 * MINUTES });
    await apt('update', '--error-on=any');
    await apt('download', ...PACKAGES);
    const needed = new Set(FURTHER_LIBRARIES);
    for (const deb of await readdir(at('debs'))) {
      const { stdout } = await run('dpkg-deb', ['-f', at('debs', deb), 'Depends']);
      for (const [name] of stdout.matchAll(/\blib[a-z0-9.+-]+/g)) needed.add(name);
    }
    // A name may be an alternative, or a virtual package: whether anything is missing shows when the programs start.
    for (const name of needed) await apt('download', name).catch(() => undefined);
    for (const deb of await readdir(at('debs'))) await run('dpkg-deb', ['-x', at('debs', deb), at('root')]);
    await rename(at('root'), path.join(cache, suite)).catch((error) => {
      // Another process may have been first.
      if (!existsSync(path.join(cache, suite))) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/**
 * A script each that starts the program with the libraries beside it. One that does not run, or is of another version because
 * the suite has moved on, is an error.
 */
async function writeStarters(cache, suite) {
  const root = path.join(cache, suite);
  const { stdout } = await run('find', [root, '-name', 'ld-linux-*.so.*', '-not', '-type', 'd']);
  const loader = stdout.split('\n')[0];
  const libraries = path.dirname(loader);
  for (const { product, wanted, server, cli } of programs(cache).filter((one) => one.suite === suite))
    for (const [file, program] of [
      [server, `${product}-server`],
      [cli, `${product}-cli`],
    ]) {
      const words = [loader, '--library-path', libraries, path.join(root, 'usr/bin', program)];
      const draft = `${file}.${process.pid}`;
      await writeFile(draft, `#!/bin/sh\nexec ${words.map((word) => `"${word}"`).join(' ')} "$@"\n`);
      await chmod(draft, 0o755);
      const { stdout: told } = await run(draft, ['--version'], { timeout: MINUTES });
      if (!new RegExp(`[ =]${wanted}\\.\\d`).test(told))
        throw new Error(`Debian ${suite} has another version than ${wanted}: ${told.trim()}`);
      await rename(draft, file);
    }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const why = process.argv[2] === 'fetch' ? await fetchNewerServers() : '';
  if (why !== '') console.error(`No newer servers: ${why}.`);
  console.log(JSON.stringify(await findNewerServers(), null, 2));
}
