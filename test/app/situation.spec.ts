/** The Situation page against clusters in trouble: what it says, when it opens by itself, and its keys. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { brokenRules } from '../support/accessibility.ts';
import { expect, screenLines, test } from '../support/app.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import {
  findings,
  operations,
  shoot,
  situationPage,
  situationTab as tab,
  sized,
  SLOW,
  Woken,
  stepTo,
} from '../support/situation-page.ts';

/** The plan that an action has led to is started. */
const carryOut = (page: Page, title: string | RegExp, meanwhile?: () => Promise<void>) =>
  new Woken(page).carryOut(title, meanwhile);

let cluster: RedisCluster;
let state: string;
test.beforeEach(async () => {
  state = await mkdtemp(path.join(tmpdir(), 'slotshell-situation-'));
  // Long enough to see what is said before the election.
  cluster = await RedisCluster.start({ nodeTimeout: 6000 });
});
test.afterEach(async () => {
  await cluster.stop();
  await rm(state, { recursive: true, force: true });
});

/** Journals of operations are kept apart from those of the user. */
const onCluster = () => ({ args: ['-p', String(cluster.ports[0])], env: { XDG_STATE_HOME: state } });

test('nothing wrong is said plainly, and the shell stays in front', async ({ launch }, info) => {
  const launched = await launch(onCluster());
  const { page } = launched;
  await sized(launched, 1440, 900);
  await expect(tab(page)).toHaveAttribute('aria-selected', 'false');
  await page.keyboard.press('Control+Shift+A');
  await expect(tab(page)).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('heading', { name: 'Nothing is wrong' })).toBeVisible(SLOW);
  await expect(situationPage(page)).toContainText('All 16,384 slots are served by 3 primaries');
  await expect(page.getByRole('region', { name: 'Checked, and fine' })).toContainText(
    '16,384 of 16,384 served, each by exactly one primary',
  );
  await expect(page.getByRole('region', { name: 'Good to know' })).toContainText('SAME MACHINE');
  const wrong = page.getByRole('region', { name: 'Keys at wrong nodes' });
  await expect(wrong).toContainText('Not looked for');
  await wrong.getByRole('button', { name: 'Search for keys at wrong nodes' }).click();
  await expect(wrong).toContainText(
    /Looked for at \S+: no primary has keys of a slot that another one owns/,
    SLOW,
  );
  await page.getByRole('button', { name: 'All changes' }).click();
  await expect(page.getByRole('tab', { name: 'Changes' })).toHaveAttribute('aria-selected', 'true');
  await expect(tab(page)).toHaveAccessibleName('Situation');
  await shoot(launched, info, 'calm');
});

test('a primary is killed: the page opens by itself, follows the election, and says who took over', async ({
  launch,
}, info) => {
  const launched = await launch(onCluster());
  const { page } = launched;
  await sized(launched, 1440, 900);
  const [, killed] = cluster.ports as [number, number];
  await cluster.kill(killed);
  await expect(tab(page)).toHaveAttribute('aria-selected', 'true', SLOW);
  await expect(
    findings(page).filter({ hasText: /The primary of shard 2 (is down|does not answer here)/ }),
  ).toContainText(/An election is (due|under way)/, SLOW);
  await page.screenshot({ path: info.outputPath('election.png') });
  const heir = await cluster.waitForFailover(killed);
  const row = findings(page).first();
  await expect(row).toContainText('Shard 2 lost its primary; its replica took over', SLOW);
  await expect(row).toContainText('ONE COPY LEFT');
  await expect(row).toContainText(`127.0.0.1:${heir} took over with epoch`);
  await expect(row).toContainText('told by the nodes');
  await expect(tab(page)).toHaveAccessibleName('Situation 1 finding');
  await page.keyboard.press('s');
  await expect(page.getByRole('region', { name: `Start 127.0.0.1:${killed}` })).toContainText('redis-server');
  await shoot(launched, info, 'one-copy');
  await page.keyboard.press('o');
  await expect(page.getByRole('region', { name: 'Fail over' })).toContainText('does not answer yet');
  // The form has all but the address, which only the user knows.
  await page.keyboard.press('a');
  await expect(operations(page)).toContainText(`127.0.0.1:${heir}`);
  await expect(operations(page).getByRole('textbox').first()).toBeFocused();
  await page.keyboard.press('Control+Shift+A');

  await cluster.restart(killed);
  await expect(page.getByRole('heading', { name: 'Nothing is wrong' })).toBeVisible(SLOW);
  await expect(page.getByRole('list', { name: 'Over, in the last minute' })).toContainText(
    'lost its primary',
  );
});

