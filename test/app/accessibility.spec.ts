/** No view, panel or dialog breaks a rule of axe, in any theme; forced colours keep the controls usable. */
import type { Page } from '@playwright/test';
import { brokenRules, ENHANCED } from '../support/accessibility.ts';
import { expect, test, type as typeText } from '../support/app.ts';
import { closedPort } from '../support/closed-port.ts';
import { screen, writeSaved } from '../support/connections-page.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

let cluster: RedisCluster;
test.beforeAll(async () => {
  cluster = await RedisCluster.start();
});
test.afterAll(() => cluster.stop());

const onCluster = () => ['-p', String(cluster.ports[0])];

/** Notes what is broken under a name of the place; a test looks at all places before it fails. */
async function check(page: Page, place: string): Promise<void> {
  expect.soft(await brokenRules(page), place).toEqual([]);
  if ((await drawnTheme(page, 'contrast')) === 'light') {
    // The elements are those of the other themes: only their colours differ.
    expect.soft(await brokenRules(page, ENHANCED), `${place}, high contrast`).toEqual([]);
    await drawnTheme(page, 'light');
  }
}

/** Draws another theme where the one before is light. Returns the one before. */
const drawnTheme = (page: Page, theme: string) =>
  page.evaluate((next) => {
    const { dataset } = document.documentElement;
    const before = dataset['theme'];
    if (before !== 'dark') dataset['theme'] = next;
    return before;
  }, theme);

