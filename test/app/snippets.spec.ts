/** Snippets and dropped files: both put text where the user works, and run nothing. */
import type { Page } from '@playwright/test';
import { expect, screenText, test } from '../support/app.ts';
import { enter } from '../support/enter.ts';
import { RedisServer } from '../support/redis-server.ts';

let server: RedisServer;
test.beforeAll(async () => {
  server = await RedisServer.start();
});
test.afterAll(() => server.stop());

const lastLine = (page: Page) => expect.poll(async () => (await screenText(page)).split('\n').at(-1));

/** As the page sees a drop of files from the system. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const data = await page.evaluateHandle(
    ([fileName, content]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content!], fileName!));
      return transfer;
    },
    [name, text],
  );
  for (const kind of ['dragover', 'drop'])
    await page.dispatchEvent('#terminal', kind, { dataTransfer: data });
}

test('a snippet is kept, chosen, filled gap by gap, and runs at Enter alone; dropped files open and run nothing', async ({
  launch,
}) => {
  const { page } = await launch({ args: ['-p', String(server.port)] });
  await enter(page, 'zadd z 1 one 2 two');
  await page.keyboard.press('Control+Shift+Y');
  const dialog = page.getByRole('dialog', { name: 'Snippets' });
  const line = dialog.getByRole('textbox', { name: 'Line' });
  await line.fill('auth hunter2');
  await expect(dialog.getByRole('alert')).toContainText('Not kept');
  await line.fill('zrange {{key}} 0 {{last}} withscores');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('the first of a set');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('option')).toContainText(['the first of a set']);
  await expect(line).toHaveValue('');
  await dialog.getByRole('listbox').focus();
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menu')).toHaveAccessibleName('Snippet the first of a set');
  await page.getByRole('menuitem', { name: 'Edit it…' }).click();
  await expect(line).toBeFocused();
  await expect(line).toHaveValue('zrange {{key}} 0 {{last}} withscores');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('the first of one set');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('option')).toHaveText([/the first of one set/]);
  await dialog.getByRole('listbox').focus();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await lastLine(page).toMatch(/> zrange \{\{key\}\} 0 \{\{last\}\} withscores/);
  await page.keyboard.type('z');
  await page.keyboard.press('Enter');
  await page.keyboard.type('0');
  await lastLine(page).toMatch(/> zrange z 0 0 withscores/);
  expect(await screenText(page)).not.toContain('1) "one"');
  await page.keyboard.press('Enter');
  await expect.poll(() => screenText(page)).toMatch(/1\) "one".*\n2\) "1"/);

  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.type('first set');
  await page.keyboard.press('Enter');
  await lastLine(page).toMatch(/> zrange \{\{key\}\}/);
  await page.keyboard.press('Control+c');

  await drop(page, 'a\u202e.redis', 'set dropped 1\n');
  await expect.poll(() => screenText(page)).toContain('a\\u202e.redis is in the editor.');
  await expect(page.getByRole('region', { name: 'Editor' })).toContainText('set dropped 1');
  expect(await enter(page, 'exists dropped')).toContain('(integer) 0');
  await drop(page, 'binary', 'MZ\0');
  await expect.poll(() => screenText(page)).toContain('binary is not UTF-8 text');
  await drop(page, 'connections.json', '[{"host":"10.0.0.9","port":6379,"name":"dropped"}]');
  const imported = page.getByRole('dialog', { name: 'Import connections' });
  await expect(imported).toContainText('dropped');
});