/** Texts of a long list's rows that lie under the row above. */
const covered = () =>
  [...document.querySelectorAll('.virtualrow + .virtualrow')].flatMap((row) =>
    row.getBoundingClientRect().top < row.previousElementSibling!.getBoundingClientRect().bottom - 1
      ? [row.textContent]
      : [],
  );

test('both nodes of a shard are down: its slots are not served, and nothing happens by itself', async ({
  launch,
}, info) => {
  const launched = await launch(onCluster());
  const { page } = launched;
  await sized(launched, 1440, 900);
  await enter(page, 'set foo 1');
  await page.getByRole('tab', { name: 'Changes', exact: true }).click();
  // Read once while it serves: the keys are remembered from then.
  await page.keyboard.press('Control+Shift+A');
  await expect(page.getByRole('heading', { name: 'Nothing is wrong' })).toBeVisible(SLOW);
  const [, primary, , , replica] = cluster.ports as number[];
  await cluster.kill(replica!);
  await cluster.kill(primary!);
  const row = findings(page).filter({ hasText: 'Both nodes of shard 2 are down' });
  await expect(row).toContainText('NOT SERVED', SLOW);
  await expect(row).toContainText(/5461–10922 · 5,462 slots · about 0 keys, last counted at \d\d:\d\d:\d\d/);
  await expect(row).toContainText('Nothing. No replica is left to elect.');
  await expect(row.getByRole('button', { name: `Start 127.0.0.1:${primary}…` })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Checked, and fine' })).toContainText(
    `not checked, because they do not answer: 127.0.0.1:${primary}, 127.0.0.1:${replica}`,
  );
  await expect(page.getByRole('list', { name: /^Changes/ })).toContainText(`${replica} marked fail`, SLOW);
  await expect.poll(() => page.evaluate(covered)).toEqual([]);
  await page.keyboard.press('Home');
  await page.keyboard.press('s');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Details' })).toBeVisible();
  expect.soft(await brokenRules(page), 'light').toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect.soft(await brokenRules(page), 'dark').toEqual([]);
  await shoot(launched, info, 'down');

  // Half of the cluster is gone: no vote can pass, so the replica that is left takes over without one.
  await cluster.kill(cluster.ports[0]!);
  const third = findings(page).filter({ hasText: /The primary of shard 1 (is down|does not answer here)/ });
  await expect(third).toContainText('No election can pass', SLOW);
  await third.focus();
  await page.keyboard.press('o');
  await carryOut(page, cluster.addresses[3]!, async () => {
    await expect(operations(page)).toContainText(`${cluster.addresses[3]} is a primary now`, SLOW);
    // What the page said of shard 2: the cluster is whole again, so the operation can verify it.
    await cluster.restart(primary!);
  });
  await expect(row).toHaveCount(0, SLOW);
  await expect(
    findings(page).filter({ hasText: 'Shard 1 lost its primary; its replica took over' }),
  ).toBeVisible(SLOW);
});

