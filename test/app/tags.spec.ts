/** The Hash tags view: a scan through the window, compared with known keys. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { keySlot } from '../../shared/slots/slots.ts';
import { expect, screenText, test } from '../support/app.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const slotOf = (key: string) => keySlot(new TextEncoder().encode(key));
/** As the cluster is joined: three primaries, the slots in three equal parts. */
const shardOf = (slot: number) => (slot <= 5460 ? 1 : slot <= 10922 ? 2 : 3);
const numbered = (count: number, name: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => name(i));

/** 650 keys, 520 of them with one of 23 tags. */
const COMMANDS: readonly string[][] = [
  ...numbered(300, (i) => `order:{acme}:${i}`).map((key) => ['SET', key, 'v'.repeat(40)]),
  ...numbered(120, (i) => `cart:{globex}:${i}`).map((key) => ['HSET', key, 'f', 'v']),
  ...numbered(30, (i) => `list:{session}:${i}`).map((key) => ['RPUSH', key, 'a', 'b']),
  ...numbered(30, (i) => `set:{session}:${i}`).map((key) => ['SADD', key, 'a', 'b']),
  ...numbered(40, (i) => `{t${i % 20}}:${Math.floor(i / 20)}`).map((key) => ['SET', key, 'v']),
  ...numbered(100, (i) => `user:${i}`).map((key) => ['SET', key, 'v']),
  ...numbered(20, (i) => `a:b:${i}`).map((key) => ['SET', key, 'v']),
  ...numbered(10, (i) => `plain${i}`).map((key) => ['SET', key, 'v']),
];

let cluster: RedisCluster;
let directory: string;
test.beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'slotshell-tags-'));
  cluster = await RedisCluster.start();
  for (const words of COMMANDS)
    await cluster.command(cluster.ports[shardOf(slotOf(words[1]!)) - 1]!, ...words);
});
test.afterAll(async () => {
  await cluster.stop();
  await rm(directory, { recursive: true, force: true });
});

const onCluster = () => ['-p', String(cluster.ports[0])];
const view = (page: Page) => page.getByRole('region', { name: 'Scan', exact: true });
const grid = (page: Page) => page.getByRole('grid');
/** The first cell of each row that is drawn. */
const names = (page: Page) =>
  grid(page)
    .getByRole('row')
    .filter({ has: page.getByRole('gridcell') })
    .evaluateAll((rows) => rows.map((row) => row.querySelector('bdi')?.textContent ?? ''));
const rowOf = (page: Page, tag: string) =>
  grid(page)
    .getByRole('row')
    .filter({ has: page.getByText(tag, { exact: true }) });

async function openView(page: Page): Promise<void> {
  await expect(page.getByRole('region', { name: 'Shard 3' })).toBeVisible();
  await page.keyboard.press('Control+Shift+H');
  await expect(page.getByRole('tab', { name: 'Hash tags' })).toHaveAttribute('aria-selected', 'true');
}

/** Opens the view and waits for a whole scan of its default options. */
async function scanAll(page: Page): Promise<void> {
  await openView(page);
  // The button has the focus.
  await page.keyboard.press('Enter');
  await expect(view(page)).toContainText('Scanned', { timeout: 30_000 });
  await expect(rowOf(page, '{acme}')).toBeVisible();
}

