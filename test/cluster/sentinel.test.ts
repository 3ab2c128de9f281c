/** Finding a master by real Sentinels, before and after a real failover. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findMaster, type SentinelOptions } from '../../main/cluster/topology/sentinel.ts';
import { NodeClient } from '../../main/demo/node-client.ts';
import { openSession, printed, run, type OpenedSession } from '../support/open-session.ts';
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

test('a silent Sentinel is skipped; an unknown name is reported', async () => {
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

test('after a failover the replica is the master; during it, there is no master', async () => {
  await set.servers[0].crash();
  await expect(find()).rejects.toMatchObject({
    failure: { message: expect.stringContaining('does not answer') },
  });
  const found = await waitUntil('the failover is over', () => find());
  expect(found.master).toBe(at(set.servers[1]));
}, 60_000);

describe('a connection by Sentinels', () => {
  let opened: OpenedSession;
  beforeAll(async () => {
    await set.servers[0].start();
    // A restarted old master calls itself a master until a Sentinel demotes it.
    for (const sentinel of set.addresses)
      await waitUntil('the Sentinel names the new master', async () => {
        const { master } = await find({ sentinels: [sentinel] });
        return master === at(set.servers[1]);
      });
    const old = new NodeClient(set.servers[0].port);
    await waitUntil('the old master is a replica', async () =>
      String(await old.ask(['ROLE'])).startsWith('slave'),
    );
    old.close();
    opened = await openSession({ addresses: set.addresses, password: undefined, tls: undefined }, 'direct', {
      seeds: set.addresses.slice(0, 1),
      sentinel: { sentinels: set.addresses.slice(0, 1), master: MASTER, connection },
    });
  }, 60_000);
  afterAll(() => opened?.session.close());

  const primary = () => opened.session.topology!.shards[0]!.primary!.address;

  test('the prompt is at the master; its replicas are in the map', async () => {
    const { session } = opened;
    expect(session.state.currentNode).toBe(at(set.servers[1]));
    expect(session.topology).toMatchObject({ kind: 'standalone', covered: 0 });
    await waitUntil('the replica', () => {
      const { replicas } = session.topology!.shards[0]!;
      return replicas[0]?.address === at(set.servers[0]) && replicas[0]?.health === 'online';
    });
    expect(printed(await run(session, 'set counter 0'))).toBe('OK');
  });

  test('the master dies: the prompt moves to the new one with a notice, and no write is repeated', async () => {
    const { session, notices } = opened;
    // The one Sentinel that was given goes with it: the others are known by now.
    await set.sentinels[0]!.crash();
    await set.servers[1].crash();
    const counts = { answered: 0, unknown: 0 };
    await waitUntil('a write at the new master', async () => {
      const { failure, hops, node } = await run(session, 'incr counter');
      if (failure?.code === 'unknown-fate') counts.unknown++;
      else if (!failure && hops.at(-1)!.outcome === 'reply') counts.answered++;
      return node === at(set.servers[0]) && counts.answered > 0;
    });
    expect(primary()).toBe(at(set.servers[0]));
    expect(session.state.currentNode).toBe(at(set.servers[0]));
    expect(notices.map(({ text }) => text)).toContain(
      `${at(set.servers[1])} is not the master any more: the prompt moves to ${at(set.servers[0])}.`,
    );
    const value = Number(printed(await run(session, 'get counter'))!.replaceAll('"', ''));
    expect(value).toBeGreaterThanOrEqual(counts.answered);
    expect(value).toBeLessThanOrEqual(counts.answered + counts.unknown);
  }, 60_000);

  test('a failover by command: a write that meets the old master as a replica goes to the new one, once', async () => {
    const { session } = opened;
    await set.sentinels[0]!.start();
    await set.servers[1].start();
    // Sentinels take their time to make a master that comes back a replica, and forgo a second failover soon after the first.
    const LONG = 90_000;
    const hasReplica = () => session.topology!.shards[0]!.replicas.some(({ health }) => health === 'online');
    await waitUntil('a replica in health', hasReplica, LONG);
    const before = Number(printed(await run(session, 'get counter'))!.replaceAll('"', ''));
    const sentinel = new NodeClient(set.sentinels[0]!.port);
    try {
      await waitUntil('the Sentinel begins', () => sentinel.ask(['SENTINEL', 'FAILOVER', MASTER]), LONG);
    } finally {
      sentinel.close();
    }
    const counts = { answered: 0, unknown: 0 };
    await waitUntil(
      'a write at the new master',
      async () => {
        const { failure, hops, node } = await run(session, 'incr counter');
        if (failure?.code === 'unknown-fate') counts.unknown++;
        else if (!failure && hops.at(-1)!.outcome === 'reply') counts.answered++;
        return node === at(set.servers[1]);
      },
      LONG,
    );
    const value = Number(printed(await run(session, 'get counter'))!.replaceAll('"', ''));
    // What the old master took at the last moment may be lost with it; nothing is ever counted twice.
    expect(value).toBeLessThanOrEqual(before + counts.answered + counts.unknown);
    expect(session.state.currentNode).toBe(at(set.servers[1]));
  }, 240_000);

  test('a name unknown to every Sentinel is reported as such', async () => {
    const opening = openSession({ addresses: set.addresses, password: undefined, tls: undefined }, 'direct', {
      seeds: set.addresses,
      sentinel: { sentinels: set.addresses, master: 'invoices', connection },
    });
    await expect(opening).rejects.toMatchObject({
      failure: {
        message: expect.stringContaining('does not know invoices'),
        advice: expect.stringContaining('SENTINEL MASTERS'),
      },
    });
  });
});
