/** Woken at night: each state of a cluster in trouble is worked to its end by keyboard alone, until nothing is wrong. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestInfo } from '@playwright/test';
import { expect, test, type Launch, type Launched } from '../support/app.ts';
import { RedisCluster, type RedisClusterOptions } from '../support/redis-cluster.ts';
import { finding, shoot, sized, SLOW, Woken } from '../support/situation-page.ts';

let cluster: RedisCluster;
let state: string;
let stop = () => Promise.resolve();
test.beforeEach(async () => {
  state = await mkdtemp(path.join(tmpdir(), 'slotshell-night-'));
});
test.afterEach(async () => {
  await stop();
  stop = () => Promise.resolve();
  await rm(state, { recursive: true, force: true });
});

const begin = async (options: RedisClusterOptions = {}) => {
  cluster = await RedisCluster.start({ nodeTimeout: 2000, ...options });
  stop = () => cluster.stop();
  for (let i = 0; i < 300; i++) await cluster.command(cluster.ports[i % 3]!, 'SET', keyAt(i % 3, i), 'v');
};
/** Tags of slots of the three primaries. */
const TAGS = ['k2', 'k4', 'k1'];
const keyAt = (shard: number, i: number) => `{${TAGS[shard]}}:${i}`;

interface Night extends Launched {
  woken: Woken;
}
async function open(launch: Launch, port = cluster.ports[0]!): Promise<Night> {
  const launched = await launch({ args: ['-p', String(port)], env: { XDG_STATE_HOME: state } });
  await sized(launched, 1440, 900);
  return { ...launched, woken: new Woken(launched.page) };
}
const end = async ({ woken }: Night, info: TestInfo, name: string) => {
  await woken.calm();
  woken.note(info, name);
};

test('a replica is down: it is started by the line that is shown, or forgotten', async ({ launch }, info) => {
  await begin({ primaries: 3, replicas: 2 });
  const down = cluster.nodes.find(({ role, shard }) => role === 'replica' && shard === 1)!;
  const night = await open(launch);
  const { page, woken } = night;
  await woken.look();
  await woken.calm();
  await cluster.kill(down.port);
  const row = finding(page, `Replica 127.0.0.1:${down.port} of shard 2 is down`);
  await expect(row).toContainText('FEWER COPIES', SLOW);
  await expect(row).toContainText(/since \d\d:\d\d:\d\d/);
  await expect(row).toContainText(/5461–10922 · 5,462 slots · 100 keys/);
  await woken.act(`Replica 127.0.0.1:${down.port}`, 's');
  const card = page.getByRole('region', { name: `Start 127.0.0.1:${down.port}` });
  await expect(card).toContainText(/redis-server \/\S+\.conf/);
  await shoot(night, info, 'replica-down');
  await cluster.restart(down.port);
  await end(night, info, 'replica down, started');

  await cluster.kill(down.port);
  await woken.act(`Replica 127.0.0.1:${down.port}`, 'g');
  await woken.carryOut(`Remove 127.0.0.1:${down.port}`);
  await end(night, info, 'replica down, forgotten');
});

test('a primary is down, and its replica may not take over by itself: it is told to', async ({
  launch,
}, info) => {
  await begin({ conf: ['cluster-replica-no-failover yes'] });
  const [, killed, , , heir] = cluster.ports as number[];
  const night = await open(launch);
  const { page, woken } = night;
  await woken.look();
  await woken.calm();
  await cluster.kill(killed!);
  const row = finding(page, 'The primary of shard 2');
  await expect(row).toContainText('is down', SLOW);
  await expect(row).toContainText('about 100 keys, last counted at');
  await expect(row).toContainText('Nothing yet: an election was due and no replica has won it', SLOW);
  await shoot(night, info, 'no-election');
  await woken.act('The primary of shard 2 is down', 'o');
  await woken.carryOut(`127.0.0.1:${heir}`);
  const lost = finding(page, 'Shard 2 lost its primary; its replica took over');
  await expect(lost).toContainText('ONE COPY LEFT', SLOW);
  await cluster.restart(killed!);
  await end(night, info, 'primary down with a replica');
});

test('a primary without a replica is down: it is started again', async ({ launch }, info) => {
  await begin({ replicas: 0 });
  const [, killed] = cluster.ports as number[];
  const night = await open(launch);
  const { page, woken } = night;
  await woken.look();
  // Shards without replicas are a finding of their own.
  await expect(finding(page, 'None of the 3 shards has a replica')).toBeVisible(SLOW);
  await cluster.kill(killed!);
  const row = finding(page, 'The only node of shard 2 is down');
  await expect(row).toContainText('NOT SERVED', SLOW);
  await expect(row).toContainText('No replica is left to elect. It ends when');
  await expect(row).toContainText('about 100 keys, last counted at');
  await woken.act('The only node of shard 2 is down', 's');
  await expect(page.getByRole('region', { name: `Start 127.0.0.1:${killed}` })).toContainText(
    /redis-server \/\S+\.conf/,
  );
  await shoot(night, info, 'only-node');
  await cluster.restart(killed!);
  await expect(row).toHaveCount(0, SLOW);
  await expect(finding(page, 'None of the 3 shards has a replica')).toBeVisible(SLOW);
  woken.note(info, 'primary down without a replica');
});