test('a scan announces what it will do, and its cards, bars and table match the keys', async ({ launch }) => {
  const { page } = await launch({ args: onCluster() });
  await openView(page);
  const form = page.getByRole('form', { name: 'Scan options' });
  await expect(form).toContainText('SCAN on 3 primaries in parallel');
  await expect(form).toContainText('about 650 keys by DBSIZE; read only');
  await expect(form.getByRole('button', { name: 'Scan' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(view(page)).toContainText('Scanned', { timeout: 30_000 });
  await expect(view(page)).toContainText('650 keys');

  const slot = slotOf('{acme}');
  const card = (name: string) => page.getByRole('region', { name, exact: true });
  await expect(card('Fullest slot')).toContainText('46.2%');
  await expect(card('Fullest slot')).toContainText(`slot ${slot}, by {acme}`);
  await expect(card('Keys with a tag')).toContainText('80.0%');
  await expect(card('Keys with a tag')).toContainText('520 keys, 23 tags');
  await expect(card('Tags over 1%')).toContainText('3');
  await expect(card('Tags over 1%')).toContainText('together 73.8% of keys in 3 slots');
  await expect(card('Memory, estimated')).toContainText('string');

  const perShard = [0, 0, 0];
  for (const [, key] of COMMANDS) perShard[shardOf(slotOf(key!)) - 1]!++;
  const bars = page.getByRole('region', { name: 'Keys per shard' }).getByRole('listitem');
  for (const [i, keys] of perShard.entries()) await expect(bars.nth(i)).toContainText(String(keys));

  const acme = rowOf(page, '{acme}');
  await expect(acme).toContainText('300');
  await expect(acme).toContainText(String(slot));
  await expect(acme).toContainText(`shard ${shardOf(slot)}`);
  await expect(acme).toContainText('string 100%');
  await expect(acme).toContainText('too big for one shard');
  await expect(rowOf(page, '{globex}')).toContainText('hash 100%');
  await expect(rowOf(page, '{session}')).toContainText('list 50%');
  expect((await names(page)).slice(0, 3)).toEqual(['{acme}', '{globex}', '{session}']);
  await expect(page.getByText('23 tags').last()).toBeVisible();

  // The biggest keys, asked on request: one of them is far larger than the others.
  const big = { key: 'user:7', slot: slotOf('user:7') };
  await cluster.command(cluster.ports[shardOf(big.slot) - 1]!, 'APPEND', big.key, 'x'.repeat(20_000));
  await page.getByRole('tab', { name: 'Tags', exact: true }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  const biggest = page.getByRole('region', { name: 'Biggest keys' });
  await expect(biggest).toContainText('Asks MEMORY USAGE of each of the 650 keys of this scan');
  await biggest.getByRole('button', { name: 'Find the biggest keys' }).focus();
  await page.keyboard.press('Enter');
  await expect(biggest.getByRole('status')).toContainText('Searched 650 keys');
  const rows = biggest.getByRole('row');
  await expect(rows).toHaveCount(101);
  await expect(rows.nth(1)).toContainText(new RegExp(`^1user:7string41 kB${big.slot}`));
  await expect(rows.nth(1)).toContainText(`shard ${shardOf(big.slot)}`);
  await expect(rows.nth(2)).toContainText(/^2set:\{session\}:\d+set\d+ bytes/);
  await expect(biggest.getByRole('button', { name: 'Search again' })).toBeVisible();
  await cluster.command(cluster.ports[shardOf(big.slot) - 1]!, 'SET', big.key, 'v');
});

test('the table is filtered by a glob and by a shard, and sorted by its headers', async ({ launch }) => {
  const { page } = await launch({ args: onCluster() });
  await scanAll(page);
  const filter = page.getByRole('searchbox', { name: 'Filter by tag' });
  await filter.fill('t1*');
  // t1 and t10 to t19.
  await expect(page.getByText('11 of 23 shown')).toBeVisible();
  await expect.poll(() => names(page)).toHaveLength(11);
  await filter.fill('{glo}');
  await expect.poll(() => names(page)).toEqual(['{globex}']);
  await filter.fill('nothing has this');
  await expect(page.getByText('No tag matches the filter.')).toBeVisible();
  await filter.fill('');

  const bySlot = page.getByRole('columnheader', { name: /^Slot/ });
  await bySlot.getByRole('button').click();
  await expect(bySlot).toHaveAttribute('aria-sort', 'ascending');
  const tags = ['acme', 'globex', 'session', ...numbered(20, (i) => `t${i}`)];
  const sorted = (shown: string[]) => [...shown].sort((a, b) => slotOf(`{${a}}`) - slotOf(`{${b}}`));
  await expect.poll(async () => (await names(page))[0]).toBe(`{${sorted(tags)[0]}}`);
  await bySlot.getByRole('button').click();
  await expect(bySlot).toHaveAttribute('aria-sort', 'descending');
  await expect.poll(async () => (await names(page))[0]).toBe(`{${sorted(tags).at(-1)}}`);

  const shard = shardOf(slotOf('{acme}'));
  await page
    .getByRole('group', { name: 'Shard' })
    .getByRole('button', { name: `shard ${shard}` })
    .click();
  const there = tags.filter((tag) => shardOf(slotOf(`{${tag}}`)) === shard);
  await expect(page.getByText(`${there.length} of 23 shown`)).toBeVisible();
});

test('a row is selected by keys and shows its reason and largest keys; Enter opens its slot, C copies it', async ({
  launch,
}) => {
  const { app, page } = await launch({ args: onCluster() });
  await scanAll(page);
  await grid(page).focus();
  await page.keyboard.press('ArrowDown');
  await expect(rowOf(page, '{acme}')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  const detail = page.getByRole('region', { name: 'Tag {acme}' });
  await expect(detail).toContainText('300 keys');
  await expect(detail).toContainText(/even share/);
  await expect(detail.getByRole('listitem').first()).toContainText('order:{acme}:');
  await page.keyboard.press('c');
  await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toBe('{acme}');
  await page.keyboard.press('Enter');
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector).toContainText('300 keys');
  await detail.getByRole('button', { name: 'Insert' }).first().click();
  await expect.poll(() => screenText(page)).toMatch(/> order:\{acme\}:\d+$/);
  await page.getByRole('tab', { name: 'Hash tags' }).click();
  await detail.getByTitle('Shows its value in the shell').first().click();
  await expect.poll(() => screenText(page)).toMatch(/> (GET|HGETALL|HSCAN) order:\{acme\}:\d+/);
});

test('keys without a tag are listed by prefix, and the four questions are answered in words', async ({
  launch,
}) => {
  const { page } = await launch({ args: onCluster() });
  await scanAll(page);
  await page.getByRole('tab', { name: 'Without a tag' }).click();
  await expect(rowOf(page, 'user')).toContainText('100');
  await expect(rowOf(page, 'user')).toContainText(String(slotOf('{user}')));
  await expect(rowOf(page, 'a:b')).toContainText('20');
  await rowOf(page, 'user').click();
  await expect(page.getByRole('region', { name: 'Prefix user' })).toContainText(
    `would share slot ${slotOf('{user}')}`,
  );

  await page.getByRole('tab', { name: 'Answers' }).click();
  const answer = (question: RegExp) => page.getByRole('region', { name: question });
  await expect(answer(/too big to live on one shard/)).toContainText('{acme}: 300 keys, 46.2% of all');
  await expect(answer(/slots and shards are skewed/)).toContainText(
    `The fullest slot is ${slotOf('{acme}')} with 300 keys`,
  );
  await expect(answer(/share of keys has no tag/)).toContainText('20.0% of the keys, 130 of 650');
  await expect(answer(/prefixes would share a tag/)).toContainText('With {user} the 100 keys');
});

test('a slow scan is paused, left, found again by the status bar, resumed and stopped; what was found stays', async ({
  launch,
}) => {
  const { page } = await launch({ args: onCluster() });
  await openView(page);
  const form = page.getByRole('form', { name: 'Scan options' });
  await form.getByRole('spinbutton', { name: /Count/ }).fill('10');
  await form.getByRole('spinbutton', { name: /Pause/ }).fill('400');
  await form.getByRole('button', { name: 'Scan' }).click();
  await expect(view(page)).toContainText('Scanning');
  await expect(view(page)).toContainText('SCAN COUNT 10 on the primaries, 400 ms between calls');
  const keys = async () =>
    Number(/([\d,]{1,20}) of about/.exec((await view(page).textContent()) ?? '')?.[1]?.replaceAll(',', ''));
  await expect.poll(keys).toBeGreaterThan(0);

  await view(page).getByRole('button', { name: 'Pause' }).click();
  await expect(view(page)).toContainText('Paused');
  await page.getByRole('tab', { name: 'Shell' }).click();
  await expect(page.getByRole('grid')).toBeHidden();
  await page.getByRole('button', { name: /^scan paused at \d+%$/ }).click();
  await expect(view(page)).toContainText('Paused');
  const paused = await keys();
  expect(paused).toBeLessThan(650);

  await view(page).getByRole('button', { name: 'Resume' }).click();
  await expect.poll(keys).toBeGreaterThan(paused);
  await expect(page.getByRole('progressbar', { name: 'Scan', exact: true })).toHaveAttribute(
    'aria-valuenow',
    /^[1-9]/,
  );
  await view(page).getByRole('button', { name: 'Stop' }).click();
  await expect(view(page)).toContainText('Stopped');
  await expect(
    page.getByText('The scan was stopped: the figures cover only the part that was scanned.'),
  ).toBeVisible();
  await expect(rowOf(page, '{acme}')).toBeVisible();

  // The options stay as they were.
  await view(page).getByRole('button', { name: 'Options' }).click();
  await expect(form.getByRole('spinbutton', { name: /Pause/ })).toHaveValue('400');
});

test('the results are written to a file as CSV and as JSON, and the view names the file', async ({
  launch,
}) => {
  const { app, page } = await launch({ args: onCluster() });
  await scanAll(page);
  const write = async (form: 'csv' | 'json') => {
    const file = path.join(directory, `found.${form}`);
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, file);
    await page.getByRole('button', { name: `Export ${form.toUpperCase()}…` }).click();
    await expect(page.getByText(`Saved to ${file}`)).toBeVisible();
    return readFile(file, 'utf8');
  };
  const csv = await write('csv');
  expect(csv).toMatch(/acme/);
  expect(csv.split('\n').find((line) => /\bacme\b/.test(line))).toMatch(/\b300\b/);
  const json: unknown = JSON.parse(await write('json'));
  expect(JSON.stringify(json)).toContain('acme');
});

test('MATCH and TYPE narrow the scan, and the view says that it is partial', async ({ launch }) => {
  const { page } = await launch({ args: onCluster() });
  await openView(page);
  const form = page.getByRole('form', { name: 'Scan options' });
  await form.getByRole('textbox', { name: /Match/ }).fill('*{session}*');
  await form.getByRole('combobox', { name: /Type/ }).selectOption('list');
  await form.getByRole('button', { name: 'Scan' }).click();
  await expect(view(page)).toContainText('Scanned', { timeout: 30_000 });
  await expect(rowOf(page, '{session}')).toContainText('30');
  await expect.poll(() => names(page)).toEqual(['{session}']);
  await expect(
    page.getByText('Only keys that match MATCH *{session}* and TYPE list are counted'),
  ).toBeVisible();
});

test('on production the scan is suggested on the replicas, with a pause, in words', async ({ launch }) => {
  const { page } = await launch({ args: [...onCluster(), '--production'] });
  await openView(page);
  const form = page.getByRole('form', { name: 'Scan options' });
  await expect(form).toContainText(
    'This is production: the scan runs on the replicas and waits 5 ms between calls',
  );
  await expect(form.getByRole('spinbutton', { name: /Pause/ })).toHaveValue('5');
  await expect(form.getByRole('checkbox', { name: /On replicas/ })).toBeChecked();
  await form.getByRole('button', { name: 'Scan' }).click();
  await expect(view(page)).toContainText('Scanned', { timeout: 30_000 });
  await expect(view(page)).toContainText('on the replicas');
  await expect(rowOf(page, '{acme}')).toContainText('300');
});

test('without a connection the view says so and leads to connecting', async ({ launch }) => {
  const { page } = await launch({ args: onCluster() });
  await openView(page);
  await page
    .getByRole('button', { name: /Connection/ })
    .first()
    .waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('disconnect');
  await page.keyboard.press('Enter');
  await expect(page.getByText('There is no connection to scan yet.')).toBeVisible();
});
