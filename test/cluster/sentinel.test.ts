/** Finding a master by real Sentinels, before and after a real failover. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findMaster, type SentinelOptions } from '../../main/cluster/sentinel.ts';
import { waitUntil } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';
import { MASTER, Sentinels } from '../support/sentinels.ts';

let set: Sentinels;
beforeAll(async () => {
  set = await Sentinels.start();
}, 60_000);
afterAll(() => set.stop());

const connection = { database: 0, protocol: 2, connectTimeout: 1000 } as const;
const find = (more: Partial<SentinelOptions> = {}) =>
  findMaster({ sentinels: set.addresses, master: MASTER, connection, servers: connection, ...more });
const at = ({ port }: { port: number }) => `127.0.0.1:${port}`;

test('the Sentinels name the master, its replica, and each other', async () => {
  const found = await find({ sentinels: set.addresses.slice(1, 2) });
  expect(found).toMatchObject({ master: at(set.servers[0]), replicas: [at(set.servers[1])] });
  expect(found.sentinels[0]).toBe(set.addresses[1]);
  expect([...found.sentinels].sort()).toEqual([...set.addresses].sort());
});

test('a Sentinel that does not answer is passed over; a name that none knows is said', async () => {
  const gone = await RedisServer.start();
  await gone.stop();
  expect((await find({ sentinels: [at(gone), ...set.addresses] })).master).toBe(at(set.servers[0]));
  await expect(find({ master: 'invoices' })).rejects.toMatchObject({
    failure: {
      code: 'unreachable',
      message: expect.stringContaining('does not know invoices'),
      advice: expect.stringContaining('SENTINEL MASTERS'),
    },
  });
  await expect(find({ sentinels: [at(gone)] })).rejects.toMatchObject({
    failure: { message: expect.stringContaining('connection refused') },
  });
});

test('after a failover the replica is the master; while it lasts, nobody is called so', async () => {
  await set.servers[0].crash();
  await expect(find()).rejects.toMatchObject({
    failure: { message: expect.stringContaining('does not answer') },
  });
  const found = await waitUntil('the failover is over', () => find());
  expect(found.master).toBe(at(set.servers[1]));
}, 60_000);
