/** Keys of a slot in the window: facts, filter, steps, copying, opening, an open slot, an empty one. */
import type { Page } from '@playwright/test';
import { expect, screenText, test, type as typeText, type Launch } from '../support/app.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

let cluster: RedisCluster;
test.beforeAll(async () => {
  cluster = await RedisCluster.start();
});
test.afterAll(() => cluster.stop());

const onCluster = () => ['-p', String(cluster.ports[0])];
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });
const list = (page: Page) => inspector(page).getByRole('listbox');
const option = (page: Page, name: RegExp) => inspector(page).getByRole('option', { name });
const card = (page: Page) => inspector(page).getByRole('group', { name: 'Selected key' });
const parts = (page: Page) => inspector(page).getByRole('status', { name: 'Keys in the slot' });

/** Opens the Slot panel and asks for what is typed there. */
async function ask(page: Page, text: string): Promise<void> {
  await page.getByRole('tab', { name: 'Slot', exact: true }).click();
  const field = inspector(page).getByRole('textbox', { name: /A key, or a slot/ });
  await field.fill(text);
  await field.press('Enter');
}

/** The app, wide enough that the inspector stands beside the shell with all its columns. */
async function launchWide(launch: Launch, args: string[]): Promise<Page> {
  const { app, page } = await launch({ args });
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setSize(1500, 900));
  await expect.poll(() => page.evaluate(() => innerWidth)).toBeGreaterThan(1400);
  return page;
}

test('the keys of a slot are listed with their type, time to live, memory and encoding, and opened, copied, inserted', async ({
  launch,
}) => {
  const { app, page } = await launch({ args: onCluster() });
  await enter(page, 'set {cust}int 12');
  await enter(page, 'set {cust}soon text PX 4300000');
  await enter(page, 'rpush {cust}list a b c');
  await enter(page, 'set "{cust} \\x00\\xff" v');
  await ask(page, '{cust}');
  await expect(parts(page)).toContainText('4 keys');
  await expect(parts(page)).toContainText('{cust} 4');
  await expect(option(page, /list.*\{cust\}list/)).toBeVisible();
  await expect(option(page, /string.*\{cust\}int.* bytes/)).toBeVisible();

  await list(page).focus();
  const select = async (name: RegExp) => {
    await page.keyboard.press('Home');
    for (let i = 0; i < 4 && !(await option(page, name).getAttribute('aria-selected'))?.match('true'); i++)
      await page.keyboard.press('ArrowDown');
    await expect(option(page, name)).toHaveAttribute('aria-selected', 'true');
  };
  await select(/soon/);
  await expect(card(page)).toContainText(/string · \d+ bytes · embstr · 1 h 1\d min · name 10 bytes/);
  await select(/\\xff/);
  await page.keyboard.press('Control+c');
  await expect(card(page)).toContainText('Copied');
  expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe('"{cust} \\x00\\xff"');

  await select(/list/);
  await page.keyboard.press('Enter');
  await expect.poll(() => screenText(page)).toMatch(/> LRANGE \{cust\}list 0 99 *\n1\) "a".*\n2\) "b"/);
  await expect(list(page)).toBeFocused();
  await page.keyboard.press('i');
  await expect.poll(() => screenText(page)).toMatch(/> \{cust\}list$/);
  await option(page, /int/).hover();
  await option(page, /int/).getByText('Insert').click();
  await expect.poll(() => screenText(page)).toMatch(/> \{cust\}list \{cust\}int$/);
});

test('a click on a key shows its value and keeps the typed line; in a transaction it does not run', async ({
  launch,
}) => {
  const { page } = await launch({ args: onCluster() });
  await enter(page, 'hset {click}h field value');
  await enter(page, 'set {click}s text');
  await ask(page, '{click}');
  await page.getByRole('tab', { name: 'Slot map' }).click();
  await expect(option(page, /hash/)).toBeVisible();
  await option(page, /hash/).click();
  await expect.poll(() => screenText(page)).toMatch(/> HGETALL \{click\}h *\n1\) "field".*\n2\) "value"/);
  await expect(option(page, /hash/)).toHaveAttribute('aria-selected', 'true');
  await typeText(page, 'echo half');
  await option(page, /string/).click();
  await expect.poll(() => screenText(page)).toMatch(/> GET \{click\}s *\n"text".*\n\S+> echo half\b/);
  await page.getByRole('tab', { name: 'Trace', exact: true }).click();
  await expect(inspector(page).getByRole('article', { name: 'GET {click}s' })).toBeVisible();

  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.press('Control+u');
  await enter(page, 'multi');
  await page.getByRole('tab', { name: 'Slot', exact: true }).click();
  await option(page, /string/).click();
  await expect.poll(() => screenText(page)).toMatch(/A transaction is open[^]*> GET \{click\}s\b/);
  await option(page, /hash/).click();
  await expect.poll(() => screenText(page)).toMatch(/> HGETALL \{click\}h\b[^\n]*$/);
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.press('Control+u');
  expect(await enter(page, 'exec')).toMatch(/empty array/);
});

