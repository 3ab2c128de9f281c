/** `npm start [-- arguments]`: prepares what is missing, then runs the app; without arguments on a demo cluster. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ROOT, buildIfStale, giveUp, prepare } from './prepare.mjs';
import { hasDisplay, onPath } from './system-packages.mjs';

const began = performance.now();
const words = process.argv.slice(2);
// They may contain a password, and every user of the computer can read the process list.
process.title = 'slotshell start';

if (!hasDisplay()) {
  const install = onPath('xvfb-run') ? '' : ' (`apt-get install xvfb xauth` on Debian and Ubuntu)';
  console.error(
    `Slotshell needs a display, and there is none here: \`xvfb-run -a npm start\` gives it a virtual one${install}.`,
  );
  process.exit(1);
}

const runtime = await prepare().catch(giveUp);
await buildIfStale().catch(giveUp);
console.log(
  `Ready in ${((performance.now() - began) / 1000).toFixed(1)} s. Starting Electron ${runtime.version}.`,
);

// Chromium's sandbox refuses to run as root.
const sandbox = process.platform === 'linux' && process.getuid() === 0 ? ['--no-sandbox'] : [];
// Set in the terminals of some editors; Electron would be a plain Node with it.
delete process.env.ELECTRON_RUN_AS_NODE;
const app = spawn(runtime.executable, [...sandbox, ROOT, ...(words.length > 0 ? words : ['--demo'])], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.removeAllListeners(signal);
  process.on(signal, () => app.kill(signal));
}
process.on('exit', () => app.kill('SIGKILL'));
app.once('error', (error) => {
  console.error(`Electron could not be started: ${error.message}`);
  process.exit(1);
});
app.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
