/** Two shells at once: split, typed into, moved between, resized, and back at the next start. */
import type { Page } from '@playwright/test';
import { closeApp, expect, screenText, test, type as typeText } from '../support/app.ts';
import * as way from '../support/connections-page.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

let cluster: RedisCluster;
test.beforeAll(async () => {
  cluster = await RedisCluster.start({ replicas: 0 });
});
test.afterAll(() => cluster.stop());

const pane = (page: Page, number: number) => page.getByRole('region', { name: `Shell ${number}, ` });
const rows = (page: Page, number: number) => pane(page, number).locator('.xterm-rows');
const focused = (page: Page, number: number) =>
  expect(pane(page, number).locator('.xterm-helper-textarea')).toBeFocused();
const boxOf = async (page: Page, number: number) => (await pane(page, number).boundingBox())!;

test('two shells are seen and typed into at once', async ({ launch, userData }, info) => {
  const one = await launch({ userData, restores: true });
  const { page } = one;
  // Nothing would show a shell, a pane or the bar behind the start page.
  for (const keys of ['Control+4', 'Control+Alt+b', 'Control+Shift+O']) await page.keyboard.press(keys);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('split');
  await expect(page.getByRole('option').first()).toBeVisible();
  await expect(page.getByRole('option', { name: 'Split right' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.locator('#panes, #broadcast').locator('*')).toHaveCount(0);
  const [first, second, third] = cluster.addresses as [string, string, string];
  await way.open(page);
  const field = way.screen(page).getByRole('textbox', { name: 'Server to connect to' });
  await field.fill(first);
  await field.press('Enter');
  await way.connected(page, first);

  await page.keyboard.press('Control+4');
  await focused(page, 2);
  await enter(page, `connect ${second.replace(':', ' ')}`);
  await enter(page, 'echo right');
  await page.keyboard.press('Control+6');
  await focused(page, 1);
  await enter(page, 'set k1 left');
  await expect(rows(page, 2)).toContainText('"right"');
  await expect(rows(page, 1)).toContainText('OK');
  await page.screenshot({ path: info.outputPath('right.png') });

  const trace = page.getByRole('complementary', { name: 'Inspector' });
  await expect(trace.getByRole('article')).toHaveText([/set k1 left/]);
  await pane(page, 2).locator('.xterm-screen').click();
  await focused(page, 2);
  await expect(page.getByRole('tab', { name: 'Shell 2', selected: true })).toBeVisible();
  const newest = trace.getByRole('article').first();
  await expect(newest).toContainText('echo right');
  await newest.click({ button: 'right', position: { x: 4, y: 4 } });
  await expect(page.getByRole('menu')).toHaveAccessibleName('Trace of echo right');
  await page.getByRole('menuitem', { name: 'Copy the command as shown' }).click();
  await expect.poll(() => one.app.evaluate(({ clipboard }) => clipboard.readText())).toBe('echo right');
  await pane(page, 1)
    .locator('.xterm-screen')
    .click({ button: 'right', position: { x: 40, y: 8 } });
  await expect(page.getByRole('menu')).toHaveAccessibleName('Line set k1 left');
  await page.keyboard.press('Escape');
  await focused(page, 1);
  await page.keyboard.press('Control+6');
  await typeText(page, 'get k1');
  await expect(page.locator('#hint')).toContainText('12706');
  await page.keyboard.press('F6');
  await page.keyboard.press('Shift+F6');
  await focused(page, 2);
  await page.keyboard.press('Shift+F6');
  await focused(page, 1);

  const edge = page.getByRole('separator', { name: 'Size of the first pane' });
  const { x, y, height } = (await edge.boundingBox())!;
  const before = await boxOf(page, 1);
  await page.mouse.move(x + 4, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x - 76, y + height / 2);
  await page.mouse.up();
  await expect.poll(async () => Math.abs((await boxOf(page, 1)).width - before.width + 80)).toBeLessThan(8);
  await edge.press('Home');
  await expect(edge).toHaveAttribute('aria-valuenow', '20');
  const head = page.locator('.panehead[data-pane="first"]');
  const cut = () =>
    head.locator('.cut').evaluateAll((all) => all.filter((e) => e.scrollWidth > e.clientWidth).length);
  await expect(head).toHaveAttribute('title', `Shell 1, ${first}, local, ${third}`);
  await expect.poll(cut).toBeGreaterThan(0);
  await page.screenshot({ path: info.outputPath('cut.png') });
  await head.getByRole('button').focus();
  await expect.poll(cut).toBe(0);
  await page.screenshot({ path: info.outputPath('uncut.png') });
  await edge.press('ArrowRight');
  await expect(edge).not.toHaveAttribute('aria-valuenow', '20');

  // What is chosen in a dialog decides, not the pane that the dialog was opened from.
  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.type('split down');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.type('other pane');
  await page.keyboard.press('Enter');
  await focused(page, 2);
  const [upper, lower] = [await boxOf(page, 1), await boxOf(page, 2)];
  expect(lower.y).toBeGreaterThan(upper.y + upper.height);
  expect(lower.width).toBe(upper.width);
  await page.screenshot({ path: info.outputPath('down.png') });
  await closeApp(one.app);

  const { page: again } = await launch({ userData, restores: true });
  await way.connected(again, first);
  await expect(pane(again, 2)).toBeVisible();
  await expect.poll(async () => (await boxOf(again, 1)).height < (await boxOf(again, 2)).height).toBe(true);
  await expect.poll(() => screenText(again)).toContain(`${second}>`);
  await expect(pane(again, 1).locator('.xterm-cursor-outline')).toBeVisible();
  await again.keyboard.press('Control+6');
  await focused(again, 1);
  for (let i = 0; i < 8; i++) await enter(again, 'ping');
  await expect(again.locator('#shell-1 .scrollbar.vertical')).toHaveClass(/\bvisible\b/);
  await again.keyboard.press('Control+7');
  await expect(again.getByRole('tab', { name: 'Shell 2', selected: true })).toBeVisible();
  await expect(again.locator('#shell-1')).toBeHidden();
  await expect.poll(() => screenText(again)).toContain(`${second}>`);
  // It was hidden while small, and has room for all of its lines now.
  await again.keyboard.press('Control+PageUp');
  await expect(again.getByRole('tab', { name: 'Shell 1', selected: true })).toBeVisible();
  await expect.poll(() => screenText(again)).toContain(`${third}>`);
  await expect(again.locator('#shell-1 .scrollbar.vertical')).toHaveClass(/\binvisible\b/);
  expect(await again.locator('#shell-1 .xterm-rows > *').count()).toBeGreaterThan(20);
  await expect(again.getByRole('tab', { name: 'Shell 2' })).toBeVisible();
});
