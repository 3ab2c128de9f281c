import { execFileSync, spawn } from 'node:child_process';

/** The processes under `root`, itself included. Playwright starts Electron in a process group of its own, so the
 * group of a step is not everything it started. */
export function familyOf(root) {
  if (process.platform === 'win32') return [root];
  const children = new Map();
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  for (const row of table.trim().split('\n')) {
    const [pid, parent] = row.trim().split(/\s+/).map(Number);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const family = [root];
  for (const pid of family) family.push(...(children.get(pid) ?? []));
  return family;
}

function signalAll(pids, signal) {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // Gone already.
    }
  }
}

const running = new Set();

/** Ends a child and all it started: asked first, after `grace` milliseconds made to. */
async function endFamily(child, grace = 5000) {
  const before = familyOf(child.pid);
  signalAll([child.pid], 'SIGTERM');
  if (child.exitCode === null && child.signalCode === null) {
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, grace);
      child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
  signalAll(new Set([...before, ...familyOf(child.pid)]), 'SIGKILL');
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, async () => {
    await Promise.all([...running].map((child) => endFamily(child, 2000)));
    process.exit(1);
  });
}

/**
 * Runs one program with its output on ours; `captured` keeps it for the caller instead. Past its deadline it and everything it
 * started is ended.
 * @returns {Promise<{ ok: boolean, why: string, output: string }>}
 */
export function runStep(command, words, { env = {}, minutes = 10, cwd, captured = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, words, {
      cwd,
      env: { ...process.env, ...env },
      stdio: captured ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      // Its own group: Ctrl+C reaches us alone, and we end it in order.
      detached: process.platform !== 'win32',
      shell: process.platform === 'win32',
    });
    running.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text) => (output += text));
    let late = false;
    const deadline = setTimeout(() => {
      late = true;
      void endFamily(child);
    }, minutes * 60_000);
    const finish = (ok, why) => {
      clearTimeout(deadline);
      running.delete(child);
      resolve({ ok, why, output });
    };
    child.once('error', (error) => finish(false, error.message));
    // Not exit: output may still come after that.
    child.once(captured ? 'close' : 'exit', (code, signal) => {
      if (late) finish(false, `it was still running after ${minutes} minutes and was ended`);
      else finish(code === 0, code === null ? `ended by ${signal}` : `exit code ${code}`);
    });
  });
}
