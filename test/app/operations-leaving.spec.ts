/** Two windows on one cluster and one operation: it is left by closing its window, taken up in the other, left by quitting, and finished. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import keySlot from 'cluster-key-slot';
import { endsBy, expect, screenText, test } from '../support/app.ts';
import { writeSaved } from '../support/connections-page.ts';
import {
  button,
  figure,
  headline,
  isShown,
  moved,
  openForm,
  planReshard,
  SLOW,
  view,
} from '../support/operations-page.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

/** Of the first primary, in its first slots. */
const KEYS = 60;
const SLOTS = 100;
/** Keys a second. */
const LIMIT = 2;
/** Two spaces, as a name may have. */
const NAME = 'orders  of Paris';

let cluster: RedisCluster;
test.beforeAll(async () => {
  cluster = await RedisCluster.start({ replicas: 0 });
  for (let i = 0, set = 0; set < KEYS; i++)
    if (keySlot(`key:${i}`) < SLOTS) {
      await cluster.command(cluster.ports[0]!, 'SET', `key:${i}`, 'value');
      set++;
    }
});
test.afterAll(() => cluster.stop());

interface Asked {
  asked: string[];
  answer: number;
}
/** The question before the end is kept, and answered by Cancel until `agree`. */
const cancelQuestions = (app: ElectronApplication) =>
  app.evaluate(({ dialog }) => {
    const kept = globalThis as unknown as Asked;
    Object.assign(kept, { asked: [], answer: 1 });
    dialog.showMessageBox = (...given: unknown[]) => {
      const { message, detail } = given.at(-1) as { message: string; detail: string };
      kept.asked.push(`${message} ${detail}`);
      return Promise.resolve({ response: kept.answer, checkboxChecked: false });
    };
  });
const agree = (app: ElectronApplication) =>
  app.evaluate(() => void ((globalThis as unknown as Asked).answer = 0));
const questions = (app: ElectronApplication) => app.evaluate(() => (globalThis as unknown as Asked).asked);
const closeFirst = (app: ElectronApplication) =>
  app.evaluate(
    ({ BrowserWindow }) =>
      setImmediate(() =>
        BrowserWindow.getAllWindows()
          .sort((a, b) => a.id - b.id)[0]!
          .close(),
      ) && null,
  );
const quit = (app: ElectronApplication) => app.evaluate(({ app }) => setImmediate(() => app.quit()) && null);
const sentence = (how: string) =>
  `${how} An operation is running: Move ${SLOTS} slots to 127.0.0.1:${cluster.ports[2]}. It pauses at its next boundary, and can be resumed.`;

/** Up to the end, as fast as it may. */
async function finish(page: Page): Promise<void> {
  for (let i = 0; i < 15; i++) await page.keyboard.press(']');
  await headline(page, 'DONE');
}

