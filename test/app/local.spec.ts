/** Local nodes, by keyboard alone: a cluster is made, its nodes are killed, frozen and added, and a stop says what is lost. */
import type { Page, TestInfo } from '@playwright/test';
import { reservePorts } from '../../main/demo/free-ports.ts';
import { brokenRules } from '../support/accessibility.ts';
import { expect, test, type Launched } from '../support/app.ts';
import { enter } from '../support/enter.ts';

const SLOW = { timeout: 30_000 };
const view = (page: Page) => page.getByRole('region', { name: 'Local nodes' });
const rowOf = (page: Page, port: number) =>
  view(page).getByRole('button', { name: new RegExp(`127\\.0\\.0\\.1:${port} `) });
const said = (page: Page) => view(page).locator('.foot').getByRole('status');

const sized = ({ app }: Launched, width: number, height: number) =>
  app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]!.setContentSize(...size), [
    width,
    height,
  ] as [number, number]);

/** To be looked at, and by axe. */
async function shoot(launched: Launched, info: TestInfo, name: string): Promise<void> {
  const { page } = launched;
  for (const [theme, width, height] of [
    ['light', 1440, 900],
    ['dark', 1000, 700],
  ] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await sized(launched, width, height);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await expect.poll(() => page.evaluate(() => innerWidth)).toBe(width);
    expect(await brokenRules(page)).toEqual([]);
    await page.screenshot({ path: info.outputPath(`${name}-${theme}-${width}.png`) });
  }
}

