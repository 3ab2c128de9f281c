/** ACL users with few rights in the window: they connect and work as without one, and panels say which right is missing. */
import { expect, screenText, test } from '../support/app.ts';
import * as way from '../support/connections-page.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const USERS = {
  worker: '+@read +@write +@connection',
  narrow: '-@all +get +set',
  blind: '+@all -cluster -info',
};

let cluster: RedisCluster;
test.beforeAll(async () => {
  const conf = Object.entries(USERS).map(([name, rights]) => `user ${name} on >secret ~* &* ${rights}`);
  cluster = await RedisCluster.start({ replicas: 0, conf });
});
test.afterAll(() => cluster.stop());

for (const [user, rights] of Object.entries(USERS))
  test(`${user} (${rights}) connects, works, and sees in the panels which rights the map needs`, async ({
    launch,
  }) => {
    const { page } = await launch();
    await way.open(page);
    const field = way.screen(page).getByRole('textbox', { name: 'Server to connect to' });
    await field.fill(`redis://${user}:secret@${cluster.addresses[0]}`);
    await field.press('Enter');
    await expect(way.screen(page)).toBeHidden();
    // k1 is of slot 12706, of the third node.
    expect(await enter(page, 'set k1 v1')).toMatch(/^OK\b/m);
    expect(await enter(page, 'get k1')).toContain('v1');
    await expect
      .poll(async () => (await screenText(page)).split('\n').at(-1))
      .toContain(cluster.addresses[2]);
    expect(await enter(page, '@all ping')).toContain('it is not known where @all points');
    await expect(page.getByText('a cluster: this user may not read its map')).toBeVisible();
    const wanted = page.getByText('+cluster|slots +cluster|nodes, then press F5');
    await page.keyboard.press('Control+Shift+M');
    await expect(wanted).toBeVisible();
    await page.keyboard.press('Control+Shift+D');
    await expect(page.getByRole('note', { name: 'There is no map' })).toContainText('NOPERM');
    await expect(page.getByRole('note', { name: 'Figures are missing' })).toContainText(
      'Allow the user +info',
    );
    await expect(page.getByText('no trouble known', { exact: true })).toBeVisible();
    await page.keyboard.press('Control+Shift+H');
    await expect(wanted).toBeVisible();
    await page.keyboard.press('Control+j');
    await page.keyboard.type('12706');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('complementary').filter({ has: wanted })).toBeVisible();
  });
