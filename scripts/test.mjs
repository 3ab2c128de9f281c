/**
 * `npm test`: runs every gate and every test, even after failures; the last line is `N passed, N failed`.
 * `npm test -- unit|cluster|parity|app|gates … [part of a file name]` runs some parts.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { openDisplay } from './display.mjs';
import { ROOT, build, buildIfStale, prepare, prepareServers } from './prepare.mjs';
import { runStep } from './step.mjs';
import { hasDisplay } from './system-packages.mjs';

const PARTS = ['gates', 'unit', 'cluster', 'parity', 'app'];
const args = process.argv.slice(2);
const end = args.findIndex((arg) => !PARTS.includes(arg));
const [chosen, [filter = '']] = end < 0 ? [args, []] : [args.slice(0, end), args.slice(end)];
if (args.length > 0 && chosen.length === 0) {
  console.error(`There is no part "${args[0]}" of the tests; there are ${PARTS.join(', ')}.`);
  process.exit(2);
}
const parts = chosen.length > 0 ? chosen : PARTS;
const wants = (...some) => some.some((part) => parts.includes(part));

const reports = mkdtempSync(path.join(tmpdir(), 'slotshell-test-'));
process.once('exit', () => rmSync(reports, { recursive: true, force: true }));
const hookErrors = path.join(reports, 'hook-errors.json');
const failures = [];
let passed = 0;
let skipped = 0;

const tool = (...names) => path.join(ROOT, 'node_modules', ...names);
const title = (name) => console.log(`\n=== ${name} ===`);

/** A program that passes or fails as a whole. Its output is printed at its end, so that several can run at a time. */
async function gate(name, run) {
  const { ok, why, output } = await run();
  title(name);
  if (output) console.log(output.trimEnd());
  if (ok) passed++;
  else failures.push(`${name}: ${why}`);
}

/** One test runner; `read` counts its report. A runner that failed without a failed test has failed once. */
async function suite(name, script, words, { env, minutes, report, read }) {
  title(name);
  const { ok, why } = await runStep(process.execPath, [script, ...words], { cwd: ROOT, env, minutes });
  const before = failures.length;
  try {
    read(JSON.parse(readFileSync(report, 'utf8')));
  } catch (error) {
    failures.push(`${name}: it left no report (${ok ? error.message : why})`);
  }
  if (!ok && failures.length === before) failures.push(`${name}: ${why}`);
}

function readVitest({ testResults }) {
  const hooks = JSON.parse(readFileSync(hookErrors, 'utf8'));
  for (const { name, status, message, assertionResults } of testResults) {
    const file = path.relative(ROOT, name);
    for (const { status, fullName } of assertionResults) {
      if (status === 'passed') passed++;
      else if (status === 'failed') failures.push(`${file}: ${fullName}`);
      else skipped++;
    }
    const failed = hooks.filter((hook) => hook.file === name);
    for (const { text } of failed) failures.push(`${file}: a hook of ${text}`);
    const told = failed.length > 0 || assertionResults.some((test) => test.status === 'failed');
    if (status === 'failed' && !told) failures.push(`${file}: ${message.split('\n')[0]}`);
  }
}

function readPlaywright({ suites, errors }) {
  const walk = (suite) => {
    for (const { title, file, tests } of suite.specs ?? []) {
      for (const { status } of tests) {
        if (status === 'expected') passed++;
        else if (status === 'skipped') skipped++;
        else failures.push(`test/app/${file}: ${title}`);
      }
    }
    for (const child of suite.suites ?? []) walk(child);
  };
  for (const suite of suites) walk(suite);
  for (const { message } of errors) failures.push(`app tests: ${String(message).split('\n')[0]}`);
}

async function gates() {
  const program =
    (script, ...words) =>
    () =>
      runStep(process.execPath, [script, ...words], { cwd: ROOT, minutes: 5, captured: true });
  const check = (name) => program(path.join(ROOT, 'scripts', name));
  const all = [
    ['lint', program(tool('eslint', 'bin', 'eslint.js'), '--max-warnings', '0', '.')],
    ['build', () => build({ captured: true })],
    ['types', program(tool('typescript', 'bin', 'tsc'), '-b')],
    ['format', program(tool('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.')],
    ['unused code', program(tool('knip', 'bin', 'knip.js'), '--no-progress')],
    ['paths', check('check-paths.mjs')],
    ['circles of imports', check('check-imports.mjs')],
  ];
  // Each keeps about one core busy, the linter the longest.
  const next = async () => {
    for (let one = all.shift(); one; one = all.shift()) await gate(...one);
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 3) }, next));
}

async function vitest() {
  const report = path.join(reports, 'vitest.json');
  const words = ['run', '--reporter=default', '--reporter=./scripts/hook-errors.mjs'];
  words.push('--reporter=json', `--outputFile.json=${report}`);
  const mine = parts.filter((part) => ['unit', 'cluster', 'parity'].includes(part));
  words.push(...mine.map((part) => `test/${part}/${filter}`));
  const name = `${mine.join(', ')} tests`;
  const env = { SLOTSHELL_HOOK_ERRORS: hookErrors };
  await suite(name, tool('vitest', 'vitest.mjs'), words, { env, minutes: 40, report, read: readVitest });
}

/** Windows share a display and its focus: as many at a time as there are displays. Most of a test is waiting. */
const DISPLAYS = hasDisplay() ? 1 : 3;

async function appTests(runtime) {
  try {
    await buildIfStale();
    const displays = await Promise.all(Array.from({ length: DISPLAYS }, openDisplay));
    const report = path.join(reports, 'playwright.json');
    const env = {
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      // Do not search for Electron again.
      ELECTRON_OVERRIDE_DIST_PATH: runtime.dist,
      SLOTSHELL_TEST_DISPLAYS: displays.map(({ env }) => env.DISPLAY ?? process.env.DISPLAY).join(),
    };
    const words = ['test', ...(filter ? [filter] : [])];
    await suite('app tests', tool('@playwright', 'test', 'cli.js'), words, {
      env,
      minutes: 25,
      report,
      read: readPlaywright,
    });
    for (const display of displays) display.close();
  } catch (error) {
    failures.push(`app tests did not run: ${error.message}`);
  }
}

try {
  const runtime = await prepare({ tests: true });
  if (wants('cluster', 'parity', 'app'))
    await prepareServers().catch((error) => failures.push(error.message));
  if (wants('gates')) await gates();
  if (wants('unit', 'cluster', 'parity')) await vitest();
  if (wants('app')) await appTests(runtime);
} catch (error) {
  failures.push(error.message);
}

if (failures.length > 0) {
  title('failed');
  for (const failure of failures) console.log(`  ${failure}`);
}
if (skipped > 0) console.log(`\n${skipped} skipped`);
console.log(`\n${passed} passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
