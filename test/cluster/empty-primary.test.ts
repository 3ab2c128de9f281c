/** A primary that comes back to find its slots with a successor that has more than them: the servers leave it a primary. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openSettings } from '../../main/storage/settings.ts';
import { Workspace } from '../../main/workspace/workspace.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';

test('it is a shard of its own on the map, and the Situation page says that its successor has no replica', async () => {
  const settings = mkdtempSync(path.join(os.tmpdir(), 'slotshell-settings-'));
  // cluster-allow-replica-migration is no: it makes no replica of a node that has not lost its slots to one node alone.
  const cluster = await RedisCluster.start();
  const workspace = new Workspace(() => {}, await openSettings(settings));
  try {
    const [old, second, third] = cluster.ports as [number, number, number];
    await workspace.connect({
      seeds: [`127.0.0.1:${second}`],
      label: 'orders',
      environment: 'local',
      readOnly: false,
      connection: { database: 0, protocol: 2, connectTimeout: 2000 },
    });
    cluster.pause(old);
    const heir = await waitUntil('the failover on the map', () => {
      const shard = workspace.topology!.shards.find(({ number }) => number === 1)!;
      return shard.primary!.address !== `127.0.0.1:${old}` && Number(shard.primary!.address.split(':')[1]);
    });
    const at = (port: number, ...words: string[]) =>
      cluster.command(port, 'CLUSTER', 'SETSLOT', '16000', ...words);
    await at(heir, 'IMPORTING', cluster.node(third).id);
    await at(third, 'MIGRATING', cluster.node(heir).id);
    for (const port of [heir, third, second]) await at(port, 'NODE', cluster.node(heir).id);
    cluster.resume(old);
    const own = await waitUntil('a shard of its own', async () => {
      await workspace.session!.refresh();
      return workspace.topology!.shards.find(({ primary }) => primary?.id === cluster.node(old).id);
    });
    expect(own).toMatchObject({ number: 4, slots: [], replicas: [] });
    const first = workspace.topology!.shards.find(({ number }) => number === 1)!;
    expect([first.primary!.id, first.replicas]).toEqual([cluster.node(heir).id, []]);
    const situation = await waitUntil('what the nodes say', async () => {
      const answer = await workspace.situation.read(workspace.connected.cluster);
      return answer.kind === 'read' && answer.rows.length === 1 && answer;
    });
    expect(situation.rows[0]).toMatchObject({ title: 'Shard 1 has no replica', tag: 'ONE COPY LEFT' });
    expect(situation.notes.map(({ title }) => title)).toContain(`Primary 127.0.0.1:${old} has no slots`);
  } finally {
    await workspace.close();
    await cluster.stop();
    rmSync(settings, { recursive: true, force: true });
  }
}, 120_000);