test('a filter narrows the list, and further steps load more of it and keep the place', async ({
  launch,
}) => {
  const port = (await cluster.ownerOf(6651))!;
  const words = Array.from({ length: 1500 }, (_, i) => [`n${i}{customer}`, 'v']).flat();
  await cluster.command(port, 'MSET', ...words);
  const page = await launchWide(launch, onCluster());
  await ask(page, '6651');
  await expect(parts(page)).toContainText('1,500 keys, first 100');
  await expect(parts(page)).toContainText('Hash tags in the first 100: {customer} 100');
  await list(page).focus();
  await page.keyboard.press('End');
  await expect(option(page, /string/).last()).toBeVisible();
  const place = () => list(page).evaluate((element) => element.scrollTop);
  const before = await place();
  expect(before).toBeGreaterThan(0);
  await inspector(page).getByRole('button', { name: 'Load up to 1,000' }).click();
  await expect(parts(page)).toContainText('first 1,000');
  expect(await place()).toBe(before);
  await inspector(page).getByRole('button', { name: 'Load up to 10,000' }).click();
  await expect(parts(page)).not.toContainText('keys, first');
  await expect(inspector(page).getByRole('button', { name: /Load/ })).toHaveCount(0);

  const filter = inspector(page).getByRole('searchbox', { name: /Filter/ });
  await filter.fill('n1499{');
  await expect(inspector(page)).toContainText('1 of 1,500');
  await expect(option(page, /string.*n1499/)).toBeVisible();
  await filter.fill('nothing');
  await expect(inspector(page)).toContainText('No loaded key contains this');
});

test('beyond the list’s limit, a SCAN of that node is offered, and the window stays fast', async ({
  launch,
}) => {
  const port = (await cluster.ownerOf(5061))!;
  const script = `for i = 1, 100100 do redis.call('SET', '{bar}:' .. i, '1') end`;
  await cluster.command(port, 'EVAL', script, '1', '{bar}');
  const page = await launchWide(launch, onCluster());
  await ask(page, '{bar}');
  for (const step of ['1,000', '10,000', '100,000'])
    await inspector(page)
      .getByRole('button', { name: `Load up to ${step}` })
      .click();
  await expect(parts(page)).toContainText('100,100 keys, first 100,000');
  await list(page).focus();
  await page.keyboard.press('End');
  await expect(option(page, /string.*\{bar\}/).last()).toBeVisible();
  await inspector(page).getByRole('button', { name: 'Put that SCAN into the shell' }).click();
  await expect
    .poll(() => screenText(page))
    .toMatch(new RegExp(`> @node:127\\.0\\.0\\.1:${port} SCAN 0 MATCH \\{bar\\}\\* COUNT 1000\\b`));
  await cluster.command(port, 'FLUSHALL', 'ASYNC');
});

test('while a slot migrates, each key shows its node', async ({ launch }) => {
  const slot = 12182;
  const port = (await cluster.ownerOf(slot))!;
  const target = cluster.nodes.find((node) => node.role === 'primary' && node.port !== port)!.port;
  for (let i = 0; i < 6; i++) await cluster.command(port, 'SET', `{foo}${i}`, 'v');
  await cluster.migrateSlot(slot, port, target, { stopAfter: 'keys', keys: 2 });
  const page = await launchWide(launch, onCluster());
  await ask(page, '{foo}');
  await expect(parts(page)).toContainText(new RegExp(`source127\\.0\\.0\\.1:${port}4 keys`));
  await expect(parts(page)).toContainText(new RegExp(`target127\\.0\\.0\\.1:${target}2 keys`));
  await expect(parts(page)).toContainText('the source answers ASK');
  await expect(option(page, /source.*string.*\{foo\}/)).toHaveCount(4);
  await expect(option(page, /target.*string.*\{foo\}/)).toHaveCount(2);
  await cluster.migrateSlot(slot, port, target);
  await expect(parts(page)).toContainText('The map has changed since', { timeout: 20_000 });
  await inspector(page).getByRole('button', { name: 'Ask again' }).click();
  await expect(option(page, /^string.*\{foo\}/)).toHaveCount(6);
});

test('an empty slot, a server without slots, and no connection each have their own text', async ({
  launch,
}) => {
  const page = await launchWide(launch, onCluster());
  await ask(page, '{nobody-has-this}');
  await expect(inspector(page)).toContainText(/Slot \d+ is empty/);
  const single = await RedisCluster.start({ cluster: false, primaries: 1 });
  try {
    const alone = await launchWide(launch, ['-p', String(single.ports[0])]);
    await ask(alone, 'foo');
    await expect(inspector(alone)).toContainText('This server is not in a cluster');
  } finally {
    await single.stop();
  }
});
