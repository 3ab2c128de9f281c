/** The built app in a window of its own, and what a user does there. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../prepare.mjs';

const LIMIT_MS = 30_000;
/** A window that hangs is ended. */
const LIFE_MS = 300_000;
const sandbox = process.platform === 'linux' && process.getuid() === 0 ? ['--no-sandbox'] : [];

/**
 * Starts the app with settings, journals and connections of its own.
 * @param {{ executable: string, env: Record<string, string>, args: string[], size: [number, number], settings?: object }} options
 */
export async function openWindow({ executable, env, args, size, settings = {} }) {
  const { _electron } = await import('@playwright/test');
  const own = await mkdtemp(path.join(tmpdir(), 'slotshell-screenshot-'));
  const [width, height] = size;
  const bounds = { x: 0, y: 0, width, height, maximized: false };
  const kept = { mode: 'follow', language: 'en', bounds, ...settings };
  await writeFile(path.join(own, 'settings.json'), JSON.stringify(kept));
  const app = await _electron.launch({
    executablePath: executable,
    args: [...sandbox, `--user-data-dir=${own}`, ROOT, ...args],
    env: { ...process.env, ...env, REDISCLI_RCFILE: '/dev/null', XDG_STATE_HOME: path.join(own, 'state') },
  });
  const life = setTimeout(() => app.process().kill('SIGKILL'), LIFE_MS);
  const close = async () => {
    // The servers and their data are ours: nobody is to be asked before they go.
    await app.evaluate(({ dialog }) => {
      dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false });
    });
    await app.close();
    clearTimeout(life);
    await rm(own, { recursive: true, force: true });
  };
  try {
    const page = await app.firstWindow();
    page.setDefaultTimeout(LIMIT_MS);
    await page.waitForSelector('body[data-ready="1"]', { state: 'attached' });
    await app.evaluate(
      ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0].setContentSize(...to),
      size,
    );
    await page.waitForFunction((wide) => innerWidth === wide, width);
    // Its bar is about an Electron of this computer, which no user has.
    await page.addStyleTag({ content: '.runtimebar { display: none }' });
    return { app, page, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The next frame and the one after: panels draw on the frame after the reply. */
export const nextFrame = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** Resolves when a prompt waits again below at least `lines` written lines. */
export const waitForPrompt = (page, lines) =>
  page.waitForFunction((least) => {
    const written = window.slotshellTest.lines().filter((line) => line.trim() !== '');
    return written.length >= least && /^\S*>\s*$/.test(written.at(-1) ?? '');
  }, lines);

/** Resolves when a line of the transcript begins with `text`. */
export const waitForLine = (page, text) =>
  page.waitForFunction((start) => window.slotshellTest.lines().some((line) => line.startsWith(start)), text);

const countLines = (page) =>
  page.evaluate(() => window.slotshellTest.lines().filter((line) => line.trim() !== '').length);

/** Types a line and waits for its answer. `typed` is called after each key, and once the answer is there. */
export async function enter(page, line, typed = async () => {}) {
  const before = await countLines(page);
  await page.locator('.xterm-helper-textarea').focus();
  for (const key of line) {
    await page.keyboard.type(key);
    await typed('key');
  }
  await page.keyboard.press('Enter');
  await waitForPrompt(page, before + 2);
  await nextFrame(page);
  await typed('answer');
}

/** Runs an entry of the palette. */
export async function choose(page, text) {
  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/** Stops a node of the demo cluster by its button in the Nodes panel. */
export async function stopNode(page, address) {
  const nodes = page.getByRole('navigation', { name: 'Nodes' });
  await nodes.getByRole('button', { name: new RegExp(`^Stop .*${address}`) }).click();
}
