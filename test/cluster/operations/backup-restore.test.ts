/** A backup becomes a cluster again, by the steps that docs/operations.md tells. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NodeClient } from '../../../main/demo/node-client.ts';
import { keySlot } from '../../../shared/slots/slots.ts';
import { BareNodes } from '../../support/bare-nodes.ts';
import { ClusterCli } from '../../support/cluster-cli.ts';
import { contentOf, fill } from '../../support/data-set.ts';
import { expectCode } from '../../support/expect-code.ts';
import { RedisCluster, waitUntil } from '../../support/redis-cluster.ts';
import { RedisServer } from '../../support/redis-server.ts';
import { ALL_SERVERS } from '../../support/servers.ts';

/** An entry of nodes.json. */
interface Entry {
  name: string;
  host: string;
  port: number;
  slots: [number, number][];
}

let cli: ClusterCli;
beforeAll(async () => void (cli = await ClusterCli.start()));
afterAll(() => cli.stop());

async function contentAt(ports: readonly number[]): Promise<Map<string, string>> {
  const clients = ports.map((port) => new NodeClient(port));
  try {
    return new Map((await Promise.all(clients.map(contentOf))).flatMap((one) => [...one]));
  } finally {
    for (const client of clients) client.close();
  }
}

/** Keys of all types, by an import. */
async function fillCluster(cluster: RedisCluster): Promise<void> {
  const source = await RedisServer.start();
  const client = new NodeClient(source.port);
  try {
    await fill(client);
    const args = ['import', cluster.addresses[0]!, '--cluster-from', `127.0.0.1:${source.port}`];
    expectCode(await cli.slotshell(args), 0);
  } finally {
    client.close();
    await source.stop();
  }
}

describe.each(ALL_SERVERS)('a backup of $name', ({ server }) => {
  test.skipIf(!server)('becomes a cluster with the same slots and keys', async () => {
    const directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-backup-'));
    const cluster = await RedisCluster.start({ server, replicas: 1 });
    let before: Map<string, string>;
    try {
      await fillCluster(cluster);
      // Slots that no layout of create has.
      const slot = keySlot(Buffer.from('key:1'));
      const owner = (await cluster.ownerOf(slot))!;
      const other = cluster.ports.slice(0, 3).find((port) => port !== owner)!;
      expect(await cluster.migrateSlot(slot, owner, other)).toBeGreaterThan(0);
      await waitUntil(
        'all nodes to agree',
        async () => (await cli.slotshell(['check', cluster.addresses[0]!])).code === 0,
      );
      before = await contentAt(cluster.ports.slice(0, 3));
      expect(before.size).toBe(268);
      const { code, out, err } = await cli.slotshell(['backup', cluster.addresses[0]!, directory]);
      expect(out).toContain('[OK] Backup created into:');
      expectCode({ code, out, err }, 0);
    } finally {
      await cluster.stop();
    }

    const entries = JSON.parse(readFileSync(path.join(directory, 'nodes.json'), 'utf8')) as Entry[];
    const owners = entries.filter(({ slots }) => slots.length > 0);
    // They forget each other if a handshake takes longer.
    const bare = await BareNodes.start({ server, nodeTimeout: 15_000, hosts: owners.map(() => '127.0.0.1') });
    try {
      const [seed] = bare.addresses as [string];
      for (const [i, { slots }] of owners.entries()) {
        const port = bare.ports[i]!;
        await bare.command(port, 'CLUSTER', 'ADDSLOTSRANGE', ...slots.flat().map(String));
        await bare.command(port, 'CLUSTER', 'SET-CONFIG-EPOCH', String(i + 1));
        await bare.command(port, 'CLUSTER', 'MEET', '127.0.0.1', String(bare.ports[0]));
      }
      const isWhole = async () => {
        const { code, out } = await cli.slotshell(['check', seed]);
        return code === 0 && out.match(/^M: /gm)?.length === owners.length;
      };
      await waitUntil('the empty cluster', isWhole);
      for (const [i, { name, host, port }] of owners.entries()) {
        const to = bare.ports[i]!;
        const [, home] = (await bare.command(to, 'CONFIG', 'GET', 'dir')) as [string, string];
        await bare.kill(to);
        const file = `redis-node-${host}-${port}-${name}.rdb`;
        copyFileSync(path.join(directory, file), path.join(home, 'dump.rdb'));
      }
      for (const port of bare.ports) await bare.restart(port);
      await waitUntil('the cluster with keys', isWhole);
      expect(await contentAt(bare.ports)).toEqual(before);
      const info = await cli.slotshell(['info', seed]);
      expect(info.out).toContain(`[OK] ${before.size} keys in ${owners.length} masters.`);
    } finally {
      await bare.stop();
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