/** Chooses a line of the palette. */
async function choose(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

for (const theme of ['dark', 'light'] as const) {
  test(`nothing breaks a rule of accessibility: views and panels, ${theme}`, async ({ launch }) => {
    const { app, page } = await launch({ args: onCluster() });
    await choose(page, `theme: ${theme}`);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await enter(page, 'mset {tag}a 1 {tag}b 2');
    await enter(page, 'mset k1 1 k2 2');
    await enter(page, 'get {tag}a');
    await check(page, 'shell');
    await typeText(page, 'get {tag}');
    await check(page, 'hint');
    await page.keyboard.press('Control+u');
    await page.keyboard.type('cl');
    await page.keyboard.press('Tab');
    await expect(page.getByRole('listbox', { name: /./ }).first()).toBeVisible();
    await check(page, 'completion');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+u');
    await page.keyboard.press('Control+Shift+F');
    await check(page, 'find');
    await page.keyboard.press('Escape');

    await page.getByRole('tab', { name: 'Slot', exact: true }).click();
    await check(page, 'slot panel, empty');
    const field = page.getByRole('textbox', { name: /A key, or a slot/ });
    await field.fill('{tag}');
    await field.press('Enter');
    await expect(page.getByRole('option', { name: /string/ }).first()).toBeVisible();
    await check(page, 'slot panel');
    await field.fill('nothing-here');
    await field.press('Enter');
    await expect(page.getByText(/is empty/)).toBeVisible();
    await check(page, 'slot panel of an empty slot');
    await page.getByRole('tab', { name: 'Changes', exact: true }).click();
    await check(page, 'changes panel');
    await page.getByRole('tab', { name: 'Trace', exact: true }).click();

    await page.getByRole('tab', { name: 'Slot map' }).click();
    await expect(page.locator('#view canvas').first()).toBeVisible();
    await check(page, 'map');
    await page.getByRole('tab', { name: 'Key slots' }).click();
    await check(page, 'calculator, empty');
    await page.locator('#view textarea').first().fill('{tag}a\n{tag}b\nother');
    await check(page, 'calculator');
    await page.getByRole('tab', { name: 'Hash tags' }).click();
    await check(page, 'hash tags, before a scan');
    await page
      .getByRole('button', { name: /^(Start|Scan)/ })
      .first()
      .click();
    await expect(page.getByText('{tag}', { exact: true }).first()).toBeVisible();
    await check(page, 'hash tags');
    await page.getByRole('tab', { name: 'Biggest keys' }).click();
    await page.getByRole('button', { name: 'Find the biggest keys' }).click();
    await expect(page.getByText(/^Searched/)).toBeVisible();
    await check(page, 'biggest keys');
    await page.getByRole('tab', { name: 'Nodes', exact: true }).click();
    await check(page, 'nodes');
    await page.getByRole('button', { name: 'Charts', exact: true }).click();
    await page.locator('.shardcharts button').first().click();
    await expect(page.getByRole('table', { name: /each figure now/ })).toBeVisible();
    await check(page, 'charts of the nodes');
    await page.getByRole('tab', { name: /^Situation/ }).click();
    await expect(page.getByRole('region', { name: 'Checked, and fine' })).toBeVisible();
    await check(page, 'situation, calm');

    await choose(page, 'licences');
    await page.getByText('@fontsource-variable/inter').click();
    await expect(page.getByText('SIL OPEN FONT LICENSE Version 1.1').first()).toBeVisible();
    await check(page, 'licences');

    await page.keyboard.press('Control+Shift+S');
    await page.keyboard.press('Control+Shift+E');
    await expect(page.locator('#editor .monaco-editor').first()).toBeVisible();
    await check(page, 'editor');
    await page.keyboard.press('Control+Shift+E');
    await page.keyboard.press('Control+Shift+O');
    await page.keyboard.press('Control+Shift+O');
    await expect(page.getByRole('tab', { name: 'Shell 3' })).toBeVisible();
    await check(page, 'three shells');
    await page.keyboard.press('Control+4');
    await page.keyboard.press('Control+Alt+b');
    await expect(page.getByRole('region', { name: 'Shell 1, ' })).toBeVisible();
    await check(page, 'two panes and broadcast');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+7');
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setSize(640, 400));
    await expect.poll(() => page.evaluate(() => innerWidth)).toBeLessThan(700);
    await check(page, 'a small window');
    await page.keyboard.press('Control+Shift+B');
    await check(page, 'nodes as a drawer');
    await page.keyboard.press('Control+Shift+I');
    await check(page, 'inspector as a drawer');
  });

  test(`nothing breaks a rule of accessibility: dialogs, ${theme}`, async ({ launch, userData }) => {
    await writeSaved(userData, [
      { name: 'Here', seeds: [`127.0.0.1:${cluster.ports[0]}`], environment: 'production' },
      { name: 'Elsewhere', seeds: [`127.0.0.1:${await closedPort()}`] },
    ]);
    const { page } = await launch({ args: ['--production', ...onCluster()], userData });
    await choose(page, `theme: ${theme}`);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await page.keyboard.press('Control+k');
    await check(page, 'palette');
    await page.keyboard.type('xyzzy');
    await check(page, 'palette without a match');
    await page.keyboard.press('Escape');
    await page.keyboard.press('F1');
    await check(page, 'keys');
    await page.keyboard.press('Escape');
    await enter(page, 'get k1');
    await typeText(page, 'flushall\n');
    await expect(page.getByRole('alertdialog')).toBeVisible();
    await check(page, 'guard');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Shift+S');
    await enter(page, 'eval "local t = {} for i = 1, 20000 do t[i] = i end return t" 0');
    await page.keyboard.press('Alt+v');
    await expect(page.getByRole('dialog', { name: 'Reply' })).toBeVisible();
    await page.getByRole('dialog').getByRole('listbox').press('End');
    await expect(page.getByRole('option', { selected: true })).toContainText('20000');
    await check(page, 'large reply');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Shift+S');
    await enter(page, 'client list');
    await page.keyboard.press('Alt+v');
    await page.getByRole('grid').press('ArrowDown');
    await check(page, 'a table wider than the dialog');
    await page.keyboard.press('Escape');

    await page.keyboard.press('Control+Shift+N');
    await check(page, 'connections');
    await screen(page)
      .getByRole('option', { name: /^Elsewhere/ })
      .click();
    await check(page, 'connection form');
    await screen(page).getByRole('complementary').getByRole('button', { name: 'Test' }).click();
    await expect(screen(page).getByRole('button', { name: 'Run again' })).toBeEnabled();
    await check(page, 'doctor');
    await screen(page).getByRole('button', { name: 'New connection' }).first().click();
    await check(page, 'new connection');
    await screen(page)
      .getByRole('button', { name: /^Import/ })
      .first()
      .click();
    await check(page, 'import');
    await page.keyboard.press('Escape');
    await screen(page)
      .getByRole('button', { name: /^Export/ })
      .first()
      .click();
    await check(page, 'export');
  });

  test(`nothing breaks a rule of accessibility: without a connection, ${theme}`, async ({ launch }) => {
    const { page } = await launch();
    await choose(page, `theme: ${theme}`);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await check(page, 'first run');
    const server = page.getByRole('textbox', { name: 'Server to connect to' });
    await server.fill(`127.0.0.1:${await closedPort()}`);
    await server.press('Enter');
    await expect(page.getByRole('alert').first()).toBeVisible();
    await check(page, 'a failure to connect');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Shift+N');
    await check(page, 'no saved connections');
  });
}

