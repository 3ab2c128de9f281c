/**
 * `npm run bench [-- part of a file name] [--json FILE] [--against FILE]`: every test/bench/*.bench.ts, with a display and a
 * fresh build. Prints a table of the rows that they add, writes them to FILE (out/bench.json), and compares with an earlier
 * FILE. It measures only: it fails if a bench cannot be run, never because something is slow.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { benchTable } from './bench-table.mjs';
import { openDisplay } from './display.mjs';
import { ROOT, buildIfStale, giveUp, prepare } from './prepare.mjs';
import { runStep } from './step.mjs';

const { values, positionals } = parseArgs({
  options: { json: { type: 'string' }, against: { type: 'string' } },
  allowPositionals: true,
});
const before = values.against === undefined ? [] : JSON.parse(readFileSync(values.against, 'utf8')).rows;
const runtime = await prepare({ tests: true }).catch(giveUp);
await buildIfStale().catch(giveUp);
const display = await openDisplay().catch(giveUp);
const tool = path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
const words = ['run', '--config', 'test/bench/vitest.config.ts', ...positionals];
const directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-bench-'));
const file = path.join(directory, 'rows');
writeFileSync(file, '');
const env = { ...display.env, ELECTRON_OVERRIDE_DIST_PATH: runtime.dist, SLOTSHELL_BENCH_ROWS: file };
const { ok } = await runStep(process.execPath, [tool, ...words], { cwd: ROOT, env, minutes: 60 });
const rows = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line));
rmSync(directory, { recursive: true });
if (rows.length > 0) {
  console.log(`\n${benchTable(rows, before)}`);
  const target = path.resolve(values.json ?? path.join(ROOT, 'out', 'bench.json'));
  const { node } = process.versions;
  mkdirSync(path.dirname(target), { recursive: true });
  const machine = { cpu: os.cpus()[0]?.model ?? '', cores: os.cpus().length, load: os.loadavg()[0], node };
  writeFileSync(target, `${JSON.stringify({ at: new Date().toISOString(), machine, rows }, null, 2)}\n`);
  console.log(
    `\nWritten to ${path.relative(process.cwd(), target)}. The load of the machine is ${machine.load.toFixed(1)}.`,
  );
}
process.exit(ok ? 0 : 1);
