import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PatientNodes } from '../../../main/cluster/operations/reading/patient-nodes.ts';
import { NO_MEMORY } from '../../../main/cluster/operations/situation/memory.ts';
import { readSituation } from '../../../main/cluster/operations/situation/read-situation.ts';
import type { Situation } from '../../../shared/operations/situation.ts';
import { RedisCluster, waitUntil } from '../../support/redis-cluster.ts';
import { situationReader } from '../../support/situation-reader.ts';
import { ALL_SERVERS } from '../../support/servers.ts';

for (const { name, server } of ALL_SERVERS)
  describe.skipIf(server === null)(name, () => {
    let cluster: RedisCluster;
    const nodes = new PatientNodes({ database: 0, protocol: 2, connectTimeout: 1000 });
    beforeAll(async () => {
      cluster = await RedisCluster.start({ server, nodeTimeout: 2000 });
    });
    afterAll(async () => {
      nodes.close();
      await cluster.stop();
    });

    const look = situationReader(nodes, () => cluster);

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

    // Last: it changes the node timeout.
    test.runIf(name === 'Valkey 9.1')('slots that the servers move are told', async () => {
      const [to, from] = cluster.ports as [number, number];
      // Frozen, the target does not let the move end; it must not be failed over meanwhile.
      for (const port of cluster.ports)
        await cluster.command(port, 'CONFIG', 'SET', 'cluster-node-timeout', '60000');
      cluster.pause(to);
      try {
        await cluster.command(
          from,
          ...['CLUSTER', 'MIGRATESLOTS', 'SLOTSRANGE', '5461', '5470', 'NODE', cluster.node(to).id],
          ...['SLOTSRANGE', '5480', '5480', 'NODE', cluster.node(to).id],
        );
        const moving = (await look()).rows.filter(({ tag }) => tag === 'MOVING');
        expect(moving.length).toBeGreaterThan(0);
        expect(moving[0]!.title).toMatch(/ being moved from .* by the servers/);
        expect(new Set(moving.map(({ id }) => id)).size).toBe(moving.length);
        await cluster.command(from, 'CLUSTER', 'CANCELSLOTMIGRATIONS');
      } finally {
        cluster.resume(to);
      }
      await waitUntil('the move to be gone', async () => (await look()).rows.length === 0);
    });
  });

test('what the user may not ask is asked once, and a node that ends meanwhile is not taken for one that refuses', async () => {
  const cluster = await RedisCluster.start({
    conf: [
      'user watcher on >secret ~* -@all +cluster|nodes +cluster|myid',
      'user nobody on >secret ~* -@all',
      'acllog-max-len 1000',
    ],
  });
  const loggedIn = (username: string) =>
    new PatientNodes({ database: 0, protocol: 2, connectTimeout: 1000, username, password: 'secret' });
  const ownMoves = () => Promise.resolve([]);
  const watcher = loggedIn('watcher');
  const nobody = loggedIn('nobody');
  const all = cluster.addresses;
  // Settings are asked of the first node that answers: always the same one.
  const ask = async (nodes: PatientNodes, seeds = all) =>
    (await readSituation({ nodes, seeds, shardOf: () => null, options: '', ownMoves }, NO_MEMORY)).answer;
  /** Of all nodes. The server counts repeated refusals in one entry. */
  const refusals = async (port: number) => {
    const log = (await cluster.command(port, 'ACL', 'LOG')) as unknown[][];
    return log.reduce((sum, entry) => sum + Number(entry[entry.indexOf('count') + 1]), 0);
  };
  const ofAll = () => Promise.all(cluster.ports.map(refusals));

  const read = await ask(watcher, all.slice(0, 1));
  expect(read).toMatchObject({ kind: 'read', nodes: 6 });
  await ask(nobody);
  const first = await ofAll();
  // INFO, CLUSTER INFO, CLUSTER LINKS, COMMAND INFO of one user, CLUSTER MYID of the other.
  for (const count of first) expect(count).toBeGreaterThanOrEqual(5);
  await ask(watcher, all.slice(0, 1));
  const again = await ask(nobody);
  expect(await ofAll()).toEqual(first);
  if (again.kind !== 'no-answer') throw new Error('read without a right to');
  expect(again.tried.map(({ says }) => says)).toEqual(
    Array.from({ length: 6 }, () => expect.stringMatching(/^NOPERM/) as string),
  );

  const [killed] = cluster.ports as [number];
  await cluster.kill(killed);
  const after = await ask(nobody);
  if (after.kind !== 'no-answer') throw new Error('read without a right to');
  const saysOf = (node: string) => after.tried.find((one) => one.node === node)!.says;
  expect(saysOf(all[0]!)).not.toMatch(/NOPERM/);
  expect(saysOf(all[1]!)).toMatch(/^NOPERM/);
  for (const nodes of [watcher, nobody]) nodes.close();
  await cluster.stop();
});
