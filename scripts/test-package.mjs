/**
 * `npm run test:package`: builds the deb, checks it, installs it in a fresh Debian 12, and uses it there as an ordinary user: the
 * command without a display, the window under a virtual one with its sandbox on. Then it is purged. Needs Debian, root and the
 * mirror that apt uses. The last line is `N passed, N failed`.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { makeDebian } from './debian-chroot.mjs';
import { openDisplay } from './display.mjs';
import { ROOT, giveUp } from './prepare.mjs';
import { familyOf, runStep } from './step.mjs';
import { installPackageTesters } from './system-packages.mjs';

const SUITE = 'bookworm';
const USER = 'tester';
const PAGE = 'app://slotshell/index.html';

// Mounts of our own: they end with this process, and nobody else sees them.
if (process.env.SLOTSHELL_OWN_MOUNTS !== '1') {
  if (process.platform !== 'linux' || process.getuid() !== 0)
    giveUp(new Error('The package is tested on Debian, as root: it is installed in a system of its own.'));
  await installPackageTesters().catch(giveUp);
  const again = ['--mount', '--propagation', 'private', process.execPath, import.meta.filename];
  const { ok } = await runStep('unshare', again, { env: { SLOTSHELL_OWN_MOUNTS: '1' }, minutes: 30 });
  process.exit(ok ? 0 : 1);
}

const temporary = mkdtempSync(path.join(tmpdir(), 'slotshell-package-test-'));
const root = path.join(temporary, 'debian');
const ending = [];
let passed = 0;

async function step(name, run) {
  const began = performance.now();
  await run();
  passed++;
  console.log(`  ✓ ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
}

/** Runs a program and returns what it printed; what it says of an error is in the error. */
const run = (command, words, options = {}) =>
  execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options });
const LOCALE = { ...process.env, LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive', DISPLAY: '' };
const inside = (...words) => run('chroot', [root, ...words], { env: LOCALE });
/** A shell's line as the ordinary user, in a clean environment. */
const asUser = (line) => ['chroot', root, 'su', '-', USER, '-c', line];

async function until(what, ask) {
  for (let left = 600; left > 0; left--) {
    const found = await ask();
    if (found) return found;
    await sleep(100);
  }
  throw new Error(`After a minute there is still no ${what}.`);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** The processes of the window, as the system shows them. Its sandboxed ones have another root and namespace than it. */
const processesOf = (app) =>
  familyOf(app.pid).flatMap((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      return line.startsWith('/opt/Slotshell/slotshell ') ? [{ pid, line, status }] : [];
    } catch {
      // Gone meanwhile.
      return [];
    }
  });

/** Every file of the new system but the user's, the package manager's own records, and what is mounted. */
const files = () =>
  inside(
    'find',
    '/',
    '-xdev',
    '(',
    '-path',
    '/home',
    '-o',
    '-path',
    '/var',
    '-o',
    '-path',
    '/tmp',
    ')',
    '-prune',
    '-o',
    '-print',
  )
    .split('\n')
    .sort();

try {
  await test();
  console.log(`\n${passed} passed, 0 failed`);
} catch (error) {
  console.error(error.stderr || error);
  console.log(`\n${passed} passed, 1 failed`);
  process.exitCode = 1;
} finally {
  for (const end of ending.reverse()) await end();
  execFileSync('umount', ['--recursive', '--lazy', root], { stdio: 'ignore' });
  rmSync(temporary, { recursive: true, force: true });
}
process.exit();

async function test() {
  let deb;
  await step('the deb is built', async () => {
    const words = ['deb', '-c.deb.compression=gz', `-c.directories.output=${temporary}`];
    const script = path.join(ROOT, 'scripts', 'package.mjs');
    const { ok, output } = await runStep(process.execPath, [script, ...words], { cwd: ROOT, captured: true });
    assert.ok(ok, output);
    deb = path.join(
      temporary,
      readdirSync(temporary).find((name) => name.endsWith('.deb')),
    );
  });
  await step(
    'lintian finds no error but those that assets/linux/lintian-overrides gives a reason for',
    () => {
      const words = ['--allow-root', '--fail-on', 'error', '--tag-display-limit', '0', deb];
      run('lintian', words);
    },
  );
  await step('a fresh Debian is there', () => {
    makeDebian(SUITE, root);
    run('mount', ['--rbind', root, root]);
    for (const name of ['proc', 'dev']) run('mount', ['--rbind', `/${name}`, path.join(root, name)]);
    run('mount', ['-t', 'tmpfs', 'tmpfs', path.join(root, 'tmp'), '-o', 'mode=1777']);
    inside('useradd', '--create-home', '--shell', '/bin/bash', USER);
    inside('apt-get', 'update', '-q');
  });
  let before;
  await step('it is installed with what it depends on, and nothing else', () => {
    inside(
      'apt-get',
      'satisfy',
      '-y',
      '-q',
      '--no-install-recommends',
      run('dpkg-deb', ['-f', deb, 'Depends']).trim(),
    );
    before = files();
    cpSync(deb, path.join(root, 'tmp/slotshell.deb'));
    inside('dpkg', '-i', '/tmp/slotshell.deb');
    const missing = inside(
      'sh',
      '-c',
      'ldd /opt/Slotshell/slotshell /usr/bin/slotshell | grep "not found" || true',
    );
    assert.equal(missing, '');
  });
  await step('its entry in the menu and its metainfo are valid', () => {
    const share = path.join(root, 'usr/share');
    run('desktop-file-validate', [path.join(share, 'applications/dev.slotshell.app.desktop')]);
    run('appstreamcli', [
      'validate',
      '--no-net',
      path.join(share, 'metainfo/dev.slotshell.app.metainfo.xml'),
    ]);
  });
  const port = await freePort();
  const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', ''], {
    stdio: 'ignore',
  });
  ending.push(() => server.kill('SIGKILL'));
  await step('the command works without a display', async () => {
    const [command, ...words] = asUser(`slotshell -p ${port} set greeting hello`);
    await until('answer of the server', () => {
      try {
        return run(command, words, { env: LOCALE }) === 'OK\n';
      } catch {
        return false;
      }
    });
    const say = (line, input) =>
      run(command, [...words.slice(0, -1), line], { env: LOCALE, stdio: undefined, input });
    assert.equal(say(`slotshell -p ${port} get greeting`), 'hello\n');
    assert.equal(say(`slotshell -p ${port}`, 'get greeting\necho piped\n'), 'hello\npiped\n');
    assert.match(say('slotshell --version'), /^slotshell \d/);
  });
  await step('the window opens as an ordinary user, its sandbox on', () => useWindow(port));
  await step('a purge leaves nothing but the data of the user', () => {
    inside('apt-get', 'purge', '-y', '-q', 'slotshell');
    const known = new Set(before);
    assert.deepEqual(
      files().filter((name) => !known.has(name)),
      [],
    );
    const left = inside('find', '/', '-xdev', '-iname', '*slotshell*').trim().split('\n');
    assert.deepEqual(left, [`/home/${USER}/.config/Slotshell`]);
  });
}

