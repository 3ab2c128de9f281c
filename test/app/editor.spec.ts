/** The script editor: Monaco under the page's policy, its lines run by the shell. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ElectronApplication, Locator, Page } from '@playwright/test';
import { closeApp, expect, screenText, test, type Launch } from '../support/app.ts';

declare global {
  interface Window {
    violations: string[];
  }
}

/** The app on its demo cluster with the editor open, and a record of what the page's policy refused. */
async function openEditor(launch: Launch) {
  const { app, page, userData } = await launch({ args: ['--demo'] });
  await expect(page.getByRole('region', { name: 'Shard 3' })).toBeVisible({ timeout: 20_000 });
  await page.evaluate(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      window.violations.push(`${event.effectiveDirective} ${event.blockedURI}`),
    );
  });
  await page.keyboard.press('Control+Shift+E');
  const editor = page.getByRole('region', { name: 'Editor' });
  await expect(page.locator('.inputarea')).toBeFocused({ timeout: 20_000 });
  return { app, page, editor, userData };
}

const write = async (page: Page, text: string) => {
  await page.locator('.inputarea').focus();
  await page.keyboard.insertText(text);
};
const answered = (page: Page, pattern: RegExp) =>
  expect.poll(() => screenText(page), { timeout: 20_000 }).toMatch(pattern);

test('a script runs in the shell, in order, without blank lines and remarks', async ({ launch }) => {
  test.setTimeout(90_000);
  const { page, editor } = await openEditor(launch);
  for (const line of ['# first', 'set k1 one', '', 'get k1']) {
    await page.keyboard.type(line);
    await page.keyboard.press('Enter');
  }
  await page.keyboard.type('mset k1 1 k2 2');
  await expect(editor.locator('.slotmargin > .slot')).toHaveText(['127063', '127063']);
  await expect(editor.locator('.slotmargin > .cross-slot')).toHaveText(['CROSSSLOT']);
  await page.keyboard.press('Control+Shift+Enter');
  await answered(page, /> set k1 one\nOK[\s\S]*> get k1\n"one"[\s\S]*> mset k1 1 k2 2\n/);
  expect(await screenText(page)).not.toContain('first');

  // One line: the one under the cursor, which then goes down.
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+Enter');
  await answered(page, /mset[\s\S]*> set k1 one\nOK[\s\S]*> get k1\n"one"/);
  await expect(page.locator('.inputarea')).toBeFocused();

  // An invisible character is looked for by the worker, which the policy must let in.
  await write(page, '\u200b');
  await expect(editor.locator('.unicode-highlight')).toHaveCount(1, { timeout: 10_000 });
  expect(await page.evaluate(() => window.violations)).toEqual([]);
});

/** The debugger: breakpoints, the line where it is stopped, variables, the end; on a copy, then on the data. */
async function debugs(app: ElectronApplication, page: Page, editor: Locator): Promise<void> {
  const panel = page.getByRole('region', { name: 'Lua debugger' });
  const status = panel.getByRole('status');
  await page.locator('.inputarea').focus();
  await page.keyboard.press('Control+A');
  await write(
    page,
    "local x = redis.call('incr', KEYS[1])\nlocal y = x + 1\nlocal z = y * 2\nreturn {x, y, z}",
  );
  await editor.getByRole('textbox', { name: 'KEYS[1]' }).fill('debugged');
  await editor.getByRole('textbox', { name: 'ARGV[1]' }).fill('');
  await page.locator('.inputarea').focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('F9');
  await expect(editor.locator('.breakpoint')).toHaveCount(1);
  await editor.getByRole('button', { name: 'Debug', exact: true }).click();
  await expect(status).toContainText('Stopped before line 1 on 127.0.0.1:');
  await expect(panel).toContainText('its changes are rolled back when it ends');
  await expect(editor.locator('.stoppedat')).toHaveCount(1);
  await page.locator('.inputarea').focus();
  await page.keyboard.type('not typed');
  await page.keyboard.press('F10');
  await expect(status).toContainText('Stopped before line 2');
  await expect(panel).toContainText(/x1/);
  await expect(panel.getByRole('log')).toContainText('<redis> incr debugged');
  await page.keyboard.press('F8');
  await expect(status).toContainText('Stopped before line 3');
  await expect(status).toContainText('break point');
  await panel.getByRole('textbox').fill('return y * 100');
  await panel.getByRole('textbox').press('Enter');
  await expect(panel.getByRole('log')).toContainText('y');
  await page.keyboard.press('F8');
  await expect(status).toContainText('The script has ended');
  await expect(panel).toContainText('1) (integer) 1');
  await expect(panel).toContainText('were rolled back');
  const seen = async (line: string, answer: RegExp) => {
    await editor.getByRole('button', { name: 'Commands' }).click();
    await page.locator('.inputarea').focus();
    await page.keyboard.press('Control+A');
    await write(page, line);
    await page.keyboard.press('Control+Enter');
    await answered(page, answer);
    await editor.getByRole('button', { name: 'Lua' }).click();
  };
  await seen('exists debugged', /> exists debugged\n\(integer\) 0/);

  // On the data itself: only if the user agrees, and then its changes stay.
  await panel.getByRole('button', { name: 'Back to the keys and arguments' }).click();
  await editor.getByLabel('Debug on the data itself').check();
  const answer = (response: number) =>
    app.evaluate(({ dialog }, response) => {
      dialog.showMessageBox = () => Promise.resolve({ response, checkboxChecked: false });
    }, response);
  await answer(0);
  await editor.getByRole('button', { name: 'Debug', exact: true }).click();
  await expect(editor.getByLabel('Debug on the data itself')).toBeVisible();
  await answer(1);
  await editor.getByRole('button', { name: 'Debug', exact: true }).click();
  await expect(panel).toContainText('its changes stay, and the node serves nobody else');
  await page.keyboard.press('F10');
  await expect(status).toContainText('Stopped before line 2');
  await panel.getByRole('button', { name: 'Stop' }).click();
  await expect(panel).toContainText('script aborted for user request');
  await expect(panel).toContainText('until its end stay');
  await seen('get debugged', /> get debugged\n"1"/);
}

