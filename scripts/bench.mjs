/** `npm run bench [-- part of a file name]`: every test/bench/*.bench.ts, with a display and a fresh build. */
import path from 'node:path';
import { openDisplay } from './display.mjs';
import { ROOT, buildIfStale, giveUp, prepare } from './prepare.mjs';
import { runStep } from './step.mjs';

const runtime = await prepare({ tests: true }).catch(giveUp);
await buildIfStale().catch(giveUp);
const display = await openDisplay().catch(giveUp);
const tool = path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
const words = ['run', '--config', 'test/bench/vitest.config.ts', ...process.argv.slice(2)];
const env = { ...display.env, ELECTRON_OVERRIDE_DIST_PATH: runtime.dist };
const { ok } = await runStep(process.execPath, [tool, ...words], { cwd: ROOT, env, minutes: 60 });
process.exit(ok ? 0 : 1);
