/** `npm run screenshot`: assets/screenshot-dark.png and -light.png, of the built app on its demo cluster. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDisplay } from './display.mjs';
import { ROOT, buildIfStale, giveUp, prepare } from './prepare.mjs';

/** The story a learner goes through, redirects shown: a MOVED, keys of several slots, hash tags, whose slot, a nested reply. */
const STORY = [
  'set k1 v1',
  'mset k1 v1 k2 v2 k3 v3',
  'mset k1{customer} v1 k2{customer} v2 k3{customer} v3',
  'cluster countkeysinslot 6651',
  'get k1',
  'xrange orders - + count 1',
];
/** Left in the editor, for the hint line. */
const TYPED = 'getex k1{customer} ';

const runtime = await prepare({ tests: true }).catch(giveUp);
await buildIfStale().catch(giveUp);
const { _electron } = await import('@playwright/test');
const display = await openDisplay().catch(giveUp);
const sandbox = process.platform === 'linux' && process.getuid() === 0 ? ['--no-sandbox'] : [];

/** The prompt waits again once the last line that is not blank ends in `> ` or `>`. */
const waitForPrompt = (page, lines) =>
  page.waitForFunction(
    (least) => {
      const written = window.slotshellTest.lines().filter((line) => line.trim() !== '');
      return written.length >= least && /^\S*>\s*$/.test(written.at(-1) ?? '');
    },
    lines,
    { timeout: 30_000 },
  );
const countLines = (page) =>
  page.evaluate(() => window.slotshellTest.lines().filter((line) => line.trim() !== '').length);

async function shoot(theme) {
  const userData = await mkdtemp(path.join(tmpdir(), 'slotshell-screenshot-'));
  const bounds = { x: 0, y: 0, width: 1440, height: 900, maximized: false };
  await writeFile(path.join(userData, 'settings.json'), JSON.stringify({ theme, bounds, mode: 'follow' }));
  const app = await _electron.launch({
    executablePath: runtime.executable,
    args: [...sandbox, `--user-data-dir=${userData}`, ROOT, '--demo'],
    env: { ...process.env, ...display.env },
  });
  const deadline = setTimeout(() => app.process().kill('SIGKILL'), 120_000);
  try {
    const page = await app.firstWindow();
    await page.waitForSelector('body[data-ready="1"]', { state: 'attached' });
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].setContentSize(1440, 900));
    await waitForPrompt(page, 1);
    for (const line of STORY) {
      const before = await countLines(page);
      await page.locator('.xterm-helper-textarea').focus();
      await page.keyboard.type(line);
      await page.keyboard.press('Enter');
      await waitForPrompt(page, before + 2);
    }
    await page.keyboard.type(TYPED);
    // The panels draw on the frame after the reply.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    await page.screenshot({ path: path.join(ROOT, 'assets', `screenshot-${theme}.png`) });
    console.log(`assets/screenshot-${theme}.png`);
  } finally {
    // The demo's data is ours: nobody is to be asked before it goes.
    await app.evaluate(({ dialog }) => {
      dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false });
    });
    await app.close();
    clearTimeout(deadline);
    await rm(userData, { recursive: true, force: true });
  }
}

for (const theme of ['dark', 'light']) await shoot(theme);
process.exit();
