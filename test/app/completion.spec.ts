/** Hints behind the cursor and completion with Tab, in the real app on the real demo cluster. */
import type { Page } from '@playwright/test';
import { expect, screenLines, test, type } from '../support/app.ts';
import { enter } from '../support/enter.ts';

/** The row with the line that is being typed. */
const typed = async (page: Page) => (await screenLines(page)).at(-1)!.replace(/^\S*> /, '');

/** Resolves when the first prompt is shown. */
const prompted = (page: Page) =>
  expect.poll(async () => (await screenLines(page)).at(-1), { timeout: 20_000 }).toMatch(/^\S+:\d+>$/);

test('hints and candidates come from the server, and Tab cycles through them', async ({ launch }, info) => {
  const { page } = await launch({ args: ['--demo'] });
  const list = page.getByRole('listbox', { name: 'Completions' });
  const marked = page.getByRole('option', { selected: true });
  const input = page.locator('.xterm-helper-textarea');

  await prompted(page);
  // The documentation is read after the first prompt: the hint appears without a key.
  await type(page, 'getex k1{customer} ');
  await expect
    .poll(() => typed(page), { timeout: 20_000 })
    .toMatch(/^getex k1\{customer\} {2}\[EX seconds\|PX milliseconds/);
  await page.keyboard.press('Tab');
  await expect(list.getByRole('option')).toHaveText([
    /^EX\s*seconds/,
    /^PX\s*milliseconds/,
    /^EXAT/,
    /^PXAT/,
    /^PERSIST/,
  ]);
  await expect(marked).toHaveText(/^EX\s*seconds/);
  await expect(input).toHaveAttribute('aria-activedescendant', (await marked.getAttribute('id'))!);
  await expect(page.locator('.completion-foot')).toContainText('GETEX key [EX seconds');
  await expect(page.locator('.completion-foot')).toContainText('string · O(1) · since 6.2.0');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: info.outputPath('completion.png') });

  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect.poll(() => typed(page)).toMatch(/^getex k1\{customer\} px /);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await expect(marked).toHaveText(/^PERSIST/);
  await expect.poll(() => typed(page)).toMatch(/^getex k1\{customer\} persist /);
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await expect.poll(() => typed(page)).toMatch(/^getex k1\{customer\} {2}\[EX/);
  await expect(input).toBeFocused();

  // Enter takes a candidate; the next one runs the line.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(list).toBeHidden();
  await expect.poll(() => typed(page)).toBe('getex k1{customer} ex  seconds');
  await page.keyboard.press('Control+U');

  // A candidate can be clicked, and the line keeps the focus.
  await type(page, 'config s');
  await page.keyboard.press('Tab');
  await expect.poll(() => typed(page)).toBe('config set  parameter value [parameter value ...]');
  await page.keyboard.press('Control+U');
  await type(page, 'zrangeby');
  await page.keyboard.press('Tab');
  await list.getByRole('option', { name: /ZRANGEBYSCORE/ }).click();
  await expect(list).toBeHidden();
  await expect.poll(() => typed(page)).toMatch(/^zrangebyscore {2}key min max/);
  await expect(input).toBeFocused();
  await page.keyboard.press('Control+U');

  // Nothing to complete: nothing happens.
  await type(page, 'get ');
  await page.keyboard.press('Tab');
  await expect(list).toBeHidden();
  await expect(input).toBeFocused();
  await page.keyboard.press('Control+U');

  // Keys seen before are offered.
  await enter(page, 'set completed:1 x');
  await enter(page, 'set completed:2 x');
  await type(page, 'get comp');
  await page.keyboard.press('Tab');
  await expect.poll(() => typed(page)).toMatch(/^get completed: /);
  await page.keyboard.press('Tab');
  await expect(list.getByRole('option')).toHaveText(['completed:2', 'completed:1']);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Control+U');

  await enter(page, ':set nohints');
  await type(page, 'get ');
  await expect.poll(() => typed(page)).toBe('get');
  await page.keyboard.press('Control+U');
  await enter(page, ':set hints');
  await type(page, 'get ');
  await expect.poll(() => typed(page)).toBe('get  key');
});

test('the list stays in a narrow window and beside the line', async ({ launch }, info) => {
  const { page, app } = await launch({ args: ['--demo'] });
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setContentSize(720, 480));
  await page.emulateMedia({ colorScheme: 'light' });
  await prompted(page);
  await type(page, 'set a b ');
  await expect.poll(() => typed(page), { timeout: 20_000 }).toContain('[NX|XX]');
  await page.keyboard.press('Tab');
  const popup = page.locator('.completion');
  await expect(popup).toBeVisible();
  await page.screenshot({ path: info.outputPath('narrow.png') });
  const frame = (await page.locator('#terminal').boundingBox())!;
  const inside = async () => {
    const box = (await popup.boundingBox())!;
    return (
      box.x >= frame.x &&
      box.y >= frame.y &&
      box.x + box.width <= frame.x + frame.width &&
      box.y + box.height <= frame.y + frame.height
    );
  };
  await expect.poll(inside).toBe(true);
  await page.keyboard.press('Control+U');

  // At the bottom of the terminal it opens above the line.
  for (let i = 0; i < 3; i++) await enter(page, 'command list');
  await type(page, 'cluster ');
  await page.keyboard.press('Tab');
  await expect(popup).toBeVisible();
  await page.screenshot({ path: info.outputPath('narrow-above.png') });
  await expect.poll(inside).toBe(true);
  const cursor = (await page.locator('.xterm-cursor').boundingBox())!;
  const box = (await popup.boundingBox())!;
  expect(box.y + box.height).toBeLessThanOrEqual(cursor.y);
});
