/**
 * `node scripts/store-manifests.mjs SHA256SUMS DIRECTORY BASE-URL`: writes what the stores are given, from assets/stores, the
 * version in package.json and the checksums of the files that lie below BASE-URL.
 */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, giveUp } from './prepare.mjs';

const TEMPLATES = path.join(ROOT, 'assets', 'stores');

/** The lines of sha256sum: each file's checksum. */
function readChecksums(text) {
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [, sum, file] = /^([0-9a-f]{64}) [ *](\S+)$/.exec(line) ?? [];
      if (!file) throw new Error(`Not a line of sha256sum: ${line}`);
      return [file, sum];
    }),
  );
}

/**
 * @param {{ name: string, version: string, license: string, homepage: string, author: string }} manifest package.json
 * @param {string} checksums the output of sha256sum
 * @param {string} base the URL of the folder that the files lie in
 * @returns {Record<string, string>} the text of each manifest, by its path with `/`
 * @throws {Error} for a pre-release, for a file that has no checksum, and for a word that has no value
 */
export function storeManifests(manifest, checksums, base) {
  const { name, version, license, homepage, author } = manifest;
  // The AUR's versions have no hyphen, and the stores give everybody the newest.
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`${version} is a pre-release: it goes to no store.`);
  const sums = readChecksums(checksums);
  const values = { version, license, homepage, author, base };
  const valueOf = (word) => {
    const [kind, end] = word.split(':');
    if (end === undefined && Object.hasOwn(values, kind)) return values[kind];
    const file = `${name}-${version}-${end}`;
    if (!['file', 'sha256'].includes(kind)) throw new Error(`No value is known for ${word}.`);
    if (!sums.has(file)) throw new Error(`The release has no ${file}.`);
    return kind === 'file' ? file : sums.get(file);
  };
  const files = readdirSync(TEMPLATES, { recursive: true, withFileTypes: true });
  const templates = files.filter((entry) => entry.isFile() && entry.name !== 'README.md');
  return Object.fromEntries(
    templates.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const text = readFileSync(file, 'utf8').replaceAll(/\$\{([^}]*)\}/g, (_, word) => valueOf(word));
      return [path.relative(TEMPLATES, file).replaceAll(path.sep, '/'), text];
    }),
  );
}

function write(sums, directory, base) {
  if (!base) throw new Error('Usage: node scripts/store-manifests.mjs SHA256SUMS DIRECTORY BASE-URL');
  const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  for (const [file, text] of Object.entries(storeManifests(manifest, readFileSync(sums, 'utf8'), base))) {
    const target = path.join(directory, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

if (process.argv[1] === import.meta.filename) {
  try {
    write(...process.argv.slice(2));
  } catch (error) {
    giveUp(error);
  }
}
