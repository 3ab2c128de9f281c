/** The real app under Playwright: started with a data directory of its own, and gone after the test. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import {
  _electron,
  errors,
  expect,
  test as base,
  type ElectronApplication,
  type Page,
} from '@playwright/test';

declare global {
  interface Window {
    /** For tests: the terminal's logical lines, wrapped rows joined. */
    slotshellTest: { lines(): string[]; idle(): Promise<void> };
  }
}

const ROOT = path.resolve(import.meta.dirname, '../..');
const CLOSE_DEADLINE = 15_000;

export interface LaunchOptions {
  args?: string[];
  env?: Record<string, string>;
  /** A directory that outlives the launch is the caller's to delete. */
  userData?: string;
  /** Whether the windows of the last start come back; else a start with `userData` begins as if there were none. */
  restores?: boolean;
  /** A packaged app, instead of the built tree under the Electron of scripts/electron-runtime.mjs. */
  executable?: string;
}
export interface Launched {
  app: ElectronApplication;
  page: Page;
  userData: string;
}
export type Launch = (options?: LaunchOptions) => Promise<Launched>;

// Chromium's sandbox refuses to run as root.
const sandboxArgs = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Playwright has no process to name any more once an app is closed. */
const closed = new WeakSet<ElectronApplication>();
/** What each app wrote to its standard output and error. */
const told = new WeakMap<ElectronApplication, string>();
export const printedBy = (app: ElectronApplication): string => told.get(app) ?? '';

/**
 * Playwright has app.quit() run by an interrupt of the inspector, in the middle of whatever main is doing: where that is
 * Node's reading of a socket, closing the socket makes it throw. A user's quit is an event of its own.
 */
async function quit(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ app, dialog }) => {
    // The test owns everything that would be lost.
    dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false });
    const quit = app.quit.bind(app);
    app.quit = () => void setImmediate(quit);
  });
  await app.close();
}

/** Ends the app by `how` and waits until it has gone: it is not closed again after the test. */
export async function endsBy(app: ElectronApplication, how: () => Promise<unknown>): Promise<void> {
  const exited = new Promise((resolve) => app.process().once('exit', resolve));
  await how();
  await exited;
  closed.add(app);
}

/** Closes the app as a user would; one that does not end in time is killed, and the test has failed. `unexpected`: main has met an unexpected error. */
export async function closeApp(app: ElectronApplication, { unexpected = false } = {}): Promise<void> {
  if (closed.has(app)) return;
  closed.add(app);
  const child = app.process();
  const { pid } = child;
  if (pid === undefined) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), CLOSE_DEADLINE);
  });
  const outcome = await Promise.race([quit(app).catch(() => undefined), late]);
  clearTimeout(timer);
  if (outcome === 'late') child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) {
    await new Promise((resolve) => child.once('exit', resolve));
  }
  const words = printedBy(app);
  expect(outcome, `the app ends within ${CLOSE_DEADLINE / 1000} seconds; it said: ${words}`).not.toBe('late');
  expect(words.includes('Unexpected error:'), `nothing goes wrong in main unnoticed: ${words}`).toBe(
    unexpected,
  );
  expect(isAlive(pid), 'the app leaves no process behind').toBe(false);
}

/** Null once the page is drawn and everything of it is loaded; else how far it came within 30 seconds. */
async function unreadiness(app: ElectronApplication, page: Page): Promise<string | null> {
  try {
    await page.waitForSelector('body[data-ready="1"]', { state: 'attached', timeout: 30_000 });
    return null;
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error;
  }
  const inPage = page.evaluate(() => {
    const { readyState, visibilityState, fonts, body } = document;
    const text = body.innerText.slice(0, 300);
    const frame = new Promise((resolve) => requestAnimationFrame(() => resolve('drawn')));
    const late = new Promise((resolve) => setTimeout(() => resolve('not drawn'), 2000));
    return Promise.race([frame, late]).then((frame) =>
      JSON.stringify({ readyState, visibilityState, fonts: fonts.status, frame, text }),
    );
  });
  const inMain = app.evaluate(({ BrowserWindow }) =>
    JSON.stringify(
      BrowserWindow.getAllWindows().map((window) => [window.isVisible(), window.webContents.isLoading()]),
    ),
  );
  const limit = AbortSignal.timeout(10_000);
  const late = new Promise((resolve) => limit.addEventListener('abort', () => resolve('no answer')));
  const [ofPage, ofMain] = await Promise.all(
    [inPage, inMain].map((state) => Promise.race([state, late]).catch(String)),
  );
  return `the page was not ready within 30 seconds: page ${String(ofPage)}, windows ${String(ofMain)}; the app said: ${printedBy(app)}`;
}

