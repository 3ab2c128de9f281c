/**
 * `npm run dev [-- electron-vite's flags]`: the app on the demo cluster, for working on it. A change of the window shows at
 * once, a change of main or preload restarts the app.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import { ROOT, giveUp, prepare } from './prepare.mjs';

const runtime = await prepare().catch(giveUp);
// Chromium's sandbox refuses to run as root.
const sandbox = process.platform === 'linux' && process.getuid() === 0 ? ['--noSandbox'] : [];
delete process.env.ELECTRON_RUN_AS_NODE;
const tool = path.join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
const child = spawn(
  process.execPath,
  [tool, 'dev', '--watch', ...sandbox, ...process.argv.slice(2), '--', '--demo'],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ELECTRON_EXEC_PATH: runtime.executable } },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
