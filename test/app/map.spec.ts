/** The slot map on a real cluster: slots, ranges and counts, while slots move and primaries fail. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { keySlot } from '../../shared/slots/slots.ts';
import { expect, test } from '../support/app.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';

let cluster: RedisCluster;
test.beforeAll(async () => {
  cluster = await RedisCluster.start({ nodeTimeout: 1000 });
  for (const key of ['k1{customer}', 'k2{customer}', 'k3{customer}', 'foo'])
    await cluster.command((await cluster.ownerOf(key === 'foo' ? 12182 : 6651))!, 'SET', key, 'v');
});
test.afterAll(() => cluster.stop());

const onCluster = () => ['-p', String(cluster.ports[0])];
const said = (page: Page) => page.getByRole('status', { name: 'Slot at the cursor' });
const find = (page: Page) => page.getByRole('textbox', { name: 'Find a slot, a key or a tag on the map' });
const legend = (page: Page) => page.getByRole('complementary', { name: 'Legend of the slot map' });

/** Of the middle of a slot's cell, as it is painted. */
const colourOf = (page: Page, slot: number) =>
  page.evaluate((at) => {
    const canvas = document.querySelector<HTMLCanvasElement>('#slot-map')!;
    const cell = canvas.width / 128;
    const [x, y] = [(at % 128) * cell + cell / 2 - 1, Math.floor(at / 128) * cell + cell / 2 - 1];
    return [...canvas.getContext('2d')!.getImageData(Math.floor(x), Math.floor(y), 1, 1).data].join();
  }, slot);

async function openMap(page: Page): Promise<void> {
  await page.keyboard.press('Control+Shift+M');
  await expect(page.getByRole('application', { name: /^Slot map/ })).toBeFocused();
}

async function saveTo(app: ElectronApplication, file: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
}

test('the keyboard reads out slots and their owners, as the cluster has them', async ({ launch }) => {
  const { page } = await launch({ args: onCluster() });
  await openMap(page);
  await expect(said(page)).toHaveText(`slot 0, shard 1, ${cluster.addresses[0]}`);
  await page.keyboard.press('Control+End');
  await expect(said(page)).toHaveText(`slot 16383, shard 3, ${cluster.addresses[2]}`);
  await page.keyboard.press('ArrowUp');
  await expect(said(page)).toContainText('slot 16255,');
  await page.keyboard.press('/');
  await find(page).fill('k1{customer}');
  await expect(said(page)).toHaveText(`slot 6651, shard 2, ${cluster.addresses[1]}`);
  await find(page).press('Enter');
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector).toContainText('3 keys');
});