test('one operation in two windows: closing its window and quitting ask, pause it, and it is offered again', async ({
  launch,
  userData,
}) => {
  test.setTimeout(240_000);
  const options = { userData, env: { XDG_STATE_HOME: userData } };
  await writeSaved(userData, [
    { name: NAME, seeds: [`127.0.0.1:${cluster.ports[0]}`], environment: 'production' },
  ]);
  const { app, page } = await launch(options);
  await page
    .getByRole('button', { name: /^orders/ })
    .first()
    .click();
  await isShown(page);
  await cancelQuestions(app);
  await planReshard(page, SLOTS, LIMIT);
  await expect(page.getByLabel(/^Type orders/)).toBeFocused();
  // Both spaces are seen, so that they can be typed.
  expect(
    await view(page)
      .getByText(NAME, { exact: true })
      .last()
      .evaluate((e) => getComputedStyle(e).whiteSpace),
  ).toMatch(/pre/);
  await page.keyboard.type(NAME);
  await page.keyboard.press('Enter');
  await headline(page, 'RUNNING');

  const opened = app.waitForEvent('window');
  await page.keyboard.press('Control+Alt+n');
  const second = await opened;
  await second.waitForSelector('body[data-ready="1"]', { state: 'attached' });
  await second
    .getByRole('button', { name: /^orders/ })
    .first()
    .click();
  await isShown(second);

  await test.step('the other window lists it as running, and neither takes it up nor starts another one', async () => {
    await second.keyboard.press('Control+Shift+G');
    const earlier = second.getByRole('region', { name: 'Earlier operations' });
    await expect(earlier).toContainText('RUNNING');
    await expect(second.getByRole('button', { name: 'Finish…' })).toHaveCount(0);
    await earlier.locator('li').first().focus();
    await second.keyboard.press('ContextMenu');
    await expect(second.getByRole('menu')).toHaveAccessibleName(/^Move 100 slots/);
    await expect(second.getByRole('menuitem', { name: /^Finish it… An operation runs/ })).toBeVisible();
    await second.keyboard.press('Escape');
    await openForm(second, /^Move slots/);
    await second.getByRole('group', { name: 'To' }).getByRole('radio').last().focus();
    await second.keyboard.press('Space');
    await second.getByLabel('How much').fill('10');
    await second.keyboard.press('Enter');
    await expect(view(second).getByRole('alert')).toContainText(
      /Another window is changing this cluster: Move/,
    );
    await second.keyboard.press('Escape');
  });

  await test.step('closing its window asks; Cancel leaves it running, Close pauses it', async () => {
    await closeFirst(app);
    await expect.poll(() => questions(app)).toEqual([sentence('Close this window?')]);
    await headline(page, 'RUNNING');
    await agree(app);
    const closed = page.waitForEvent('close');
    await closeFirst(app);
    await closed;
    // The list sees it by itself.
    await expect(second.getByRole('button', { name: 'Finish…' })).toBeVisible(SLOW);
  });

  await test.step('the other one takes it up; quitting asks, and pauses it as well', async () => {
    await second.getByRole('button', { name: 'Finish…' }).click();
    await headline(second, 'PLANNED');
    await second.keyboard.type(NAME);
    await second.keyboard.press('Enter');
    await headline(second, 'RUNNING');
    await expect.poll(() => moved(second), SLOW).toBeGreaterThan(0);
    await endsBy(app, () => quit(app));
  });

  const again = await launch(options);
  await again.page
    .getByRole('button', { name: /^orders/ })
    .first()
    .click();
  await expect.poll(() => screenText(again.page), SLOW).toContain(`Not finished: Move ${SLOTS} slots`);
  await again.page.getByRole('tab', { name: 'Operations 1 operation not finished' }).click();
  const open = again.page.getByRole('region', { name: 'Not finished' });
  await expect(open.locator('.opstate')).toHaveText('PAUSED');
  await expect(open).toContainText(
    /begun \d+ (s|min) ago · paused \d+ (s|min) ago · \d+ of 100 slots · 0 of \d+ steps?/,
  );
  await button(again.page, 'Finish…').click();
  await headline(again.page, 'PLANNED');
  await again.page.keyboard.type(NAME);
  await again.page.keyboard.press('Enter');
  await finish(again.page);
  await expect(figure(again.page)).toHaveAttribute('aria-valuenow', '100');
  expect(await cluster.command(cluster.ports[2]!, 'DBSIZE')).toBe(KEYS);

  const log = await readFile(path.join(userData, 'logs', 'main.log'), 'utf8');
  const states = [...log.matchAll(/Operation \S+-reshard-\d+ \(reshard\)(?:: | )([a-z ]+)/g)].map(
    (found) => found[1],
  );
  expect(states.filter((state, i) => state !== states[i - 1])).toEqual([
    'running',
    'pausing',
    'paused after ',
    'running',
    'pausing',
    'paused after ',
    'was paused earlier',
    'running',
    'done after ',
  ]);
  expect(log).not.toMatch(/key:|orders|Paris/);
});

test('without a place for its journal nothing is begun, and the report says so', async ({ launch }) => {
  const { page } = await launch({
    args: ['-p', String(cluster.ports[0])],
    env: { XDG_STATE_HOME: '/proc/self' },
  });
  await isShown(page);
  await planReshard(page, 10, LIMIT);
  const owner = await cluster.ownerOf(SLOTS);
  await page.keyboard.press('Enter');
  await headline(page, 'FAILED');
  await expect(view(page)).toContainText(/Nothing was done\. The journal cannot be written: /);
  await expect(button(page, /^Undo/)).toHaveCount(0);
  await expect(button(page, /^Resume/)).toHaveCount(0);
  expect(await cluster.ownerOf(SLOTS)).toBe(owner);
});

test('a tick is not lost to a state that waits to be drawn', async ({ launch }) => {
  const { page } = await launch({ args: ['-p', String(cluster.ports[0])] });
  await isShown(page);
  await openForm(page, /^Move slots/);
  const giver = page.getByRole('group', { name: 'From' }).getByRole('checkbox').first();
  await expect(giver).toBeFocused();
  // The space bar clicks after its keyup: a message in between is drawn at the click.
  await page.evaluate(() =>
    window.addEventListener('keyup', () => window.dispatchEvent(new Event('resize')), true),
  );
  await page.keyboard.press('Space');
  await expect(giver).toBeChecked();
  await page.keyboard.press('Space');
  await expect(giver).not.toBeChecked();
});
