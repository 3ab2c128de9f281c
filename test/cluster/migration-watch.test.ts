import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { MigrationWatch } from '../../main/cluster/topology/migration-watch.ts';
import { askCount } from '../../main/cluster/slots/slot-keys.ts';
import { examine } from '../../main/cluster/doctor/doctor.ts';
import {
  progressWords,
  stuckWords,
  type MigrationProgress,
} from '../../shared/cluster/migration-progress.ts';
import type { Migration } from '../../shared/cluster/topology.ts';
import { nodeAt } from '../support/cluster-fixtures.ts';
import { openSession, run } from '../support/open-session.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

let cluster: RedisCluster;
beforeAll(async () => {
  cluster = await RedisCluster.start({ primaries: 3, replicas: 0 });
});
afterAll(() => cluster.stop());
afterEach(() => void vi.useRealTimers());

test('a real migration shows the keys on both sides until it ends, and the doctor reports it', async () => {
  const { session } = await openSession(cluster, 'direct');
  const told: MigrationProgress[][] = [];
  const watch = new MigrationWatch((progress) => told.push(progress));
  const take = async () => {
    await session.cluster.refresh('asked');
    const count = (node: string, slot: number) => askCount(session.cluster.probe(node), slot);
    await watch.take(session.topology!, count);
    return told.at(-1);
  };
  try {
    for (let i = 0; i < 20; i++) await run(session, `set {k2}:${i} v`);
    expect(await take()).toBeUndefined();
    const [from, to] = cluster.ports as [number, number];
    await cluster.migrateSlot(449, from, to, { stopAfter: 'keys', keys: 8 });
    expect(await take()).toMatchObject([
      {
        slots: [{ first: 449, last: 449 }],
        from: nodeAt(from),
        to: nodeAt(to),
        left: 12,
        done: 8,
        atLeast: false,
        stuck: false,
      },
    ]);
    const report = await examine(
      {
        connection: { database: 0, protocol: 2, connectTimeout: 10_000 },
        seeds: [...cluster.addresses],
        entries: [],
        tunnel: null,
        sentinel: null,
      },
      () => {},
    );
    expect(report.steps.find(({ name }) => name === 'migrations')).toMatchObject({
      status: 'warning',
      found: '1 slot being moved between nodes',
      details: [
        { text: `slot 449 from ${nodeAt(from)} to ${nodeAt(to)}: 12 keys left, 8 keys moved`, good: false },
      ],
    });
    await cluster.migrateSlot(449, from, to);
    expect(await take()).toEqual([]);
    const rounds = told.length;
    await take();
    expect(told).toHaveLength(rounds);
  } finally {
    session.close();
  }
});

const migration = (...slots: number[]): Migration => ({
  slots: slots.map((slot) => ({ first: slot, last: slot })),
  from: nodeAt(7000),
  to: nodeAt(7001),
});

/** A watch over one migration whose source has as many keys as `keys` says. */
function watched() {
  vi.useFakeTimers({ toFake: ['Date'] });
  let last: MigrationProgress[] = [];
  const watch = new MigrationWatch((progress) => (last = progress));
  const see = async (seconds: number, keys: number | null, migrations = [migration(5)]) => {
    vi.setSystemTime(seconds * 1000);
    await watch.take({ migrations }, async (node) => {
      if (keys === null) throw new Error('silent');
      return node === nodeAt(7000) ? keys : 100 - keys;
    });
    return last[0]!;
  };
  return { watch, see, last: () => last };
}

test('it is stuck after half a minute without a moved key, until the next one moves', async () => {
  const { see } = watched();
  expect(await see(0, 50)).toMatchObject({ stuck: false, since: 0, atLeast: true });
  expect(await see(20, 49)).toMatchObject({ stuck: false, movedAt: 20_000 });
  // Keys added at the source are not progress.
  expect(await see(49, 60)).toMatchObject({ stuck: false });
  const stuck = await see(50, 60);
  expect(stuck).toMatchObject({ stuck: true, left: 60, done: 40, since: 0, movedAt: 20_000 });
  expect(stuckWords(stuck, 50_000)).toMatch(/^Nothing has moved for 30 s\. .*redis-cli --cluster fix/);
  expect(await see(51, 59)).toMatchObject({ stuck: false });
});

test('a side that does not report its keys is unknown and does not count as progress', async () => {
  const { see } = watched();
  await see(0, 50);
  const unknown = await see(40, null);
  expect(unknown).toMatchObject({ left: null, done: null, stuck: true });
  expect(progressWords(unknown, 40_000)).toBe(
    'open for at least 40 s, an unknown number of keys moved, an unknown number of keys left',
  );
});

test('a further slot of the same pair counts as progress, and a slot opened while watching has an exact age', async () => {
  const { see, last } = watched();
  await see(0, 50, []);
  expect(last()).toEqual([]);
  expect(await see(10, 50)).toMatchObject({ atLeast: false, since: 10_000 });
  expect(await see(45, 50, [migration(6)])).toMatchObject({ atLeast: false, since: 45_000, stuck: false });
  expect(progressWords(await see(52, 50, [migration(6)]), 52_000)).toBe(
    'open for 7 s, 50 keys moved, 50 left',
  );
});

test('its end, or another cluster, is reported once', async () => {
  const { watch, see, last } = watched();
  await see(0, 50);
  watch.reset();
  expect(last()).toEqual([]);
  expect(await see(10, 50)).toMatchObject({ since: 10_000, atLeast: true });
});
