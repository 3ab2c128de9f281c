/** By real Sentinels that want a password: a failover is followed, said, and the app finds the master again after a restart. */
import { closeApp, expect, test } from '../support/app.ts';
import * as way from '../support/connections-page.ts';
import { enter } from '../support/enter.ts';
import { waitUntil } from '../support/redis-cluster.ts';
import { MASTER, Sentinels } from '../support/sentinels.ts';

const PASSWORD = 'watchword';
let set: Sentinels;
test.beforeAll(async () => {
  set = await Sentinels.start(PASSWORD);
});
test.afterAll(() => set.stop());

test('a master by its Sentinels, before and after a failover and a restart; their password is asked for again', async ({
  launch,
}) => {
  const [master, replica] = set.servers.map(({ port }) => `127.0.0.1:${port}`) as [string, string];
  const first = await launch();
  const { userData } = first;
  {
    const { page } = first;
    await way.make(page, 'watched', '127.0.0.1:1');
    await way.turn(page, 'Sentinel').check();
    await way.field(page, 'Sentinels').fill(set.addresses.join(', '));
    await way.field(page, 'Master name').fill('invoices');
    await way.secret(page, 'Password of the Sentinels').fill(PASSWORD);
    await way.form(page).getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(way.doctor(page)).toContainText('does not know invoices');
    await way.field(page, 'Master name').fill(MASTER);
    await way.connect(page, 'watched');
    const at = (address: string, role: string) =>
      way.nodes(page).getByRole('button', { name: new RegExp(`^${address}, \\S+, (${role}), online`) });
    await expect(at(master, 'primary|master')).toBeVisible();
    await expect(at(replica, 'replica')).toBeVisible();
    expect(await enter(page, 'set counter 1')).toMatch(/^OK\b/);

    await waitUntil('the Sentinel begins', () =>
      set.ask(set.sentinels[0]!.port, 'SENTINEL', 'FAILOVER', MASTER),
    );
    await way.told(page, `${master} is not the master any more: the prompt moves to ${replica}.`);
    const after = await enter(page, 'set counter 2');
    expect(after).toMatch(/OK\b/);
    expect(after).toContain(replica);
    await expect(at(replica, 'primary|master')).toBeVisible();
    await closeApp(first.app);
  }
  const { page } = await launch({ userData });
  await way.connectByEnter(page, 'watched');
  await expect(way.secret(page, 'Password of the Sentinels')).toBeFocused();
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await way.connected(page, 'watched');
  expect(await enter(page, 'get counter')).toContain('"2"');
});