test('counting shows the keys of slots, shards and a selected range', async ({ launch }) => {
  const { page } = await launch({ args: onCluster() });
  await openMap(page);
  await page.getByRole('button', { name: 'keys', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Count again' })).toBeVisible();
  await find(page).fill('6651');
  await expect(said(page)).toContainText('3 keys');
  await expect(legend(page).getByRole('region', { name: 'Keys per slot' })).toContainText(
    'The fullest, 6651, holds 3',
  );
  await expect(legend(page).getByRole('list', { name: 'Shards' })).toContainText('3 keys');
  await page.getByRole('application', { name: /^Slot map/ }).focus();
  await page.keyboard.press('Shift+ArrowDown');
  const selected = page.getByRole('region', { name: 'Selected slots' });
  await expect(selected).toContainText('6651–6779');
  await expect(selected).toContainText('129 slots');
  await expect(selected).toContainText('3 · 75.0 %');
  await page.keyboard.press('Escape');
  await expect(selected).toBeHidden();
});

test('shades without statistics from the servers are off and say why', async ({ launch }) => {
  const { page } = await launch({ args: onCluster() });
  await openMap(page);
  for (const name of ['cpu', 'network', 'memory']) {
    const shade = page.getByRole('group', { name: 'Shade by' }).getByRole('button', { name, exact: true });
    await expect(shade).toBeDisabled();
    await expect(shade).toHaveAttribute('title', /^CLUSTER SLOT-STATS needs Valkey 8\.0 or Redis 8\.2/);
  }
});

test('the pointer draws a range, Shift and a click extend it; a click alone opens the slot', async ({
  launch,
}) => {
  const { app, page } = await launch({ args: onCluster() });
  await openMap(page);
  const box = (await page.getByRole('application', { name: /^Slot map/ }).boundingBox())!;
  const cell = box.width / 128;
  const at = (slot: number) =>
    [box.x + ((slot % 128) + 0.5) * cell, box.y + (Math.floor(slot / 128) + 0.5) * cell] as const;
  await page.mouse.move(...at(100));
  await page.mouse.down();
  await page.mouse.move(...at(300), { steps: 4 });
  await page.mouse.up();
  const selected = page.getByRole('region', { name: 'Selected slots' });
  await expect(selected).toContainText('100–300');
  await expect(selected).toContainText('201 slots');
  await expect(said(page)).toHaveText(`slot 300, shard 1, ${cluster.addresses[0]}, 201 slots selected`);
  await selected.getByRole('button', { name: 'Copy' }).click();
  await expect(page.getByText('Copied 100-300')).toBeVisible();
  expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe('100-300');
  await page.keyboard.down('Shift');
  await page.mouse.click(...at(400));
  await page.keyboard.up('Shift');
  await expect(selected).toContainText('100–400');
  await page.mouse.click(...at(12182));
  await expect(selected).toBeHidden();
  await expect(page.getByRole('textbox', { name: 'A key, or a slot from 0 to 16383' })).toHaveValue('12182');
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText('1 key');
});

test('K goes to the keys of the slot even if the Slot panel was closed; Home and End move along a row', async ({
  launch,
}) => {
  const { page } = await launch({ args: onCluster() });
  await page.keyboard.press('Control+Shift+I');
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toBeHidden();
  await openMap(page);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await expect(said(page)).toContainText('slot 255,');
  await page.keyboard.press('Shift+Home');
  await expect(said(page)).toContainText('slot 128,');
  await expect(said(page)).toContainText('128 slots selected');
  await page.keyboard.press('k');
  await expect(page.getByRole('textbox', { name: 'A key, or a slot from 0 to 16383' })).toBeFocused();
});

test('the saved table has a row for each slot', async ({ launch }) => {
  const directory = await mkdtemp(path.join(tmpdir(), 'slotshell-map-'));
  try {
    const { app, page } = await launch({ args: onCluster() });
    await openMap(page);
    await page.keyboard.press('c');
    await expect(page.getByRole('button', { name: 'Count again' })).toBeVisible();
    const csv = path.join(directory, 'slots.csv');
    await saveTo(app, csv);
    await page.getByRole('button', { name: 'CSV…' }).click();
    await expect(page.getByText(`Saved to ${csv}`)).toBeVisible();
    const lines = (await readFile(csv, 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(16385);
    expect(lines[6652]).toBe(`6651,2,${cluster.addresses[1]},${cluster.addresses[4]},stable,3,yes`);
    const png = path.join(directory, 'slots.png');
    await saveTo(app, png);
    await page.getByRole('button', { name: 'PNG…' }).click();
    await expect(page.getByText(`Saved to ${png}`)).toBeVisible();
    expect([...(await readFile(png)).subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

test('a migrating slot is shown as such, then in its new shard’s colour; the change is reported', async ({
  launch,
}) => {
  const { page } = await launch({ args: onCluster() });
  await openMap(page);
  await find(page).fill('6651');
  const [from, to] = [cluster.ports[1]!, cluster.ports[2]!];
  await cluster.migrateSlot(6651, from, to, { stopAfter: 'migrating' });
  await expect(said(page)).toContainText('migrating from shard 2 to shard 3');
  // Both nodes are asked while one looks at it.
  await page.getByRole('application', { name: /^Slot map/ }).focus();
  await expect(said(page)).toContainText('keys on the source 3, on the target 0');
  await cluster.migrateSlot(6651, from, to);
  await expect(said(page)).toContainText(`slot 6651, shard 3, ${cluster.addresses[2]}`);
  await find(page).fill('6653');
  // The flash is over: the cell has the colour of its new shard.
  await expect.poll(() => colourOf(page, 6651)).toBe(await colourOf(page, 16000));
  await page.keyboard.press('Control+Shift+L');
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText('6651');
  await cluster.migrateSlot(6651, to, from);
});

test('after a primary fails, its slots belong to its replica on the map too', async ({ launch }) => {
  const { page } = await launch({ args: onCluster() });
  await openMap(page);
  await page.keyboard.press('Control+End');
  await expect(said(page)).toContainText(cluster.addresses[2]!);
  await cluster.kill(cluster.ports[2]!);
  await expect(said(page)).toContainText(cluster.addresses[5]!, { timeout: 20_000 });
  await cluster.restart(cluster.ports[2]!);
  await waitUntil('it is back', async () =>
    /slave/.test(String(await cluster.command(cluster.ports[2]!, 'ROLE'))),
  );
});

test('the cells are drawn on the background of the theme, the light one too', async ({ launch }) => {
  const { page } = await launch({ args: onCluster() });
  await openMap(page);
  const choose = async (theme: string) => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(`theme: ${theme}`);
    await page.keyboard.press('Enter');
  };
  const coloursIn = async (theme: string) => {
    await expect(page.locator(`html[data-theme="${theme}"]`)).toBeAttached();
    return page.evaluate(async () => {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const canvas = document.querySelector<HTMLCanvasElement>('#slot-map')!;
      const context = canvas.getContext('2d')!;
      const cell = canvas.width / 128;
      // The gap between two cells of the third row.
      const gap = [...context.getImageData(6 * cell - 1, 2 * cell + 1, 1, 1).data.subarray(0, 3)];
      return [`rgb(${gap.join(', ')})`, getComputedStyle(document.body).backgroundColor];
    });
  };
  for (const theme of ['light', 'dark']) {
    await choose(theme);
    await expect.poll(async () => new Set(await coloursIn(theme)).size).toBe(1);
  }
  await choose('system');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // At once, not with the next reading of the map.
    const [gap, ground] = await coloursIn(colorScheme);
    expect(gap).toBe(ground);
  }
});

test('the slot that a command touched glows, unless the setting is off', async ({ launch }) => {
  const { page } = await launch({ args: onCluster() });
  await enter(page, 'set touched 1');
  const slot = keySlot(Buffer.from('touched'));
  await openMap(page);
  expect(await colourOf(page, slot)).not.toBe(await colourOf(page, slot + 2));
  await page.getByRole('button', { name: 'Touched' }).click();
  await expect.poll(() => colourOf(page, slot)).toBe(await colourOf(page, slot + 2));
});

test('with reduced motion, a touched slot stands out for a while', async ({ launch }) => {
  const { page } = await launch({ args: onCluster() });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await enter(page, 'get touched');
  const slot = keySlot(Buffer.from('touched'));
  await openMap(page);
  const plain = await colourOf(page, slot + 2);
  const marked = await colourOf(page, slot);
  expect(marked).not.toBe(plain);
  const seen = new Set<string>();
  const now = async () => {
    const colour = await colourOf(page, slot);
    seen.add(colour);
    return colour;
  };
  await expect.poll(now, { timeout: 20_000 }).toBe(plain);
  expect([...seen].sort()).toEqual([plain, marked].sort());
});

test('a server outside a cluster has no map, and the view points to the calculator', async ({ launch }) => {
  const server = await RedisServer.start();
  try {
    const { page } = await launch({ args: ['-p', String(server.port)] });
    await page.keyboard.press('Control+Shift+M');
    await expect(page.getByText('is not in a cluster: it has no slots')).toBeVisible();
    await page.getByRole('button', { name: 'Which slots keys would have' }).click();
    await expect(page.getByRole('tab', { name: 'Key slots' })).toHaveAttribute('aria-selected', 'true');
  } finally {
    await server.stop();
  }
});
