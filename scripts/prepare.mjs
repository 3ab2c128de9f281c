/** Every step from a fresh checkout to a running app; each step does nothing if it was done before. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { electronRuntime } from './electron-runtime.mjs';
import { fetchNewerServers } from './newer-servers.mjs';
import { runStep } from './step.mjs';
import { installSystemPackages } from './system-packages.mjs';

export const ROOT = path.resolve(import.meta.dirname, '..');
const at = (...names) => path.join(ROOT, ...names);

/** npm keeps what it installed in node_modules/.package-lock.json: an interrupted or outdated install shows there. */
function modulesAreCurrent() {
  try {
    const wanted = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages;
    const installed = JSON.parse(readFileSync(at('node_modules', '.package-lock.json'), 'utf8')).packages;
    return Object.entries(wanted).every(([name, { version, integrity, optional }]) => {
      if (name === '') return true;
      const there = installed[name];
      // Optional packages are those of other platforms.
      return there ? there.version === version && there.integrity === integrity : optional === true;
    });
  } catch {
    return false;
  }
}

export async function installModules() {
  if (modulesAreCurrent()) return;
  console.log('Installing npm packages (npm ci)');
  const { ok, why } = await runStep('npm', ['ci', '--no-audit', '--no-fund'], { cwd: ROOT, minutes: 15 });
  if (!ok) throw new Error(`npm ci failed: ${why}.`);
}

const SOURCES = [
  'main',
  'renderer',
  'shared',
  'assets',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
];

function fingerprint() {
  const hash = createHash('sha256');
  const add = (name) => {
    const stat = statSync(at(name));
    if (!stat.isDirectory()) hash.update(`${name} ${stat.size} ${stat.mtimeMs}\n`);
    else for (const child of readdirSync(at(name)).sort()) add(`${name}/${child}`);
  };
  for (const name of SOURCES) if (existsSync(at(name))) add(name);
  return hash.digest('hex');
}

const STAMP = at('out', '.built-from');

/** @returns {ReturnType<typeof runStep>} */
export async function build({ captured = false } = {}) {
  const source = fingerprint();
  const tool = at('node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const result = await runStep(process.execPath, [tool, 'build', '--logLevel', 'warn'], {
    cwd: ROOT,
    minutes: 5,
    captured,
  });
  if (!result.ok) return result;
  const command = await runStep(process.execPath, [at('scripts', 'build-command.mjs')], {
    cwd: ROOT,
    minutes: 5,
    captured,
  });
  if (command.ok) writeFileSync(STAMP, source);
  return command;
}

export async function buildIfStale() {
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint()) return;
  console.log('Building');
  const { ok, why } = await build();
  if (!ok) throw new Error(`The build failed: ${why}.`);
}

/**
 * Packages of npm and of the system, and an Electron that runs here.
 * @returns {ReturnType<typeof electronRuntime>}
 */
export async function prepare({ tests = false } = {}) {
  await installModules();
  await installSystemPackages({ tests });
  return electronRuntime();
}

/**
 * Newer servers for the tests. Without them, tests that need them are skipped with a message; in CI this throws instead.
 */
export async function prepareServers() {
  const why = await fetchNewerServers();
  if (why === '') return;
  const text = `There are no newer servers to test with: ${why}.`;
  if (process.env.CI) throw new Error(text);
  console.error(`${text} Tests that need them are skipped.`);
}

/** For the programs here: one sentence instead of a stack. */
export function giveUp(error) {
  console.error(error.message);
  process.exit(1);
}
