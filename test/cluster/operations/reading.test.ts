import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  nodeAt,
  primariesOf,
  replicasOf,
  slotsOf,
} from '../../../main/cluster/operations/reading/cluster-reading.ts';
import { NodeFailure, OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { readCluster } from '../../../main/cluster/operations/reading/read-cluster.ts';
import { RedisCluster, waitUntil } from '../../support/redis-cluster.ts';
import { RedisServer } from '../../support/redis-server.ts';
import { ScriptedNode } from '../../support/scripted-node.ts';

let cluster: RedisCluster;
const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 1000 });

beforeAll(async () => {
  cluster = await RedisCluster.start({ nodeTimeout: 60_000 });
});

afterAll(async () => {
  nodes.close();
  await cluster.stop();
});

test('reads every node from any of them, and who owns which slots', async () => {
  const reading = await readCluster(nodes, cluster.addresses[4]!);
  expect(reading.nodes[0]!.address).toBe(cluster.addresses[4]);
  expect(reading.nodes.map(({ address }) => address).sort()).toEqual([...cluster.addresses].sort());
  expect(reading.nodes.every(({ trouble, view }) => trouble === null && view?.length === 6)).toBe(true);
  const primaries = primariesOf(reading);
  expect(primaries).toHaveLength(3);
  for (const { id } of primaries) {
    expect(replicasOf(reading, id)).toHaveLength(1);
    expect(slotsOf(reading, id)).toHaveLength(1);
  }
  expect(reading.owners.contests).toEqual([]);
});

test('counts the keys that each node holds', async () => {
  const port = (await cluster.ownerOf(12706))!;
  await cluster.command(port, 'SET', 'k1', 'v1');
  const reading = await readCluster(nodes, `127.0.0.1:${port}`);
  expect(nodeAt(reading, `127.0.0.1:${port}`)!.keys).toBe(1);
});

test('a slot counts as owned by the node that claims it for itself, whatever the others still say', async () => {
  const [source, target] = [cluster.nodes[0]!, cluster.nodes[1]!];
  const asked = cluster.addresses[2]!;
  await cluster.migrateSlot(0, source.port, target.port);
  const reading = await readCluster(nodes, asked);
  expect(slotsOf(reading, target.id)[0]).toEqual({ first: 0, last: 0 });
  await cluster.migrateSlot(0, target.port, source.port);
});

test('a frozen and a dead node are answers, with what the others say of them', async () => {
  const [frozen, dead] = [cluster.nodes[1]!, cluster.nodes[5]!];
  cluster.pause(frozen.port);
  await cluster.kill(dead.port);
  try {
    const reading = await readCluster(nodes, cluster.addresses[0]!);
    expect(nodeAt(reading, `127.0.0.1:${frozen.port}`)!.trouble?.kind).toBe('silent');
    const gone = nodeAt(reading, `127.0.0.1:${dead.port}`)!;
    expect(gone.trouble?.kind).toBe('unreachable');
    expect(gone.primaryId).toBe(cluster.nodes[2]!.id);
    expect(slotsOf(reading, frozen.id)).toHaveLength(1);
  } finally {
    cluster.resume(frozen.port);
    await cluster.restart(dead.port);
    await waitUntil('the node to be read again', async () =>
      (await readCluster(nodes, cluster.addresses[0]!)).nodes.every(({ trouble }) => trouble === null),
    );
  }
});

test('a server outside a cluster is refused in its own words', async () => {
  const server = await RedisServer.start();
  try {
    const reading = readCluster(nodes, `127.0.0.1:${server.port}`);
    await expect(reading).rejects.toThrow(/cluster support disabled/);
    await expect(reading).rejects.toBeInstanceOf(NodeFailure);
  } finally {
    await server.stop();
  }
});

test('a node that lists more nodes than any cluster has is in trouble alone', async () => {
  const id = (i: number) => i.toString(16).padStart(40, '0');
  const many = new ScriptedNode(([, question]) => {
    if (question?.toUpperCase() !== 'NODES') return '-ERR unknown\r\n';
    const lines = Array.from(
      { length: 20_001 },
      (_, i) => `${id(i)} 127.0.0.1:1@2 master - 0 0 1 connected\n`,
    );
    const text = lines.join('');
    return `$${text.length}\r\n${text}\r\n`;
  });
  const port = await many.listen();
  const seed = new ScriptedNode(([, question]) => {
    if (question?.toUpperCase() !== 'NODES') return '-ERR unknown\r\n';
    const text = `${id(1)} 127.0.0.1:1@2 myself,master - 0 0 1 connected 0-16383\n${id(2)} 127.0.0.1:${port}@2 master - 0 0 2 connected\n`;
    return `$${text.length}\r\n${text}\r\n`;
  });
  try {
    const reading = await readCluster(nodes, `127.0.0.1:${await seed.listen()}`);
    expect(reading.nodes.map(({ trouble }) => trouble?.kind ?? null)).toEqual([null, 'refused']);
    await expect(readCluster(nodes, `127.0.0.1:${port}`)).rejects.toThrow(NodeFailure);
  } finally {
    await many.close();
    await seed.close();
  }
});