/** The colour that a pixel of an element has on the screen. */
const colourAt = async (page: Page, selector: string, x: number, y: number) => {
  const png = (await page.locator(selector).first().screenshot()).toString('base64');
  return page.evaluate(
    async ([data, atX, atY]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.width;
      canvas.height = image.height;
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0);
      const [px, py] = [Math.floor(image.width * Number(atX)), Math.floor(image.height * Number(atY))];
      return [...context.getImageData(px, py, 1, 1).data].join();
    },
    [png, x, y] as const,
  );
};

test('forced colours keep the cursor and the marks of nodes', async ({ launch }, info) => {
  const { page } = await launch({ args: onCluster() });
  await expect(page.getByRole('region', { name: 'Shard 3' })).toBeVisible();
  await page.emulateMedia({ forcedColors: 'active' });
  await typeText(page, 'get k1');
  await page.screenshot({ path: info.outputPath('forced-colours.png') });
  const canvas = await colourAt(page, '#terminal', 0.5, 0.9);
  expect(await colourAt(page, '#terminal .xterm-cursor', 0.5, 0.1)).not.toBe(canvas);
  const primary = (at: number) => colourAt(page, '#nodes .dot.primary', at, 0.5);
  const replica = (at: number) => colourAt(page, '#nodes .dot.replica', at, 0.5);
  const beside = await colourAt(page, '#nodes .noderow:not(.on) .address', 0.99, 0.01);
  expect(await primary(0.5)).not.toBe(beside);
  expect(await replica(0.5)).toBe(beside);
  expect(await replica(0.13)).not.toBe(beside);
  // The slots of the shards.
  await page.keyboard.press('Control+Shift+A');
  const strip = (at: number) => colourAt(page, '.situation .bar16.tall', at, 0.2);
  await expect(page.locator('.situation .bar16.tall')).toBeVisible();
  expect(await strip(0.1)).not.toBe(await strip(0.9));
});

test('a password in the address shows as dots, while typed and afterwards', async ({ launch }, info) => {
  const { page } = await launch();
  const field = page.getByRole('textbox', { name: 'Server to connect to' });
  const dots = page.locator('.addressfield .dots');
  await field.focus();
  await page.keyboard.type('redis://alice:s');
  await expect(dots).toHaveText('redis://alice:•');
  await page.keyboard.type('esame-open@127.0.0.1:7000');
  await expect(dots).toHaveText('redis://alice:•••••••••••@127.0.0.1:7000');
  await page.screenshot({ path: info.outputPath('dots.png') });
  const painted = await field.evaluate((input) =>
    getComputedStyle(input).getPropertyValue('-webkit-text-fill-color'),
  );
  expect(painted).toBe('rgba(0, 0, 0, 0)');
  await field.fill('127.0.0.1:7000');
  await expect(dots).toHaveCount(0);
});
