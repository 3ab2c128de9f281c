/** A cluster behind NAT: its announced addresses lead nowhere; the nodes are found, or the user enters them. */
import { closeApp, expect, screenText, test } from '../support/app.ts';
import * as way from '../support/connections-page.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';

let cluster: RedisCluster;
test.beforeAll(async () => {
  cluster = await RedisCluster.start();
});
test.afterAll(() => cluster.stop());

async function announce(settings: Record<string, (port: number) => string>, text: (port: number) => string) {
  for (const port of cluster.ports)
    for (const [name, value] of Object.entries(settings))
      await cluster.command(port, 'CONFIG', 'SET', name, value(port));
  await waitUntil('every node announces it', async () => {
    const maps = await Promise.all(cluster.ports.map((port) => cluster.command(port, 'CLUSTER', 'NODES')));
    return maps.every((map) => cluster.ports.every((port) => String(map).includes(text(port))));
  });
}

/** A key of each shard. */
const KEYS = ['k1', 'k2', 'k3'];

test('announced ports that lead nowhere are in the NAT table, one line a node, after the doctor reported them', async ({
  launch,
}) => {
  const announced = (port: number) => `127.0.0.1:${port + 20_000}`;
  await announce(
    { 'cluster-announce-port': (port) => String(port + 20_000) },
    (port) => `:${port + 20_000}@`,
  );
  const first = await launch();
  const { userData } = first;
  {
    const { page } = first;
    await way.make(page, 'dockyard', cluster.addresses[0]!);
    await way.doctor(page).getByRole('button', { name: 'Test' }).click();
    const failed = way.step(page, /^Reach every announced node: (failed|works, with a warning)/);
    for (const port of cluster.ports) await expect(failed).toContainText(announced(port));
    await way.doctor(page).getByRole('button', { name: 'Add to NAT map…' }).click();
    const lines = way
      .form(page)
      .getByRole('table', { name: 'NAT map' })
      .getByRole('textbox', { name: /^Announced/ });
    await expect(lines).toHaveCount(6);
    for (let line = 1; line <= 6; line++) {
      const place = await way.field(page, `Announced, line ${line}`).inputValue();
      const port = Number(place.split(':')[1]) - 20_000;
      expect(cluster.ports).toContain(port);
      await way.field(page, `Reached at, line ${line}`).fill(`127.0.0.1:${port}`);
    }
    await way.connect(page, 'dockyard');
    for (const key of KEYS) expect(await enter(page, `set ${key} v`)).toMatch(/^OK\b/);
    await closeApp(first.app);
  }
  const { page } = await launch({ userData });
  await way.connectByEnter(page, 'dockyard');
  await way.connected(page, 'dockyard');
  for (const key of KEYS) expect(await enter(page, `get ${key}`)).toMatch(/^"v".*0 hops/);
  for (const port of cluster.ports)
    await expect(
      way.nodes(page).getByRole('button', { name: new RegExp(`^${announced(port)}, \\S+, \\w+, online`) }),
    ).toBeVisible();
  expect(await screenText(page)).not.toContain('cannot be reached');
});

test('an announced host that leads nowhere: the nodes are found at the seed’s host, with a notice', async ({
  launch,
}) => {
  await announce(
    {
      'cluster-announce-port': () => '0',
      'cluster-announce-hostname': (port) => `node-${port}.invalid`,
      'cluster-preferred-endpoint-type': () => 'hostname',
    },
    (port) => `:${port}@${port + 10_000},node-${port}.invalid`,
  );
  const first = await launch();
  const { userData } = first;
  await way.make(first.page, 'behind', cluster.addresses[1]!);
  await way.connect(first.page, 'behind');
  await way.told(first.page, /cannot be reached\. (Its node answers|Their nodes answer) at/);
  for (const key of KEYS) expect(await enter(first.page, `set ${key} w`)).toMatch(/OK\b/);
  await closeApp(first.app);

  const { page } = await launch({ userData });
  await way.connectByEnter(page, 'behind');
  await way.connected(page, 'behind');
  for (const key of KEYS) expect(await enter(page, `get ${key}`)).toContain('"w"');
  await expect(
    way.nodes(page).getByRole('button', { name: /^node-\d+\.invalid:\d+, (.*, )?(primary|replica), online/ }),
  ).toHaveCount(6);
  await way.open(page);
  await way.doctor(page).getByRole('button', { name: 'Test' }).click();
  await expect(way.step(page, /^Reach every announced node/)).toBeVisible({ timeout: 20_000 });
});
