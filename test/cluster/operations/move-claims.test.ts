import { describe, expect, test } from 'vitest';
import { LAST, movingClusters, SOURCE, TARGET, THIRD } from '../../support/moving-cluster.ts';
import { waitUntil, type RedisCluster } from '../../support/redis-cluster.ts';
import { FOUND_SERVERS } from '../../support/servers.ts';

const { start } = movingClusters();

const SLOTS = 600;

async function infoOf(cluster: RedisCluster, node: number, field: string): Promise<number> {
  const info = String(await cluster.command(cluster.ports[node]!, 'CLUSTER', 'INFO'));
  return Number(new RegExp(`${field}:(\\d+)`).exec(info)?.[1]);
}

/** Its own line without the addresses: flags, epoch, slots and marks. */
async function ownLine(cluster: RedisCluster, node: number, of = node): Promise<string[]> {
  const map = String(await cluster.command(cluster.ports[node]!, 'CLUSTER', 'NODES'));
  const line = map.split('\n').find((one) => one.startsWith(cluster.nodes[of]!.id))!;
  return line.split(' ').slice(8);
}

describe.each(FOUND_SERVERS)('$name', ({ server, name }) => {
  test('many slots change their owner under one epoch, above that of all others, and leave no mark', async () => {
    const moving = await start({ server });
    const { cluster } = moving;
    const before = await infoOf(cluster, TARGET, 'cluster_current_epoch');
    const pongs = await infoOf(cluster, TARGET, 'cluster_stats_messages_pong_sent');
    const report = await moving.run(await moving.plan(SLOTS));
    expect(report).toMatchObject({ state: 'done', remarks: [] });
    expect(await infoOf(cluster, TARGET, 'cluster_current_epoch')).toBe(before + 1);
    expect(await infoOf(cluster, TARGET, 'cluster_my_epoch')).toBe(before + 1);
    for (const node of [SOURCE, TARGET, THIRD]) {
      expect(await ownLine(cluster, node, TARGET)).toEqual([`${LAST - SLOTS + 1}-10922`]);
      expect(await ownLine(cluster, node, SOURCE)).toEqual([`0-${LAST - SLOTS}`]);
    }
    // Servers whose SETSLOT waits for replicas take the slots one by one, and each is told to both others.
    const sent = (await infoOf(cluster, TARGET, 'cluster_stats_messages_pong_sent')) - pongs;
    if (name.startsWith('Redis')) expect(sent).toBeLessThan(SLOTS);
  });

  // Only Valkey can be told to hear nothing of the others.
  test.runIf(name.startsWith('Valkey'))(
    'slots are not opened before the target knows the epoch of the source, which would take them back',
    async () => {
      const moving = await start({ server });
      const { cluster } = moving;
      const at = (node: number, ...args: string[]) => cluster.command(cluster.ports[node]!, ...args);
      const readings = async () =>
        Number(/cluster\|nodes:calls=(\d+)/.exec(String(await at(TARGET, 'INFO', 'commandstats')))?.[1]);
      // A node that knows no higher epoch than its own claims slots with that one.
      await at(TARGET, 'CLUSTER', 'BUMPEPOCH');
      const highest = await infoOf(cluster, TARGET, 'cluster_my_epoch');
      await waitUntil(
        'the source to know it',
        async () => (await infoOf(cluster, SOURCE, 'cluster_current_epoch')) >= highest,
      );
      for (const slot of [LAST, LAST - 1]) await moving.fill(slot, 100);
      const plan = await moving.plan(10);
      await at(TARGET, 'DEBUG', 'DROP-CLUSTER-PACKET-FILTER', '-2');
      await at(SOURCE, 'CLUSTER', 'BUMPEPOCH');
      const before = await readings();
      const running = moving.run(plan, {}, new Set());
      await waitUntil('the move to have looked several times', async () => (await readings()) > before + 2);
      expect(await moving.marks()).toEqual([]);
      await at(TARGET, 'DEBUG', 'DROP-CLUSTER-PACKET-FILTER', '-1');
      expect(await running).toMatchObject({ state: 'done', remarks: [] });
      const epochOf = (node: number) => infoOf(cluster, node, 'cluster_my_epoch');
      expect(await epochOf(TARGET)).toBeGreaterThan(await epochOf(SOURCE));
      for (const slot of [LAST, LAST - 1]) expect(await moving.whole(slot, 100)).toBe(100);
    },
  );
});

test('a user without transactions moves the slots one by one', async () => {
  const moving = await start({
    conf: ['user operator on >secret ~* +@all -multi'],
    settings: { username: 'operator', password: 'secret' },
  });
  const report = await moving.run(await moving.plan(20));
  expect(report).toMatchObject({ state: 'done', remarks: [] });
  expect(await ownLine(moving.cluster, TARGET)).toEqual([`${LAST - 19}-10922`]);
});

test('a user who may begin a transaction and not end it does the same', async () => {
  const moving = await start({
    conf: ['user operator on >secret ~* +@all -exec'],
    settings: { username: 'operator', password: 'secret' },
  });
  const report = await moving.run(await moving.plan(20));
  expect(report).toMatchObject({ state: 'done', remarks: [] });
  expect(await ownLine(moving.cluster, TARGET)).toEqual([`${LAST - 19}-10922`]);
});
