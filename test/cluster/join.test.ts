import { afterEach, expect, test } from 'vitest';
import { findRedisServer } from '../../main/demo/find-redis-server.ts';
import { joinCluster, readNodes } from '../../main/demo/join.ts';
import { NodeClient } from '../../main/demo/node-client.ts';
import { BareNodes } from '../support/bare-nodes.ts';
import { waitUntil } from '../support/redis-cluster.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

test('a node that is frozen until the others have given up their handshakes with it joins once it goes on', async () => {
  const server = (await findRedisServer())!;
  const bare = await BareNodes.start({
    server,
    nodeTimeout: 1000,
    hosts: ['127.0.0.1', '127.0.0.1', '127.0.0.1'],
  });
  closing.push(() => bare.stop());
  const clients = new Map(bare.ports.map((port) => [port, new NodeClient(port)]));
  for (const client of clients.values()) closing.push(() => client.close());
  const client = (port: number) => clients.get(port)!;
  const [first, , frozen] = bare.ports as [number, number, number];
  const log = (line: string) => {
    if (line.startsWith('>>> Sending CLUSTER MEET')) bare.pause(frozen);
  };
  const joined = joinCluster({ server, ports: bare.ports, primaries: 3, client, log });
  const own = new NodeClient(first);
  closing.push(() => own.close());
  // Each handshake gives the stranger a name of its own.
  const names = new Set<string>();
  await waitUntil('a second handshake', async () => {
    const stranger = (await readNodes(own)).find(([, address]) => address?.includes(`:${frozen}@`));
    if (stranger) names.add(stranger[0]!);
    return names.size === 2;
  });
  bare.resume(frozen);
  expect(await joined).toHaveLength(3);
});
