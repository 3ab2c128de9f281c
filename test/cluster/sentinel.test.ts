/** Finding a master by real Sentinels, before and after a real failover. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Execution } from '../../shared/session/execution.ts';
import { findMaster, type SentinelOptions } from '../../main/cluster/topology/sentinel.ts';
import { NodeClient } from '../../main/demo/node-client.ts';
import { openSession, printed, run, type OpenedSession } from '../support/open-session.ts';
import { waitUntil } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';
import { MASTER, SENTINEL_LIMIT_MS, Sentinels } from '../support/sentinels.ts';

vi.setConfig({ testTimeout: 4 * SENTINEL_LIMIT_MS, hookTimeout: 4 * SENTINEL_LIMIT_MS });

let set: Sentinels;
beforeAll(async () => {
  set = await Sentinels.start();
});
afterAll(() => set?.stop());

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
  const found = await waitUntil('the failover is over', () => find(), SENTINEL_LIMIT_MS);
  expect(found.master).toBe(at(set.servers[1]));
});

describe('a connection by Sentinels', () => {
  let opened: OpenedSession;
  beforeAll(async () => {
    await set.startReplica(set.servers[0]);
    for (const sentinel of set.addresses)
      await waitUntil(
        'the Sentinel names the new master',
        async () => (await find({ sentinels: [sentinel] })).master === at(set.servers[1]),
        SENTINEL_LIMIT_MS,
      );
    opened = await openSession({ addresses: set.addresses, password: undefined, tls: undefined }, 'direct', {
      seeds: set.addresses.slice(0, 1),
      sentinel: { sentinels: set.addresses.slice(0, 1), master: MASTER, connection },
    });
  });
  afterAll(() => opened?.session.close());

  /** Counts what is known of each write. */
  const writeUntil = (counts: { answered: number; unknown: number }, enough: (last: Execution) => boolean) =>
    waitUntil(
      'a write at the new master',
      async () => {
        const last = await run(opened.session, 'incr counter');
        if (last.failure?.code === 'unknown-fate') counts.unknown++;
        else if (!last.failure && last.hops.at(-1)!.outcome === 'reply') counts.answered++;
        return enough(last);
      },
      SENTINEL_LIMIT_MS,
    );
  const primary = () => opened.session.topology!.shards[0]!.primary!.address;

  test('the prompt is at the master; its replicas are in the map', async () => {
    const { session } = opened;
    expect(session.state.currentNode).toBe(at(set.servers[1]));
    expect(session.topology).toMatchObject({ kind: 'standalone', covered: 0 });
    const healthy = () => {
      const { replicas } = session.topology!.shards[0]!;
      return replicas[0]?.address === at(set.servers[0]) && replicas[0]?.health === 'online';
    };
    await waitUntil('the replica', healthy, SENTINEL_LIMIT_MS);
    expect(printed(await run(session, 'set counter 0'))).toBe('OK');
  });

  test('the master dies: the prompt moves to the new one with a notice, and no write is repeated', async () => {
    const { session, notices } = opened;
    // The one Sentinel that was given goes with it: the others are known by now.
    await set.settled(set.sentinels);
    await set.sentinels[0]!.crash();
    await set.servers[1].crash();
    const counts = { answered: 0, unknown: 0 };
    await writeUntil(counts, ({ node }) => node === at(set.servers[0]) && counts.answered > 0);
    expect(primary()).toBe(at(set.servers[0]));
    expect(session.state.currentNode).toBe(at(set.servers[0]));
    expect(notices.map(({ text }) => text)).toContain(
      `${at(set.servers[1])} is not the master any more: the prompt moves to ${at(set.servers[0])}.`,
    );
    const value = Number(printed(await run(session, 'get counter'))!.replaceAll('"', ''));
    expect(value).toBeGreaterThanOrEqual(counts.answered);
    expect(value).toBeLessThanOrEqual(counts.answered + counts.unknown);
  });

  test('a failover by command: a write that meets the old master as a replica goes to the new one, once', async () => {
    const { session } = opened;
    await set.sentinels[0]!.start();
    await set.startReplica(set.servers[1]);
    await set.settled(set.sentinels);
    const hasReplica = () => session.topology!.shards[0]!.replicas.some(({ health }) => health === 'online');
    await waitUntil('a replica in health', hasReplica, SENTINEL_LIMIT_MS);
    const before = Number(printed(await run(session, 'get counter'))!.replaceAll('"', ''));
    const sentinel = new NodeClient(set.sentinels[0]!.port);
    try {
      await waitUntil(
        'the Sentinel begins',
        () => sentinel.ask(['SENTINEL', 'FAILOVER', MASTER]),
        SENTINEL_LIMIT_MS,
      );
    } finally {
      sentinel.close();
    }
    const counts = { answered: 0, unknown: 0 };
    await writeUntil(counts, ({ node }) => node === at(set.servers[1]));
    const value = Number(printed(await run(session, 'get counter'))!.replaceAll('"', ''));
    // What the old master took at the last moment may be lost with it; nothing is ever counted twice.
    expect(value).toBeLessThanOrEqual(before + counts.answered + counts.unknown);
    expect(session.state.currentNode).toBe(at(set.servers[1]));
  });

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
