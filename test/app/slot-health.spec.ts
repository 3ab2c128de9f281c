/** A dead shard of a cluster that does not require full coverage, in every view: owned, and not served. */
import type { Page } from '@playwright/test';
import { expect, test } from '../support/app.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const SENTENCE = 'Slots 5461-10922 are not served: both nodes of shard 2 are down.';
const ADVICE = 'No replica can take over: restart one of its nodes.';
const SLOW = { timeout: 30_000 };

let cluster: RedisCluster;
test.beforeAll(async () => {
  cluster = await RedisCluster.start({ nodeTimeout: 1000, conf: ['cluster-require-full-coverage no'] });
});
test.afterAll(() => cluster.stop());

const colourOf = (page: Page, slot: number) =>
  page.evaluate((at) => {
    const canvas = document.querySelector<HTMLCanvasElement>('#slot-map')!;
    const cell = canvas.width / 128;
    const { data } = canvas
      .getContext('2d')!
      .getImageData(Math.floor((at % 128) * cell), Math.floor(Math.floor(at / 128) * cell), 64, 64);
    return new Set(new Uint32Array(data.buffer)).size;
  }, slot);

test('status bar, Nodes, hint, answer, map and slot panel say which slots are not served, and why', async ({
  launch,
}) => {
  const { page } = await launch({ args: ['-p', String(cluster.ports[0])] });
  await expect(page.locator('#status')).toContainText('16384/16384 served', SLOW);
  await page.keyboard.press('Control+Shift+M');
  await expect(page.getByRole('application', { name: /^Slot map/ })).toBeFocused();
  const coloursBefore = await colourOf(page, 7040);
  // The replica first, so that it is not promoted.
  await cluster.kill(cluster.ports[4]!);
  await cluster.kill(cluster.ports[1]!);

  await expect(page.locator('#status')).toContainText('10922/16384 served, 5,462 at nodes that fail', SLOW);
  await expect(page.getByRole('alert').filter({ hasText: SENTENCE })).toBeVisible();
  const legend = page.getByRole('complementary', { name: 'Legend of the slot map' });
  await expect(legend).toContainText('owned, not served');
  await expect(legend.getByText('not served', { exact: true })).toHaveCount(1);
  expect(await colourOf(page, 7040)).toBeGreaterThan(coloursBefore);
  await page.keyboard.press('/');
  await page.keyboard.type('7365');
  await expect(page.getByRole('status', { name: 'Slot at the cursor' })).toHaveText(
    `slot 7365, shard 2, ${cluster.addresses[1]}, not served`,
  );
  await page.keyboard.press('Enter');
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector).toContainText(`${SENTENCE} ${ADVICE}`);
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+Shift+D');
  const banner = page.getByRole('region', { name: 'Slots that are not served' });
  await expect(banner).toContainText('5,462 slots are not served');
  await expect(banner).toContainText(`${SENTENCE} ${ADVICE}`);

  await page.keyboard.press('Control+Shift+S');
  await page.keyboard.type('get c');
  await expect(page.locator('#hint')).toContainText(SENTENCE);
  for (const _ of 'get c') await page.keyboard.press('Backspace');
  const answer = (await enter(page, 'get c')).replace(/\s+/g, ' ');
  expect(answer).toContain(SENTENCE);
  expect(answer).toContain(ADVICE);
  expect((await enter(page, 'set b 1')).trim()).toMatch(/^OK/);
  const panel = page.getByRole('navigation', { name: 'Nodes' });
  await expect(panel.getByRole('region', { name: 'Shard 2' })).toContainText(SENTENCE);
  const said = await enter(page, '@all config set cluster-require-full-coverage no');
  expect(said.replace(/[│\s]+/g, ' ')).toContain('only when a node or slot changes next');
});