async function launchApp(
  executablePath: string,
  { args = [], env = {}, executable }: LaunchOptions,
  userData: string,
): Promise<ElectronApplication> {
  const options = {
    executablePath: executable ?? executablePath,
    args: [...sandboxArgs, `--user-data-dir=${userData}`, ...(executable ? [] : [ROOT]), ...args],
    env: { ...(process.env as Record<string, string>), REDISCLI_RCFILE: '/dev/null', LANGUAGE: 'en', ...env },
  };
  // A start of Electron 25 hangs now and then before our code runs. It is started again, and the output says so.
  const app = await _electron.launch({ ...options, timeout: 30_000 }).catch((error: unknown) => {
    if (!(error instanceof errors.TimeoutError)) throw error;
    console.warn(
      `Electron did not start within 30 seconds and is started again: ${error.message.slice(0, 200)}`,
    );
    // A busy machine takes long to start a program; the test has its own limit.
    return _electron.launch({ ...options, timeout: 90_000 });
  });
  const { stdout, stderr } = app.process();
  for (const stream of [stdout!, stderr!])
    stream.on('data', (part: Buffer) => told.set(app, printedBy(app) + part.toString()));
  return app;
}

/** A start that ends by itself, because another app has the data directory. Resolves with its exit code and what it printed. */
export async function startAgain(
  electron: string,
  { args = [], env = {}, userData, cwd }: LaunchOptions & { cwd?: string },
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(electron, [...sandboxArgs, `--user-data-dir=${userData}`, ROOT, ...args], {
    cwd,
    env: { ...process.env, REDISCLI_RCFILE: '/dev/null', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = once(child, 'close') as Promise<[number | null]>;
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: (await end)[0], out, err };
}

export const test = base.extend<{ launch: Launch; userData: string }, { electron: string }>({
  electron: [
    // Playwright reads the names of what is needed out of the pattern: none.
    async ({}, use, { parallelIndex }) => {
      const display = process.env['SLOTSHELL_TEST_DISPLAYS']?.split(',')[parallelIndex];
      if (display) process.env['DISPLAY'] = display;
      const script = path.join(ROOT, 'scripts', 'electron-runtime.mjs');
      const answer = execFileSync(process.execPath, [script], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      await use((JSON.parse(answer) as { executable: string }).executable);
    },
    { scope: 'worker', timeout: 600_000 },
  ],
  /** A directory for what the app keeps, for starts after each other; gone when the test's apps have ended. */
  userData: async ({}, use) => {
    const directory = await mkdtemp(path.join(tmpdir(), 'slotshell-app-'));
    await use(directory);
    await rm(directory, { recursive: true, force: true });
  },
  // What it needs is torn down after it.
  launch: async ({ electron, userData: _ }, use) => {
    const apps: ElectronApplication[] = [];
    const directories: string[] = [];
    await use(async (options = {}) => {
      const userData = options.userData ?? (await mkdtemp(path.join(tmpdir(), 'slotshell-app-')));
      if (!options.restores) await rm(path.join(userData, 'windows.json'), { force: true });
      if (options.userData === undefined) directories.push(userData);
      /** `why` it cannot be used; null if it can. */
      const start = async () => {
        const app = await launchApp(electron, options, userData);
        apps.push(app);
        const page = await app.firstWindow({ timeout: 60_000 }).catch((error: unknown) => {
          if (!(error instanceof errors.TimeoutError)) throw error;
          return null;
        });
        const why = page
          ? await unreadiness(app, page)
          : `no window came within a minute; the app said: ${printedBy(app)}`;
        return { app, page, why };
      };
      let { app, page, why } = await start();
      // Electron 25 loses its window, or draws nothing, now and then while its GPU process fails. It is started again, and the
      // output says so.
      if (why !== null) {
        console.warn(`The app is started again: ${why}`);
        await closeApp(app);
        ({ app, page, why } = await start());
      }
      if (!page || why !== null) throw new Error(`The app cannot be used: ${why}`);
      return { app, page, userData };
    });
    const closed = await Promise.allSettled(apps.map((app) => closeApp(app)));
    for (const directory of directories) await rm(directory, { recursive: true, force: true });
    for (const result of closed) if (result.status === 'rejected') throw result.reason;
  },
});

/** Every logical line of the terminal. */
export const screenLines = (page: Page): Promise<string[]> =>
  page.evaluate(() => window.slotshellTest.lines());

/** The whole terminal as text. */
export const screenText = async (page: Page): Promise<string> => (await screenLines(page)).join('\n');

/** Types into the terminal, of two panes into that which has the focus; `\n` is Enter. */
export async function type(page: Page, text: string): Promise<void> {
  const focused = page.locator('.xterm-helper-textarea:focus');
  const shell = (await focused.count()) > 0 ? focused : page.locator('.xterm-helper-textarea:visible');
  // The Situation page opens by itself over an idle shell.
  if (!(await shell.isVisible())) await page.keyboard.press('Control+Shift+S');
  await shell.focus();
  for (const [index, line] of text.split('\n').entries()) {
    if (index > 0) await page.keyboard.press('Enter');
    await page.keyboard.type(line);
  }
}

export { expect };