test('the data of a whole shard is lost: its slots are given up, and its nodes forgotten', async ({
  launch,
}, info) => {
  await begin();
  const [, primary, , , replica] = cluster.ports as number[];
  const night = await open(launch);
  const { page, woken } = night;
  await woken.look();
  await woken.calm();
  await cluster.kill(replica!);
  await cluster.kill(primary!);
  const row = finding(page, 'Both nodes of shard 2 are down');
  await expect(row).toContainText('NOT SERVED', SLOW);
  await woken.act('Both nodes of shard 2 are down', 'x');
  await expect(page.locator('.operations')).toContainText(/are lost, and no number is known/, SLOW);
  await expect(page.getByRole('form', { name: 'In all' })).toContainText('No slot moves with its keys.');
  await shoot(night, info, 'give-up-plan');
  // Keys that are given up are gone: one key press is not enough.
  const address = page.getByLabel(/^Type 127\.0\.0\.1:\d+/);
  await expect(address).toBeFocused();
  await page.keyboard.type(/127\.0\.0\.1:\d+/.exec(await address.locator('..').innerText())![0]);
  await woken.carryOut('Fix the cluster', undefined, address);
  await expect(row).toHaveCount(0, SLOW);
  for (const port of [primary, replica]) {
    await woken.act(new RegExp(`127\\.0\\.0\\.1:${port} (of|does not answer)`), 'g');
    await woken.carryOut(`Remove 127.0.0.1:${port}`);
  }
  await end(night, info, 'a whole shard lost');
  expect(await cluster.ownerOf(8000)).toBeDefined();
});

test('two of three primaries are down: one takeover brings the votes for the other', async ({
  launch,
}, info) => {
  await begin();
  const [first, second, third, heir] = cluster.ports as [number, number, number, number];
  const night = await open(launch, third);
  const { page, woken } = night;
  await woken.look();
  await woken.calm();
  await Promise.all([cluster.kill(first), cluster.kill(second)]);
  await expect(finding(page, 'Only 1 of 3 primaries answers: no majority')).toContainText(
    '2 of 3 are needed',
    SLOW,
  );
  await expect(finding(page, 'The primary of shard 1 is down')).toContainText('No election can pass', SLOW);
  await shoot(night, info, 'half-gone');
  await woken.act('The primary of shard 1 is down', 'o');
  await woken.carryOut(`127.0.0.1:${heir}`);
  for (const shard of [1, 2])
    await expect(finding(page, `Shard ${shard} lost its primary; its replica took over`)).toBeVisible({
      timeout: 60_000,
    });
  await Promise.all([cluster.restart(first), cluster.restart(second)]);
  await end(night, info, 'half of the cluster gone');
});

for (const [key, name, owner] of [
  ['f', 'finished', 1],
  ['r', 'rolled back', 0],
] as const)
  test(`a slot is stuck half moved: it is ${name}`, async ({ launch }, info) => {
    await begin();
    const [from, to] = cluster.ports as [number, number];
    await cluster.migrateSlot(449, from, to, { stopAfter: 'keys', keys: 40 });
    const night = await open(launch);
    const { page, woken } = night;
    await woken.look();
    const row = finding(page, 'Slot 449 is half moved between shard 1 and shard 2');
    await expect(row).toContainText('40 of 100 keys are at shard 2, 60 still at shard 1', SLOW);
    await woken.act('Slot 449 is half moved', key);
    await woken.carryOut('449');
    await end(night, info, `slot half moved, ${name}`);
    expect(await cluster.ownerOf(449)).toBe(cluster.ports[owner]);
    const left = await Promise.all(
      [from, to].map((port) => cluster.command(port, 'CLUSTER', 'COUNTKEYSINSLOT', '449')),
    );
    expect(left.map(Number)).toEqual(owner === 0 ? [100, 0] : [0, 100]);
  });

test('a replica lags: it is said by how much, and that it has caught up', async ({ launch }, info) => {
  await begin();
  const [primary, , , replica] = cluster.ports as number[];
  const night = await open(launch);
  const { page, woken } = night;
  await woken.look();
  await woken.calm();
  // It takes its primary's writes, and carries none out.
  await cluster.command(replica!, 'CLIENT', 'PAUSE', '600000', 'WRITE');
  for (let i = 0; i < 4; i++) await cluster.command(primary!, 'SET', keyAt(0, i), 'x'.repeat(1_000_000));
  const row = finding(page, `Replica 127.0.0.1:${replica} lags`);
  await expect(row).toContainText(/lags [\d.]+ MB behind/, SLOW);
  await expect(row).toContainText('BEHIND');
  await expect(row).toContainText(/a failover now loses up to [\d.]+ MB of writes/);
  await expect(row).toContainText('Do not fail over to it now');
  await woken.act(`Replica 127.0.0.1:${replica} lags`, 'Enter');
  await expect(row.getByRole('region', { name: 'Details' })).toContainText('master_repl_offset');
  await shoot(night, info, 'lag');
  await cluster.command(replica!, 'CLIENT', 'UNPAUSE');
  await end(night, info, 'replica lags');
});
