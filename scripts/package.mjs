/**
 * `npm run package [-- --dir]`: the app as people install it, in release/. A release is made of exactly the Electron
 * that package.json names; any other makes an unpacked directory to try, no more.
 */
import path from 'node:path';
import { ROOT, buildIfStale, giveUp, installModules } from './prepare.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { runStep } from './step.mjs';

await installModules().catch(giveUp);
const runtime = await electronRuntime().catch(giveUp);
await buildIfStale().catch(giveUp);

const release = runtime.version === runtime.wanted;
const words = process.argv.slice(2).filter((word) => word !== '--dir');
if (!release || process.argv.includes('--dir')) words.push('--dir');
if (!release) {
  console.error(
    `Electron is ${runtime.version}, not ${runtime.wanted}: this is to try, not to give to anybody.`,
  );
}
if (runtime.source !== 'electron package') {
  words.push(`-c.electronDist=${runtime.dist}`, `-c.electronVersion=${runtime.version}`);
}
const tool = path.join(ROOT, 'node_modules', 'electron-builder', 'cli.js');
const { ok, why } = await runStep(process.execPath, [tool, ...words], { cwd: ROOT, minutes: 20 });
if (!ok) console.error(`electron-builder failed: ${why}.`);
process.exit(ok ? 0 : 1);