test('a slot is stuck half moved: one row with the keys of both sides, read and shown on the map by keyboard alone', async ({
  launch,
}, info) => {
  const [from, to] = cluster.ports as [number, number];
  for (let i = 0; i < 10; i++) await cluster.command(from, 'SET', `{k2}:${i}`, 'v');
  await cluster.migrateSlot(449, from, to, { stopAfter: 'keys', keys: 4 });
  await cluster.kill(cluster.ports[5]!);
  const launched = await launch(onCluster());
  const { page } = launched;
  await sized(launched, 1440, 900);
  // It opens by itself; nothing is clicked.
  const row = findings(page).filter({ hasText: 'Slot 449 is half moved between shard 1 and shard 2' });
  await expect(row).toContainText('4 of 10 keys are at shard 2, 6 still at shard 1', SLOW);
  await expect(findings(page)).toHaveCount(2, SLOW);
  await page.keyboard.press('End');
  await expect(findings(page).nth(1)).toBeFocused();
  await page.keyboard.press('Home');
  await expect(findings(page).first()).toBeFocused();
  for (let step = await row.evaluate(stepTo); step; step = await row.evaluate(stepTo))
    await page.keyboard.press(step);
  await page.keyboard.press('Enter');
  await expect(row.getByRole('region', { name: 'Details' })).toContainText(`[449->-${cluster.node(to).id}]`);
  await expect(row.getByRole('region', { name: 'Details' })).toContainText(`--cluster fix 127.0.0.1:`);
  await expect(situationPage(page)).toContainText('449 stuck');
  await shoot(launched, info, 'half-moved');
  const strip = page.locator('.situation .bar16.tall');
  const { width } = (await strip.boundingBox())!;
  await strip.click({ button: 'right', position: { x: width * 0.5, y: 10 } });
  await expect(page.getByRole('menu')).toHaveAccessibleName('Slots 5461–10922');
  await page.keyboard.press('Escape');
  // The keys are those of the page also after a click beside everything.
  await page.locator('.situation .headline').click();
  await page.keyboard.press('c');
  await expect(page.getByText('The report is copied.')).toBeVisible();
  expect(await launched.app.evaluate(({ clipboard }) => clipboard.readText())).toContain(
    'Slot 449 is half moved',
  );
  await page.keyboard.press('m');
  await expect(page.getByRole('tab', { name: 'Slot map' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Control+Shift+A');
  await row.focus();
  await page.keyboard.press('f');
  await carryOut(page, /[Ff]inish|449/);
  await expect(row).toHaveCount(0, SLOW);
  expect(await cluster.ownerOf(449)).toBe(to);
  // The replica will not come back: the others forget it.
  await findings(page)
    .filter({ hasText: `Replica ${cluster.addresses[5]} of shard 3 is down` })
    .focus();
  await page.keyboard.press('g');
  await carryOut(page, `Remove ${cluster.addresses[5]}`);
  await expect(findings(page).filter({ hasText: 'Shard 3 has no replica' })).toBeVisible(SLOW);
});

test('a line that is being typed is left alone: only the badge appears', async ({ launch }) => {
  const { page } = await launch(onCluster());
  await expect.poll(async () => (await screenLines(page)).at(-1)).toMatch(/> *$/);
  // Without a key, so that nothing but the line keeps the page away.
  await page.keyboard.insertText('set bar ');
  await expect.poll(async () => (await screenLines(page)).at(-1)).toContain('> set bar');
  const [primary] = cluster.ports.slice(2) as [number];
  await cluster.kill(primary);
  await expect(tab(page)).toHaveAccessibleName(/^Situation \d finding/, SLOW);
  await expect(page.getByRole('tab', { name: 'Shell', exact: true })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await page.keyboard.type('2');
  await cluster.waitForFailover(primary);
  await expect(page.getByRole('tab', { name: 'Shell', exact: true })).toHaveAttribute(
    'aria-selected',
    'true',
  );
});

test('one who has just worked in the shell is left alone', async ({ launch }) => {
  const { page } = await launch(onCluster());
  const [, , primary] = cluster.ports as [number, number, number];
  await enter(page, 'set foo 1');
  await cluster.kill(primary);
  await expect(tab(page)).toHaveAccessibleName(/^Situation \d finding/, SLOW);
  await cluster.waitForFailover(primary);
  expect(await enter(page, 'set foo 2')).toContain('OK');
});

test('no node answers: the last map stays, greyed, with its age and what each node said', async ({
  launch,
}, info) => {
  const launched = await launch(onCluster());
  const { page } = launched;
  await sized(launched, 1440, 900);
  await page.keyboard.press('Control+Shift+A');
  await expect(page.getByRole('heading', { name: 'Nothing is wrong' })).toBeVisible(SLOW);
  for (const port of cluster.ports) await cluster.kill(port);
  await expect(page.getByRole('heading', { name: 'No node answers' })).toBeVisible(SLOW);
  await expect(situationPage(page)).toContainText(/Below is what was known \d\d:\d\d:\d\d ago/);
  await expect(situationPage(page)).toContainText(cluster.addresses[0]!);
  await expect(page.locator('#status')).toContainText('last known:cluster ok');
  await shoot(launched, info, 'no-answer');
});
