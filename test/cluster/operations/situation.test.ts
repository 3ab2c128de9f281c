import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { NO_MEMORY, type Memory } from '../../../main/cluster/operations/situation/memory.ts';
import { readSituation } from '../../../main/cluster/operations/situation/read-situation.ts';
import type { Situation } from '../../../shared/operations/situation.ts';
import { RedisCluster, waitUntil } from '../../support/redis-cluster.ts';
import { ALL_SERVERS } from '../../support/servers.ts';

for (const { name, server } of ALL_SERVERS)
  describe.skipIf(server === null)(name, () => {
    let cluster: RedisCluster;
    const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 1000 });
    let memory: Memory = NO_MEMORY;
    beforeAll(async () => {
      cluster = await RedisCluster.start({ server });
    });
    afterAll(async () => {
      nodes.close();
      await cluster.stop();
    });

    /** Numbers as the window gives them, by the shards at the start. */
    async function look(): Promise<Situation> {
      const read = await readSituation(
        {
          nodes,
          seeds: cluster.addresses,
          shardOf: (node) => {
            const known = cluster.nodes.find(({ port }) => `127.0.0.1:${port}` === node);
            return known ? known.shard + 1 : null;
          },
          options: '',
          refused: new Set(),
        },
        memory,
      );
      memory = read.memory;
      if (read.answer.kind !== 'read') throw new Error('no node answers');
      return read.answer;
    }

    test('a healthy cluster is calm', async () => {
      await waitUntil('all links to be up', async () => (await look()).rows.length === 0);
      const { headline, unchecked } = await look();
      expect(headline.title).toBe('Nothing is wrong');
      expect(unchecked).toEqual([]);
    });

    test('a half moved slot is told with the keys of both sides', async () => {
      const [from, to] = cluster.ports as [number, number];
      for (let i = 0; i < 10; i++) await cluster.command(from, 'SET', `{k2}:${i}`, 'v');
      await cluster.migrateSlot(449, from, to, { stopAfter: 'keys', keys: 4 });
      const [row] = (await look()).rows;
      expect(row).toMatchObject({
        tag: 'HALF MOVED',
        keys: { text: '4 of 10 keys are at shard 2, 6 still at shard 1' },
      });
      await cluster.migrateSlot(449, from, to);
      await waitUntil('the move to be over', async () => (await look()).rows.length === 0);
    });

    test('a killed primary: down since the nodes last heard from it, then one copy left, then calm', async () => {
      const killed = cluster.ports[2]!;
      const before = Date.now();
      await cluster.kill(killed);
      const isDown = ({ rows }: Situation) =>
        rows.find(({ id }) => id === `down ${cluster.node(killed).id}`) !== undefined;
      expect(isDown(await look())).toBe(true);
      await cluster.waitForFailover(killed);
      const { rows } = await waitUntil('the new map', async () => {
        const situation = await look();
        return situation.rows.length === 1 && situation;
      });
      expect(rows[0]).toMatchObject({
        title: 'Shard 3 lost its primary; its replica took over',
        tag: 'ONE COPY LEFT',
        since: { from: 'nodes' },
      });
      // A node that was idle may have been heard some time before its end: nodes ping each other within half the timeout.
      expect(Math.abs(rows[0]!.since.at - before)).toBeLessThan(5000);
      await cluster.restart(killed);
      await waitUntil('the old primary to be back', async () => (await look()).rows.length === 0);
      expect((await look()).last).toMatchObject({ findings: expect.any(Number) as number });
    });
  });

test('a setting that the user may not read is asked for once', async () => {
  const cluster = await RedisCluster.start({
    conf: ['user watcher on >secret ~* -@all +cluster +info +command +ping +hello +client'],
  });
  const nodes = new OperationNodes({
    database: 0,
    protocol: 2,
    connectTimeout: 1000,
    username: 'watcher',
    password: 'secret',
  });
  const seed = cluster.addresses[0]!;
  const refused = new Set<string>();
  const ask = () =>
    readSituation({ nodes, seeds: [seed], shardOf: () => null, options: '', refused }, NO_MEMORY);
  const refusals = async () => {
    const log = (await cluster.command(cluster.ports[0]!, 'ACL', 'LOG')) as unknown[][];
    return log
      .filter((entry) => entry.includes('config|get'))
      .reduce((sum, entry) => sum + Number(entry[entry.indexOf('count') + 1]), 0);
  };
  await ask();
  const first = await refusals();
  expect(first).toBeGreaterThan(0);
  await ask();
  expect(await refusals()).toBe(first);
  nodes.close();
  await cluster.stop();
});
