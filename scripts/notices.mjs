/**
 * The notices of everything that is bundled into the app and the command: the packages of the lock that are not for development,
 * each with the licence texts that it ships. A build that bundles any other package fails.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** npm and vite run in the repository's folder; this file may be bundled into a configuration elsewhere. */
const ROOT = process.cwd();
const read = (...names) => readFileSync(path.join(ROOT, ...names), 'utf8');
/** The name of the module that holds them, for the window. */
const MODULE = 'virtual:notices';
/** What `debug` and ssh2 use if it is there. Neither is the app's: they lie in node_modules by chance, one of them native. */
const ABSENT = { 'supports-color': 'export default {};', 'cpu-features': 'export default {};' };
/** What a package's package.json says, whose licence ships without its text. */
const UNWRITTEN = { 'lazy-val': 'Copyright (c) Vladimir Krivosheev' };
const LEGAL = /^(licen[cs]e|copying|notice|ofl|thirdpartynotices)/i;

/** The folders of the packages, such as node_modules/zod. Optional ones hold native code, which is not bundled. */
export function bundledFolders(lock) {
  return Object.entries(lock.packages)
    .filter(([folder, { dev, optional }]) => folder !== '' && !dev && !optional)
    .map(([folder]) => folder);
}

function noticeOf(folder) {
  const { name, version, license, licenses } = JSON.parse(read(folder, 'package.json'));
  const files = readdirSync(path.join(ROOT, folder)).filter((file) => LEGAL.test(file));
  const texts = files.map((file) => read(folder, file).replaceAll('\r\n', '\n').trim());
  const licence = license ?? licenses?.[0]?.type ?? '';
  if (texts.length === 0 && licence === 'MIT' && name in UNWRITTEN) texts.push(mit(UNWRITTEN[name]));
  return { name, version, licence, text: texts.join('\n\n') };
}

/** The MIT licence as our own file has it, with another's copyright. */
const mit = (copyright) =>
  read('LICENSE')
    .replace(/^Copyright.*$/m, copyright)
    .trim();

/** @returns {{ name: string, version: string, licence: string, text: string }[]} */
export function readNotices() {
  const notices = bundledFolders(JSON.parse(read('package-lock.json'))).map(noticeOf);
  for (const { name, licence, text } of notices)
    if (licence === '' || text === '') throw new Error(`${name} ships no licence, and is bundled.`);
  return notices.sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** The notices as one text, for a file beside a program. */
export function noticesText() {
  const parts = readNotices().map(
    ({ name, version, licence, text }) => `${'='.repeat(78)}\n${name} ${version} (${licence})\n\n${text}\n`,
  );
  return `Slotshell holds parts of these packages, each under its own licence.\n\n${parts.join('\n')}`;
}

/** A plugin of vite: gives the window the notices, and refuses to bundle a package that has none. */
export function noticesPlugin() {
  const folders = new Set(bundledFolders(JSON.parse(read('package-lock.json'))));
  const packageOf = (id) => {
    const relative = path.relative(ROOT, id.split('?')[0].replace('\0', '')).replaceAll('\\', '/');
    return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(relative)?.[0];
  };
  return {
    name: 'notices',
    enforce: 'pre',
    resolveId: (id) => (id === MODULE || id in ABSENT ? `\0${id}` : undefined),
    load(id) {
      if (id === `\0${MODULE}`) return `export default ${JSON.stringify(readNotices())};`;
      return id.startsWith('\0') ? ABSENT[id.slice(1)] : undefined;
    },
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle))
        for (const [id, { renderedLength }] of Object.entries(chunk.modules ?? {})) {
          const folder = packageOf(id);
          if (folder !== undefined && renderedLength > 0 && !folders.has(folder))
            this.error(`${folder} is bundled and is no dependency of the app: its licence would be missing.`);
        }
    },
  };
}