test('a Lua script runs on the owner of its key, and says what cannot go together', async ({ launch }) => {
  test.setTimeout(90_000);
  const { app, page, editor } = await openEditor(launch);
  await editor.getByRole('button', { name: 'Lua' }).click();
  await expect(page.locator('.inputarea')).toBeFocused();
  await write(page, 'redis.call("SET", KEYS[1], ARGV[1])\nreturn redis.call("GET", KEYS[1])');
  const key = editor.getByRole('textbox', { name: 'KEYS[1]' });
  await key.fill('k1');
  await expect(editor.getByText('12706')).toBeVisible();
  await editor.getByRole('textbox', { name: 'ARGV[1]' }).fill('two words');
  await page.keyboard.press('Control+Enter');
  await answered(page, /EVAL "redis\.call[\s\S]*"two words"[^\n]*slot 12706 · shard 3/);

  await key.press('Enter');
  await expect(editor.getByRole('textbox', { name: 'KEYS[2]' })).toBeFocused();
  await page.keyboard.type('k2');
  await expect(editor.getByRole('alert')).toContainText('CROSSSLOT');
  await editor.getByRole('button', { name: 'Remove KEYS[2]' }).click();
  await expect(editor.getByRole('alert')).toHaveCount(0);
  expect(await page.evaluate(() => window.violations)).toEqual([]);
  await debugs(app, page, editor);
  expect(await page.evaluate(() => window.violations)).toEqual([]);
});

test('the editor is reached and left by keys, and its text is there at the next start', async ({
  launch,
}) => {
  test.setTimeout(90_000);
  const { app, page, editor, userData } = await openEditor(launch);
  await write(page, 'get k1');
  await expect(page.getByRole('status', { name: 'Where the line would go' })).toContainText('12706');
  await page.keyboard.press('F6');
  await expect(page.locator('.xterm-helper-textarea')).toBeFocused();
  await page.keyboard.press('Shift+F6');
  await expect(page.locator('.inputarea')).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(page.locator('.inputarea')).not.toBeFocused();
  await page.locator('.inputarea').focus();
  await page.keyboard.press('Control+Shift+E');
  await expect(editor).toBeHidden();
  await expect(page.locator('.xterm-helper-textarea')).toBeFocused();
  await page.keyboard.press('Control+Shift+E');
  await expect(page.locator('.inputarea')).toBeFocused();
  await expect
    .poll(() => readFile(path.join(userData, 'settings.json'), 'utf8').catch(() => ''), { timeout: 10_000 })
    .toContain('"editorShown": true');
  await closeApp(app);

  const second = await launch({ userData, args: ['--demo'] });
  await expect(second.page.locator('.view-line')).toContainText('get k1', { timeout: 20_000 });
});

test('scripts are saved to files and opened again; opening can be undone', async ({ launch }) => {
  test.setTimeout(90_000);
  const { app, page, editor, userData } = await openEditor(launch);
  const file = path.join(userData, 'my.redis');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
  }, file);
  await write(page, 'set k1 "größe"\nget k1');
  await editor.getByRole('button', { name: 'Save…' }).click();
  await expect(editor.getByRole('status')).toContainText(file);
  expect(await readFile(file, 'utf8')).toBe('set k1 "größe"\nget k1');

  await writeFile(file, 'get other\n');
  await editor.getByRole('button', { name: 'Open…' }).click();
  await expect(editor.locator('.view-line').first()).toHaveText('get other');
  await page.keyboard.press('Control+Z');
  await expect(editor.locator('.view-line').first()).toHaveText('set k1 "größe"');

  await writeFile(file, Uint8Array.of(0xff, 0xfe));
  await editor.getByRole('button', { name: 'Open…' }).click();
  await answered(page, /The file is not UTF-8 text/);

  // The window's shortcuts come before Monaco's.
  await page.locator('.inputarea').focus();
  await page.keyboard.press('Control+K');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('.inputarea')).toBeFocused();
});
