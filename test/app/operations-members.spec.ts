/** Every operation on members, each to its end through the window by keyboard: refused, planned, run, and seen at the servers. */
import type { Page } from '@playwright/test';
import { expect, test } from '../support/app.ts';
import { BareNodes } from '../support/bare-nodes.ts';
import { closedPort } from '../support/closed-port.ts';
import {
  button,
  chooseNode,
  headline,
  isShown,
  node,
  openForm,
  planAndRun,
  SLOW,
  view,
} from '../support/operations-page.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const KEYS = 300;
let cluster: RedisCluster;
let fresh: BareNodes;
test.beforeAll(async () => {
  cluster = await RedisCluster.start({ nodeTimeout: 2000 });
  fresh = await BareNodes.start({ hosts: ['127.0.0.1', '127.0.0.1'] });
  // All slots have keys of one size.
  for (let i = 0; i < KEYS; i++) {
    const port = await cluster.ownerOf(
      Number(await cluster.command(cluster.ports[0]!, 'CLUSTER', 'KEYSLOT', `key:${i}`)),
    );
    await cluster.command(port!, 'SET', `key:${i}`, 'value');
  }
});
test.afterAll(async () => {
  await cluster.stop();
  await fresh.stop();
});

const at = (port: number) => (fresh.ports.includes(port) ? fresh : cluster);

/** Lines of CLUSTER NODES at a node, as fields. */
async function nodesAt(port: number): Promise<string[][]> {
  const text = String(await at(port).command(port, 'CLUSTER', 'NODES'));
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
}
const portOf = ([, address = '']: string[]) => Number(/:(\d+)@/.exec(address)?.[1]);
const self = async (port: number) =>
  (await nodesAt(port)).find(([, , flags = '']) => flags.includes('myself'))!;
/** Port of the node's primary; undefined for a primary. */
async function primaryOf(port: number): Promise<number | undefined> {
  const nodes = await nodesAt(port);
  const own = nodes.find(([, , flags = '']) => flags.includes('myself'))!;
  const primary = nodes.find(([id]) => id === own[3]);
  return primary && portOf(primary);
}
async function keysOf(ports: readonly number[]): Promise<number> {
  const counts = await Promise.all(ports.map((port) => at(port).command(port, 'DBSIZE')));
  return counts.reduce<number>((sum, count) => sum + Number(count), 0);
}
const listed = async (page: Page, group: string) =>
  (await page.getByRole('group', { name: group }).locator('.address').allTextContents()).sort();

test('machines are added as a replica, replicated elsewhere, replaced, forgotten and removed', async ({
  launch,
  userData,
}) => {
  test.setTimeout(300_000);
  const [a = 0, b = 0, c = 0, , replicaB = 0, replicaC = 0] = cluster.ports;
  const [first = 0, second = 0] = fresh.ports;
  const address = (port: number) => `127.0.0.1:${port}`;
  const { page } = await launch({ args: ['-p', String(a)], env: { XDG_STATE_HOME: userData } });
  await isShown(page);

  await test.step('a fix of a sound cluster offers nothing to start', async () => {
    await openForm(page, /^Fix slots/);
    await page.keyboard.press('Enter');
    await headline(page, 'PLANNED');
    await expect(view(page)).toContainText('Nothing needs to be done.');
    await expect(button(page, 'Start…')).toHaveCount(0);
    await expect(view(page)).not.toContainText('Risks');
    await expect(button(page, /^Back/)).toBeFocused();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(view(page)).toContainText('What should change?');
  });

  await test.step('an address where nothing answers is refused once, and its field has the focus', async () => {
    const nobody = address(await closedPort());
    await openForm(page, /^Add a machine/);
    await page.keyboard.type(nobody);
    await page.keyboard.press('Enter');
    const alert = view(page).getByRole('alert');
    await expect(alert).toContainText(nobody);
    expect((await alert.textContent())!.split('There is no plan').length).toBe(2);
    expect((await alert.locator('p').textContent())!.split(nobody).length).toBe(2);
    await expect(page.getByLabel('Address of the new machine')).toBeFocused();
  });

  await test.step('it is added as a replica of the third primary', async () => {
    await page.getByLabel('Address of the new machine').fill(address(first));
    await page.getByRole('radio', { name: 'a replica' }).focus();
    await page.keyboard.press('Space');
    await chooseNode(page, 'Replica of', address(c));
    await planAndRun(page);
    expect(await primaryOf(first)).toBe(c);
    expect(await keysOf([first])).toBe(await keysOf([c]));
    await page.keyboard.press('Escape');
    await expect(view(page)).toContainText('What should change?');
  });

  await test.step('it replicates the first primary instead; only nodes for which that makes sense are offered', async () => {
    await expect(async () => {
      await openForm(page, /^Replicate/);
      await expect(node(page, 'Node', address(first))).toBeVisible({ timeout: 1000 });
    }).toPass(SLOW);
    await expect
      .poll(() => listed(page, 'Node'), SLOW)
      .toEqual([...cluster.ports.slice(3), first].map(address).sort());
    await chooseNode(page, 'Node', address(first));
    await expect.poll(() => listed(page, 'Its new primary'), SLOW).toEqual([address(a), address(b)].sort());
    await chooseNode(page, 'Its new primary', address(a));
    await planAndRun(page);
    expect(await primaryOf(first)).toBe(a);
  });

  await test.step('the second primary is replaced with all of its keys', async () => {
    const keys = await keysOf([b]);
    await openForm(page, /^Replace a machine/);
    await chooseNode(page, 'Node', address(b));
    await page.getByLabel('Address of the machine that takes its place').fill(address(second));
    await planAndRun(page);
    expect(await keysOf([second])).toBe(keys);
    expect((await self(second)).length).toBeGreaterThan(8);
    expect(await nodesAt(b)).toHaveLength(1);
    expect(await primaryOf(replicaB)).toBe(second);
  });

  await test.step('a replica that is gone is forgotten; none that answers is offered', async () => {
    await cluster.kill(replicaC);
    await expect(async () => {
      await openForm(page, /^Forget a node/);
      await expect(node(page, 'Node', address(replicaC))).toBeVisible({ timeout: 2000 });
    }).toPass(SLOW);
    await expect.poll(() => listed(page, 'Node'), SLOW).toEqual([address(replicaC)]);
    await chooseNode(page, 'Node', address(replicaC));
    await planAndRun(page);
    for (const port of [a, c, first, second])
      expect((await nodesAt(port)).map(portOf), String(port)).not.toContain(replicaC);
  });

  await test.step('the first primary is removed: its slots and replicas go to the others', async () => {
    await openForm(page, /^Remove a machine/);
    await chooseNode(page, 'Node', address(a));
    await planAndRun(page);
    expect(await nodesAt(a)).toHaveLength(1);
    expect(await keysOf([second, c])).toBe(KEYS);
    expect([second, c]).toContain(await primaryOf(first));
    const info = String(await at(c).command(c, 'CLUSTER', 'INFO'));
    expect(info).toContain('cluster_slots_ok:16384');
    expect(info).toContain('cluster_state:ok');
  });
});