/** The text of the terminal. Chromium's own port is spoken to, for main's inspector is off in what people install. */
async function linesOf({ webSocketDebuggerUrl }) {
  const socket = new WebSocket(webSocketDebuggerUrl);
  await once(socket, 'open');
  const expression = 'globalThis.slotshellTest ? slotshellTest.lines().join() : ""';
  socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } }));
  const [text] = await once(socket, 'message');
  socket.close();
  return String(JSON.parse(text).result?.result?.value ?? '');
}

async function useWindow(port) {
  delete process.env.DISPLAY;
  delete process.env.WAYLAND_DISPLAY;
  const display = await openDisplay({ open: true });
  ending.push(display.close);
  const debugging = await freePort();
  const line = `DISPLAY=${display.env.DISPLAY} slotshell --window --remote-debugging-port=${debugging} -p ${port}`;
  const [command, ...words] = asUser(line);
  const app = spawn(command, words, { env: LOCALE, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [app.stdout, app.stderr]) stream.on('data', (text) => (said += text));
  try {
    const page = await until('page', async () => {
      if (app.exitCode !== null) throw new Error('The app ended.');
      const pages = await fetch(`http://127.0.0.1:${debugging}/json/list`).then(
        (answer) => answer.json(),
        () => [],
      );
      return pages.find(({ url }) => url === PAGE);
    });
    await until('prompt', async () => (await linesOf(page)).includes(`127.0.0.1:${port}>`));
    const processes = processesOf(app);
    for (const { line } of processes) assert.doesNotMatch(line, /--no-sandbox/);
    const renderers = processes.filter(({ line }) => line.includes('--type=renderer'));
    assert.notEqual(renderers.length, 0);
    const ownNamespace = readlinkSync('/proc/self/ns/pid');
    for (const { pid, status } of renderers) {
      assert.match(status, /^Seccomp:\t2$/m);
      assert.notEqual(readlinkSync(`/proc/${pid}/ns/pid`), ownNamespace);
    }
  } catch (error) {
    error.message += `\nThe app said: ${said}`;
    throw error;
  }
  const window = processesOf(app).find(({ line }) => !line.includes('--type='));
  process.kill(window.pid, 'SIGTERM');
  if (app.exitCode === null) await once(app, 'exit');
}