test('a local cluster from nothing to its end, by keyboard alone', async ({ launch }, info) => {
  const run = (await reservePorts({ count: 5, first: 7400, last: 22_000 }))!;
  run.release();
  const port = run.ports[0]!;
  const launched = await launch();
  const { page } = launched;
  const { keyboard } = page;

  // From the first-run screen: there is no cluster to connect to yet.
  await keyboard.press('Control+Shift+J');
  await expect(view(page)).toContainText('Demo cluster');
  await keyboard.press('n');
  const form = page.getByRole('dialog', { name: 'New local cluster' });
  await expect(form).toContainText('bus ports');
  await expect(form.getByLabel('Primaries')).toBeFocused();
  // Typed over, not behind, what stands there.
  await keyboard.type('3');
  await expect(form.getByLabel('Primaries')).toHaveValue('3');
  await keyboard.press('Tab');
  await keyboard.type('0');
  await keyboard.press('Tab');
  await keyboard.press('Control+A');
  await keyboard.type(String(port));
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  await keyboard.press('Space');
  await expect(form.getByRole('button', { name: 'Every write (AOF)' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await expect(form).toContainText(`3 nodes on 127.0.0.1, ports ${port}–${port + 2}`);
  await expect(form).toContainText('Without replicas');
  await shoot(launched, info, 'form');
  await keyboard.press('Enter');
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await expect(form).toBeHidden(SLOW);
  await expect(rowOf(page, port)).toHaveAttribute('aria-current', 'true');
  await expect(view(page).getByRole('log')).toContainText('Ready to accept connections');
  await shoot(launched, info, 'view');

  // The keys are those of the new cluster.
  await expect(rowOf(page, port)).toBeFocused();
  await keyboard.press('ArrowDown');
  await expect(rowOf(page, port + 1)).toBeFocused();
  await keyboard.press('k');
  await expect(rowOf(page, port + 1)).toContainText('killed');
  await keyboard.press('z');
  await expect(said(page)).toHaveText('The node is killed.');
  await keyboard.press('s');
  await expect(rowOf(page, port + 1)).toContainText('running', SLOW);
  await expect(said(page)).toHaveText(`127.0.0.1:${port + 1} was started.`, SLOW);
  await keyboard.press('z');
  await expect(rowOf(page, port + 1)).toContainText('frozen');
  await keyboard.press('z');
  await expect(rowOf(page, port + 1)).toContainText('running');
  await keyboard.press('a');
  await expect(rowOf(page, port + 3)).toContainText('running', SLOW);
  await expect(said(page)).toHaveText(
    `127.0.0.1:${port + 3} runs: empty, and in no cluster. Connect with C and come back; then J adds it.`,
  );
  await expect(rowOf(page, port + 3)).toBeFocused();
  await expect(view(page).locator('.foot')).toContainText('J add it to the cluster');

  await view(page).getByRole('heading', { level: 2 }).first().click();
  await keyboard.press('c');
  await expect(page.locator('.chip').first()).toContainText(`local-${port}`, SLOW);
  await expect(page.getByRole('tab', { name: 'Shell' })).toHaveAttribute('aria-selected', 'true', SLOW);
  expect(await enter(page, 'set foo 1')).toContain('slot 12182');
  await keyboard.press('Control+Shift+J');
  await expect(rowOf(page, port)).toContainText('primary');
  await shoot(launched, info, 'connected');

  // The conf file: an unknown directive is marked, and cannot be saved.
  await rowOf(page, port + 1).focus();
  await keyboard.press('e');
  const text = view(page).getByRole('textbox', { name: 'Conf file' });
  await expect(text).toBeFocused(SLOW);
  await keyboard.press('Control+End');
  await keyboard.type('\n# mine\nmaxmemory-polcy allkeys-lru');
  const problem = view(page).getByRole('button', { name: /Did you mean maxmemory-policy\?/ });
  await expect(problem).toBeVisible();
  await expect(view(page).locator('.squiggly-error')).toBeVisible();
  await expect(view(page).getByRole('button', { name: /^Save/ })).toBeDisabled();
  await keyboard.press('Control+S');
  await expect(said(page)).toContainText(/^Not saved\. Line \d+: .*Did you mean maxmemory-policy\?/);
  await shoot(launched, info, 'conf-problem');

  // A known one is completed, and set at once.
  await text.focus();
  await keyboard.press('Control+End');
  for (const _ of 'maxmemory-polcy allkeys-lru') await keyboard.press('Backspace');
  await keyboard.type('maxmem');
  await expect(page.locator('.suggest-widget')).toContainText('maxmemory-policy');
  await keyboard.press('Escape');
  await keyboard.type('ory 100mb');
  await expect(view(page)).toContainText('Not saved · 1 change by CONFIG SET, at once');
  await keyboard.press('Control+S');
  await expect(said(page)).toHaveText('Saved. 1 change by CONFIG SET and CONFIG REWRITE.', SLOW);
  const line = (name: string) =>
    view(page)
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name, exact: true }) })
      .getByRole('cell');
  await expect(line('maxmemory')).toHaveText(['100mb', '104857600', '0']);
  await expect(line('requirepass')).toHaveText(['(hidden)', '(hidden)', '""']);
  await shoot(launched, info, 'conf');

  // What holds only after a new start is said, and takes effect by one.
  await text.focus();
  await keyboard.press('Control+End');
  await keyboard.type('\ndatabases 17');
  await keyboard.press('Control+S');
  await expect(said(page)).toHaveText('Saved. 1 change waits for a restart.', SLOW);
  await expect(line('databases')).toHaveText(['17', '16', '16']);
  await rowOf(page, port + 1).focus();
  await keyboard.press('r');
  await expect(said(page)).toHaveText(`127.0.0.1:${port + 1} was restarted.`, SLOW);
  await expect(line('databases')).toHaveText(['17', '17', '16'], SLOW);
  // The file is shown already, and E goes to it all the same: what is typed next is no key of the list.
  await keyboard.press('e');
  await expect(text).toBeFocused();

  // Nothing is lost by a stop that writes to disk; without that, the keys are counted first.
  const own = view(page).getByRole('region', { name: `local-${port}` });
  await own.getByRole('button', { name: 'Remove…' }).focus();
  await keyboard.press('Enter');
  const question = page.getByRole('alertdialog', { name: `Remove local-${port}?` });
  await expect(question).toContainText('It holds 1 key.');
  await shoot(launched, info, 'question');
  await keyboard.press('Escape');
  await expect(question).toBeHidden();
  await own.getByRole('button', { name: 'Stop…' }).focus();
  await keyboard.press('Enter');
  await expect(own).toContainText('STOPPED', SLOW);
});
