/** A rebalance of slots with keys that is cancelled on its way: what has moved is moved back, or kept and undone later, in the window and by the command. */
import { spawnSync } from 'node:child_process';
import keySlot from 'cluster-key-slot';
import { expect, test } from '../support/app.ts';
import { buildHeadless } from '../support/headless.ts';
import { button, headline, isShown, moved, openForm, SLOW, view } from '../support/operations-page.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { Terminal } from '../support/terminal.ts';

/** Slots that the first primary has more than the others. */
const SLOTS = 60;
/** Keys in each of them. */
const KEYS = 3;
/** Keys a second. */
const LIMIT = 20;

let cluster: RedisCluster;
let program: string;
const names: string[] = [];
test.beforeAll(async () => {
  program = await buildHeadless();
  cluster = await RedisCluster.start({ replicas: 0 });
  const [first, second, third] = cluster.nodes;
  // Slots of the second and the third primary, which the first one gets as an operator would give them to it.
  for (const [from, at] of [
    [second!, 5461],
    [third!, 16_383 - SLOTS],
  ] as const)
    for (let slot = at; slot < at + SLOTS; slot++) {
      await cluster.command(first!.port, 'CLUSTER', 'SETSLOT', `${slot}`, 'IMPORTING', from.id);
      await cluster.command(from.port, 'CLUSTER', 'SETSLOT', `${slot}`, 'MIGRATING', first!.id);
      for (const port of cluster.ports)
        await cluster.command(port, 'CLUSTER', 'SETSLOT', `${slot}`, 'NODE', first!.id);
    }
  const filled = new Map<number, number>();
  for (let i = 0; names.length < 2 * SLOTS * KEYS; i++) {
    const slot = keySlot(`key:${i}`);
    const isOf = [5461, 16_383 - SLOTS].some((at) => at <= slot && slot < at + SLOTS);
    if (!isOf || (filled.get(slot) ?? 0) === KEYS) continue;
    filled.set(slot, (filled.get(slot) ?? 0) + 1);
    names.push(`key:${i}`);
    await cluster.command(first!.port, 'SET', `key:${i}`, `value ${i}`);
  }
});
test.afterAll(() => cluster.stop());

interface Row {
  first: number;
  last: number;
  port: number;
}
async function owners(): Promise<Row[]> {
  const rows = (await cluster.command(cluster.ports[0]!, 'CLUSTER', 'SLOTS')) as [
    number,
    number,
    [unknown, number],
  ][];
  return rows.map(([first, last, [, port]]) => ({ first, last, port })).sort((a, b) => a.first - b.first);
}
/** Where each key is, and whether it has its value. */
async function wholeKeys(): Promise<number> {
  const all = await owners();
  let whole = 0;
  for (const name of names) {
    const slot = keySlot(name);
    const { port } = all.find(({ first, last }) => first <= slot && slot <= last)!;
    if ((await cluster.command(port, 'GET', name)) === `value ${name.slice(4)}`) whole++;
  }
  const sizes = await Promise.all(cluster.ports.map((port) => cluster.command(port, 'DBSIZE')));
  expect(
    sizes.reduce<number>((sum, size) => sum + Number(size), 0),
    'no key is at two nodes',
  ).toBe(names.length);
  return whole;
}

test('in the window: moved back at once; then kept, and undone from the list', async ({
  launch,
  userData,
}, info) => {
  const before = await owners();
  const { page } = await launch({
    args: ['-p', String(cluster.ports[0])],
    env: { XDG_STATE_HOME: userData },
  });
  await isShown(page);
  const begin = async () => {
    await openForm(page, /^Rebalance/);
    await page.screenshot({ path: info.outputPath('form.png') });
    await page.getByText('How slots move').press('Enter');
    await page.getByLabel('At most, keys a second').fill(String(LIMIT));
    await page.keyboard.press('Enter');
    await headline(page, 'PLANNED');
    await page.screenshot({ path: info.outputPath('plan.png') });
    await page.keyboard.press('Enter');
    await headline(page, 'RUNNING');
    await expect.poll(() => moved(page), SLOW).toBeGreaterThan(5);
    await page.keyboard.press('Control+.');
  };

  await begin();
  await page.screenshot({ path: info.outputPath('cancel.png') });
  await page.getByRole('button', { name: /^Move \d+ slots? back/ }).focus();
  await page.keyboard.press('Enter');
  await headline(page, 'PLANNED');
  await page.screenshot({ path: info.outputPath('back-plan.png') });
  expect(await owners()).not.toEqual(before);
  await page.keyboard.press('Enter');
  await headline(page, 'DONE');
  await page.screenshot({ path: info.outputPath('back-done.png') });
  expect(await owners()).toEqual(before);
  expect(await wholeKeys()).toBe(names.length);

  await begin();
  await page.getByRole('button', { name: /^Keep \d+ moved slots?/ }).focus();
  await page.keyboard.press('Enter');
  await expect(view(page).getByText('What should change?')).toBeVisible(SLOW);
  await page.screenshot({ path: info.outputPath('kept.png') });
  const kept = await owners();
  expect(kept).not.toEqual(before);
  expect(await wholeKeys()).toBe(names.length);
  const listed = view(page).getByRole('region', { name: 'Earlier operations' }).getByRole('listitem').first();
  await expect(listed).toContainText('FORGOTTEN');
  await expect(listed).toContainText(/· [1-9]\d* of 119 slots · 0 of 2 steps/);
  await listed.getByRole('button', { name: 'Undo…' }).focus();
  await page.keyboard.press('Enter');
  await headline(page, 'PLANNED');
  await page.screenshot({ path: info.outputPath('undo-plan.png') });
  await page.keyboard.press('Enter');
  await headline(page, 'DONE');
  expect(await owners()).toEqual(before);
  expect(await wholeKeys()).toBe(names.length);
  await button(page, 'Other operations').click();
  await page.screenshot({ path: info.outputPath('list.png') });
});

test('by the command: stopped with Ctrl+C and undone', async ({ userData }) => {
  const before = await owners();
  const env = { XDG_STATE_HOME: userData };
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [program, '--cluster', ...args], {
      env: { ...process.env, TERM: 'dumb', ...env },
      input: '',
      encoding: 'utf8',
    });
  const rebalance = ['rebalance', cluster.addresses[0]!, '--cluster-threshold', '0', '--cluster-yes'];
  const terminal = new Terminal(
    process.execPath,
    [program, '--cluster', ...rebalance, '--rate', '20', '--cluster-pipeline', '2'],
    env,
  );
  try {
    await terminal.until(/at most 20\/s/);
    await expect.poll(async () => JSON.stringify(await owners()), SLOW).not.toBe(JSON.stringify(before));
    terminal.type('\x03');
    await terminal.until(/Pausing after the step under way[^]*resume \S+/);
    expect(await terminal.ended()).toBe(1);
  } finally {
    terminal.close();
  }
  expect(await wholeKeys()).toBe(names.length);
  const listed = run('resume');
  const [, name = ''] = /^Paused at [^:]+:\d\d:\d\d: (\S+)\. /.exec(listed.stdout) ?? [];
  const undone = run('undo', name, '--cluster-yes');
  expect(undone.status).toBe(0);
  expect(await owners()).toEqual(before);
  expect(await wholeKeys()).toBe(names.length);
  expect(run('resume').stdout).toBe('[OK] No operation was interrupted.\n');
});
