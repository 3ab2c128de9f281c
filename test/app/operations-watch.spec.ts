/** An operation while it is watched: a big key that is left for last, the commands of its slot, both nodes, and a failover of its target. */
import keySlot from 'cluster-key-slot';
import { expect, test } from '../support/app.ts';
import { brokenRules } from '../support/accessibility.ts';
import {
  button,
  figure,
  headline,
  isShown,
  moved,
  planReshard,
  SLOW,
  view,
} from '../support/operations-page.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';

const SLOTS = 30;
/** Keys a second. */
const LIMIT = 10;

/** Tags of the first slots. */
const tags = new Map<number, string>();
for (let i = 0; tags.size < SLOTS; i++) if (keySlot(`t${i}`) < SLOTS) tags.set(keySlot(`t${i}`), `t${i}`);
const keyOf = (slot: number, name: string | number) => `{${tags.get(slot)}}:${name}`;

let cluster: RedisCluster;
test.beforeAll(async () => {
  cluster = await RedisCluster.start();
  const [first = 0] = cluster.ports;
  for (let slot = 0; slot < SLOTS; slot++)
    for (let i = 0; i < 3; i++) await cluster.command(first, 'SET', keyOf(slot, i), 'value');
  // Zeros, which a dump takes little room for.
  await cluster.command(first, 'SETRANGE', keyOf(0, 'big'), '60000000', 'x');
});
test.afterAll(() => cluster.stop());

test('a big key comes last by L, the next commands are shown, and a target that fails over has its heir named', async ({
  launch,
  userData,
}, info) => {
  const { app, page } = await launch({
    args: ['-p', String(cluster.ports[0])],
    env: { XDG_STATE_HOME: userData },
  });
  const [, , third = 0, , , heir = 0] = cluster.ports;
  await isShown(page);
  await planReshard(page, SLOTS, LIMIT);
  const big = button(page, /slot 0\b/i);
  const menu = page.getByRole('menu');
  const item = (name: string | RegExp) => menu.getByRole('menuitem', { name });
  const copied = () => app.evaluate(({ clipboard }) => clipboard.readText());

  await test.step('the menus of the plan and of its step, by keyboard; the palette has the same', async () => {
    await page.keyboard.press('ContextMenu');
    await expect(menu).toHaveAccessibleName(/^Plan: Move 30 slots/);
    await expect(item('Copy the plan as text')).toBeFocused();
    await page.screenshot({ path: info.outputPath('menu.png') });
    await page.keyboard.press('Enter');
    await expect.poll(copied).toMatch(/^Move 30 slots .*\[PLANNED\]\n[^]*\n1\. Move 30 slots/);
    await view(page).locator('[data-row="1"]').focus();
    await page.keyboard.press('Shift+F10');
    await expect(menu).toHaveAccessibleName(/^Step 1: Move 30 slots/);
    expect.soft(await brokenRules(page)).toEqual([]);
    await item('Copy its commands').focus();
    await page.keyboard.press('Enter');
    await expect.poll(copied).toMatch(/^127\.0\.0\.1:\d+> CLUSTER SETSLOT … IMPORTING/);
    await page.keyboard.press('ArrowDown');
    await expect(view(page).locator('[data-row="2"]')).toBeFocused();
    await page.keyboard.press('ContextMenu');
    await expect(menu).toHaveAccessibleName(/^Plan: /);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('plan show slots on map');
    await expect(page.getByRole('option').first()).toHaveText(/^Plan: .* Show slots 0–29 on the map$/);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('tab', { name: 'Slot map', exact: true })).toHaveAttribute(
      'aria-selected',
      'true',
    );
    await page.keyboard.press('Control+Shift+G');
    await headline(page, 'PLANNED');
  });

  await test.step('the plan names the big key, and L leaves it for last', async () => {
    await expect(view(page)).toContainText(/Key ".*big" of slot 0 at/);
    await expect(big).toHaveAttribute('aria-pressed', 'false');
    await page.keyboard.press('l');
    await expect(big).toHaveAttribute('aria-pressed', 'true');
    await expect(big).toHaveText(/^Slot 0 comes last/);
    await page.keyboard.press('Enter');
    await headline(page, 'RUNNING');
    await expect(big).toHaveAttribute('aria-pressed', 'true');
  });

  await test.step('while it runs: L again, the commands of the slot, the latency of both nodes', async () => {
    await page.keyboard.press('l');
    await expect(big).toHaveAttribute('aria-pressed', 'false');
    await page.keyboard.press('l');
    await expect(big).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('c');
    const commands = view(page).getByRole('region', { name: 'Commands' });
    await expect(commands).toContainText(/CLUSTER COUNTKEYSINSLOT \d+must be 0, asked twice/, SLOW);
    await expect(commands).toContainText(/CLUSTER SETSLOT \d+ NODE [0-9a-f]{40}the target first/, SLOW);
    const both = page.getByRole('table', { name: 'Both nodes' });
    await expect(both.getByRole('columnheader', { name: 'p99 ms' })).toBeVisible();
    for (const row of [1, 2])
      await expect(both.getByRole('row').nth(row).getByRole('cell').last()).toHaveText(/^\d/, SLOW);
    expect.soft(await brokenRules(page)).toEqual([]);
    await page.screenshot({ path: info.outputPath('running.png') });
  });

  await test.step('its target fails over: the move goes on, and the report names both', async () => {
    await page.keyboard.press('Space');
    await headline(page, 'PAUSED');
    expect(await cluster.ownerOf(0), 'the big key waits').toBe(cluster.ports[0]);
    let asked = -Infinity;
    await waitUntil('the replica to have taken over', async () => {
      const [role] = (await cluster.command(heir, 'ROLE')) as unknown[];
      // A server gives up a failover that takes it more than five seconds.
      if (role !== 'master' && performance.now() - asked > 6000) {
        asked = performance.now();
        await cluster.command(heir, 'CLUSTER', 'FAILOVER');
      }
      const [old] = (await cluster.command(third, 'ROLE')) as unknown[];
      return role === 'master' && old === 'slave' && (await cluster.ownerOf(16383)) === heir;
    });
    await page.keyboard.press('Space');
    await headline(page, 'PLANNED');
    await page.keyboard.press('Enter');
    await headline(page, 'RUNNING');
    for (let i = 0; i < 12; i++) await page.keyboard.press(']');
    await headline(page, 'DONE');
    await expect(figure(page)).toHaveAttribute('aria-valuenow', '100');
    expect(await moved(page)).toBe(100);
    const sentence = `127.0.0.1:${heir} has taken over from 127.0.0.1:${third} meanwhile.`;
    await expect(view(page)).toContainText(sentence, SLOW);
    await expect(page.getByRole('table', { name: 'Moves' })).toContainText(
      new RegExp(`:${third} ?now 127\\.0\\.0\\.1:${heir}`),
    );
    expect(await cluster.ownerOf(0)).toBe(heir);
    await page.screenshot({ path: info.outputPath('report.png') });
    await view(page).locator('h2.optitle').focus();
    await page.keyboard.press('ContextMenu');
    await expect(menu).toHaveAccessibleName(/^Operation: Move 30 slots/);
    await expect(item('Undo it…')).toBeVisible();
    await page.screenshot({ path: info.outputPath('report-menu.png') });
    await item('Copy the report as text').focus();
    await page.keyboard.press('Enter');
    await expect.poll(copied).toContain(sentence);
    await view(page).getByText(sentence).click({ button: 'right' });
    await item('Copy the path of its journal').click();
    await expect.poll(copied).toMatch(/-reshard-\d+\.jsonl$/);
  });
});
