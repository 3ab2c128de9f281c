/**
 * Builds the command as one executable, with Node in it: out/executable/slotshell. Needs a build of the command.
 * postject puts the program into a copy of this Node.
 * Source: Node's documentation of single executable applications (20.12 and later).
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'postject';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const COMMAND = path.join(ROOT, 'out', 'command');
const OUT = path.join(ROOT, 'out', 'executable');
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
const ENTRY = 'slotshell.cjs';

/** Within the executable `require` knows Node's own modules only: the others are read from its assets. */
const LOADER = `const { getAsset } = require('node:sea');
const { Script } = require('node:vm');
const loaded = new Map();
const load = (name) => {
  if (!name.startsWith('./')) return require(name);
  const file = name.slice(2);
  const known = loaded.get(file);
  if (known) return known.exports;
  const module = { exports: {} };
  loaded.set(file, module);
  const wrapped = '(function (exports, require, module) {' + getAsset(file, 'utf8') + '\\n})';
  new Script(wrapped, { filename: file }).runInThisContext()(module.exports, load, module);
  return module.exports;
};
loaded.set('${ENTRY}', module);
`;

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
const entry = readFileSync(path.join(COMMAND, ENTRY), 'utf8').replace(/^#!.*\n/, '');
const main = path.join(OUT, 'main.cjs');
const blob = path.join(OUT, 'slotshell.blob');
const config = path.join(OUT, 'config.json');
const file = path.join(OUT, process.platform === 'win32' ? 'slotshell.exe' : 'slotshell');
writeFileSync(main, `${LOADER}(function (require) {${entry}\n})(load);\n`);
const others = readdirSync(COMMAND).filter((name) => name.endsWith('.cjs') && name !== ENTRY);
const assets = Object.fromEntries(others.map((name) => [name, path.join(COMMAND, name)]));
const settings = { main, output: blob, disableExperimentalSEAWarning: true, useCodeCache: true, assets };
writeFileSync(config, JSON.stringify(settings));
execFileSync(process.execPath, ['--experimental-sea-config', config], { stdio: 'inherit' });
copyFileSync(process.execPath, file);
chmodSync(file, 0o755);
// macOS refuses a program whose signature does not fit.
if (process.platform === 'darwin') execFileSync('codesign', ['--remove-signature', file]);
await inject(file, 'NODE_SEA_BLOB', readFileSync(blob), { sentinelFuse: FUSE, machoSegmentName: 'NODE_SEA' });
if (process.platform === 'darwin') execFileSync('codesign', ['--sign', '-', file]);
for (const made of [main, blob, config]) rmSync(made);
copyFileSync(path.join(COMMAND, 'THIRD-PARTY-NOTICES.txt'), path.join(OUT, 'THIRD-PARTY-NOTICES.txt'));
copyLicenceOfNode();

/** Beside the program in Node's own archives, and where Debian's and Node's packages put it. */
function copyLicenceOfNode() {
  const bin = path.dirname(realpathSync(process.execPath));
  const places = ['../LICENSE', 'LICENSE', '../share/doc/nodejs/LICENSE', '../share/doc/nodejs/copyright'];
  const found = places.map((place) => path.join(bin, place)).find((place) => existsSync(place));
  if (found !== undefined) copyFileSync(found, path.join(OUT, 'LICENSE.node.txt'));
  else
    writeFileSync(
      path.join(OUT, 'LICENSE.node.txt'),
      `This program holds Node.js ${process.version}. Its licence: https://github.com/nodejs/node/blob/${process.version}/LICENSE\n`,
    );
}
