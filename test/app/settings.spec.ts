/** The page of the settings: by keyboard, in every theme, at once, and beside a file that is written by hand. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { brokenRules } from '../support/accessibility.ts';
import { expect, screenText, test } from '../support/app.ts';
import { enter } from '../support/enter.ts';
import { RedisServer } from '../support/redis-server.ts';

let server: RedisServer;
test.beforeAll(async () => {
  server = await RedisServer.start();
});
test.afterAll(() => server.stop());

test('settings are found, changed and reset, hold at once, and follow the file', async ({
  launch,
  userData,
}, info) => {
  const { app, page } = await launch({ args: ['-p', String(server.port)], userData });
  const file = path.join(userData, 'settings.json');
  const said = async () => JSON.parse(await readFile(file, 'utf8')) as { [name: string]: unknown };
  await enter(page, 'set foo bar');
  await page.keyboard.press('Control+,');
  const search = page.getByRole('searchbox', { name: 'Search settings' });
  await expect(search).toBeFocused();

  // A row of each kind; all rows would take axe long.
  await search.fill('th');
  for (const [theme, label] of [
    ['dark', 'Dark'],
    ['light', 'Light'],
    ['contrast', 'High contrast'],
  ] as const) {
    await page.getByRole('combobox', { name: 'Theme' }).selectOption(label);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    expect.soft(await brokenRules(page), theme).toEqual([]);
    await page.screenshot({ path: info.outputPath(`${theme}.png`) });
  }
  await expect.poll(said).toMatchObject({ theme: 'contrast' });

  const menu = page.getByRole('menu');
  await page.getByRole('combobox', { name: 'Theme' }).focus();
  await page.keyboard.press('ContextMenu');
  await expect(menu).toHaveAccessibleName('Setting Theme');
  await page.screenshot({ path: info.outputPath('menu.png') });
  await page.getByRole('menuitem', { name: 'Copy its line of the settings file' }).click();
  await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toBe('"theme": "contrast"');
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menuitem', { name: /^Reset it to / })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).not.toHaveAttribute('data-theme', 'contrast');
  // A view's tab has its own: how its keys are changed, among others.
  await page.getByRole('tab', { name: 'Slot map' }).focus();
  await page.keyboard.press('ContextMenu');
  await expect(menu).toHaveAccessibleName('View Slot map');
  await page.getByRole('menuitem', { name: 'Change its keys…' }).focus();
  await page.keyboard.press('Enter');
  await expect(search).toHaveValue('Slot map');
  await expect(page.getByRole('button', { name: 'Change the keys of Slot map' })).toBeVisible();

  // By keyboard alone, from the search on.
  await search.fill('');
  await search.focus();
  await page.keyboard.type('size editor');
  await expect(page.getByRole('heading', { level: 3 })).toHaveCount(1);
  const size = page.getByRole('textbox', { name: 'Font size of shell and editor' });
  for (let i = 0; i < 5 && !(await size.evaluate((e) => e === document.activeElement)); i++)
    await page.keyboard.press('Tab');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('99');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText('A whole number from 8 to 32.');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('20');
  await page.keyboard.press('Enter');
  const drawn = () =>
    page.locator('#terminal .xterm-rows').evaluate((rows) => getComputedStyle(rows).fontSize);
  await expect.poll(drawn).toBe('20px');
  await page.getByRole('button', { name: 'Font size of shell and editor: Reset to 13' }).click();
  await expect(size).toBeFocused();
  await expect.poll(drawn).toBe('13px');

  // Keys of another action are asked about, then taken from it; they work at once.
  await search.fill('refresh the slot map');
  await page.getByRole('button', { name: 'Change the keys of Refresh the slot map' }).click();
  await page.keyboard.press('Control+Shift+K');
  await expect(page.getByRole('alert')).toHaveText('Ctrl Shift K is taken by: Key slots.');
  expect(await brokenRules(page)).toEqual([]);
  await page.screenshot({ path: info.outputPath('keys.png') });
  await page.getByRole('button', { name: 'Use them here' }).click();
  await expect(page.getByRole('row', { name: /Refresh the slot map/ })).toContainText('Ctrl Shift K');
  await page.keyboard.press('Control+Shift+K');
  await expect(page.getByRole('tab', { name: 'Settings' })).toHaveAttribute('aria-selected', 'true');
  await expect.poll(said).toMatchObject({
    shortcuts: { refresh: 'CmdOrCtrl+Shift+K', 'show-calculator': '' },
  });
  const accelerator = () =>
    app.evaluate(({ Menu }) => {
      const items = Menu.getApplicationMenu()!.items.flatMap(({ submenu }) => submenu?.items ?? []);
      return items.find(({ label }) => label === 'Refresh the slot map')?.accelerator;
    });
  await expect.poll(accelerator).toBe('CmdOrCtrl+Shift+K');
  await search.fill('key slots');
  await page.getByRole('button', { name: 'Change the keys of Key slots' }).click();
  await page.keyboard.press('Control+w');
  await expect(page.getByRole('row', { name: /Key slots/ })).toContainText(
    'In the shell: Delete the word before',
  );
  await expect.poll(said).toMatchObject({ shortcuts: { 'show-calculator': 'CmdOrCtrl+W' } });

  // Written by hand: what holds holds at once, what is wrong is said, and the file stays.
  const text = JSON.stringify({ ...(await said()), theme: 'light', fontSize: 5, colour: 'red' });
  await writeFile(file, text);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(page.getByRole('alert')).toContainText('a whole number from 8 to 32');
  await expect(page.getByRole('alert')).toContainText('“colour” is no setting');
  await expect.poll(() => screenText(page)).toContain('“fontSize” may not be 5');
  expect(await readFile(file, 'utf8')).toBe(text);
  await app.evaluate(({ shell, app }) => {
    shell.openPath = (opened) => {
      app.setName(opened);
      return Promise.resolve('');
    };
  });
  await page.getByRole('button', { name: 'Open settings file' }).click();
  await expect.poll(() => app.evaluate(({ app }) => app.getName())).toBe(file);

  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setContentSize(640, 400));
  await search.fill('');
  await expect(page.getByRole('navigation', { name: 'Sections' })).toBeHidden();
  await page.screenshot({ path: info.outputPath('small.png') });
});

test('About has the versions; a report of a problem holds the log without what was typed, and is only copied', async ({
  launch,
}, info) => {
  const { app, page } = await launch({ args: ['-p', String(server.port)] });
  await enter(page, 'set secret-key secret-value');
  const choose = async (text: string) => {
    await page.keyboard.press('Control+Shift+P');
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  };
  await choose('about slotshell');
  const about = page.getByRole('dialog', { name: 'About Slotshell' });
  await expect(about).toContainText(await app.evaluate(() => process.versions.electron!));
  await expect(about).toContainText('No telemetry');
  expect(await brokenRules(page)).toEqual([]);
  await page.screenshot({ path: info.outputPath('about.png') });
  await about.getByRole('button', { name: 'Report a problem' }).click();
  const report = page.getByRole('textbox', { name: 'Text of the report' });
  await expect(report).toHaveValue(/Shell 1: connected/);
  expect(await report.inputValue()).not.toContain('secret');
  expect(await brokenRules(page)).toEqual([]);
  await page.screenshot({ path: info.outputPath('report.png') });
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(page.getByText('Copied.')).toBeVisible();
  const copied = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toBe(await report.inputValue());
});
