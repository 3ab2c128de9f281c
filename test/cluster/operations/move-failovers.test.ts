import { describe, expect, test } from 'vitest';
import { migrate } from '../../../main/cluster/operations/moving/migrate.ts';
import { moveOf } from '../../../main/cluster/operations/moving/move-slots.ts';
import { readCluster } from '../../../main/cluster/operations/reading/read-cluster.ts';
import type { StepContext } from '../../../main/cluster/operations/run/context.ts';
import { moveOptionsSchema } from '../../../shared/operations/request.ts';
import { Ledger } from '../../support/ledger.ts';
import {
  keyOf,
  LAST,
  movingClusters,
  type MovingCluster,
  SOURCE,
  TARGET,
  THIRD,
  type MovingOptions,
} from '../../support/moving-cluster.ts';
import { waitUntil } from '../../support/redis-cluster.ts';
import { SLOW_TEST_SERVERS } from '../../support/servers.ts';

const clusters = movingClusters();

async function start(options: MovingOptions = {}): Promise<MovingCluster> {
  return clusters.start({ replicas: 1, ...options });
}

const KEYS = 3000;

async function expectMoved(moving: MovingCluster, target: number): Promise<void> {
  for (const slot of [LAST, LAST - 1]) {
    expect(await moving.ownerOf(slot)).toBe(target);
    expect(await moving.whole(slot, KEYS)).toBe(KEYS);
  }
  expect(await moving.marks()).toEqual([]);
}

async function fill(moving: MovingCluster): Promise<void> {
  for (const slot of [LAST, LAST - 1]) await moving.fill(slot, KEYS);
}

describe.each(SLOW_TEST_SERVERS)('$name', ({ server }) => {
  test.each([
    ['source', SOURCE],
    ['target', TARGET],
  ])(
    'the %s fails over in the middle of a slot: the move goes on with the new primary',
    async (_, node) => {
      const moving = await start({ server });
      await fill(moving);
      const plan = await moving.plan(2);
      let heir = 0;
      const report = await moving.runWith(plan, 500, async () => (heir = await moving.failover(node)));
      expect(report.remarks).toEqual([]);
      expect(report.verified.filter(({ ok }) => !ok)).toEqual([]);
      expect(report.state).toBe('done');
      await expectMoved(moving, node === TARGET ? heir : moving.cluster.ports[TARGET]!);
      expect(await moving.count(LAST, node === SOURCE ? heir : SOURCE)).toBe(0);
    },
    90_000,
  );

  test.each([
    ['source', SOURCE],
    ['target', TARGET],
  ])(
    'a stopped move is resumed after the %s has failed over',
    async (_, node) => {
      const moving = await start({ server });
      await fill(moving);
      const plan = await moving.plan(2);
      const stopped = await moving.runWith(plan, 500, (control) => (control.wish = 'stop'));
      expect(stopped.state).toBe('cancelled');
      const heir = await moving.failover(node);
      await moving.settled();
      const resumed = await moving.run(plan, {}, new Set());
      expect(resumed).toMatchObject({ state: 'done', remarks: [] });
      await expectMoved(moving, node === TARGET ? heir : moving.cluster.ports[TARGET]!);
    },
    90_000,
  );
});

test('a MIGRATE at a frozen source is given up once its replica has taken over', async () => {
  const { cluster, nodes } = await start({ nodeTimeout: 2000 });
  const [source, target] = [cluster.nodes[SOURCE]!, cluster.nodes[TARGET]!];
  // As long as it may take, clients do not find what has moved.
  const options = moveOptionsSchema.parse({ timeoutMs: 600_000 });
  const reading = await readCluster(nodes, cluster.addresses[THIRD]!);
  const move = moveOf({ from: source.id, to: target.id, options }, { nodes } as StepContext, reading);
  cluster.pause(source.port);
  const answer = await migrate(move, 0, [Buffer.from(keyOf(LAST, 0))], false);
  expect(answer).toEqual({
    kind: 'unknown',
    says: `${move.source} is silent, and another node has its slots`,
  });
});

test('another operator’s owner of a slot is not taken for one that has taken over', async () => {
  const moving = await start({ replicas: 0 });
  const plan = await moving.plan(2);
  const { nodes, ports } = moving.cluster;
  await moving.cluster.migrateSlot(LAST, ports[SOURCE]!, ports[2]!);
  await waitUntil('all to know', async () => (await moving.ownerOf(LAST)) === ports[2]);
  const report = await moving.run(plan, {}, new Set());
  expect(report.state).toBe('failed');
  expect(report.remarks[0]).toContain('another owner');
  expect(nodes[2]!.port).toBe(await moving.ownerOf(LAST));
});

const valkey = SLOW_TEST_SERVERS.filter(({ name }) => name.startsWith('Valkey'));

describe.each(valkey)('$name', ({ server }) => {
  test.each([
    ['old source', SOURCE, SOURCE],
    ['old target', TARGET, TARGET],
    ['third node', TARGET, THIRD],
  ])(
    'a stopped move is resumed while the %s has yet to learn of a failover',
    async (_, node, unaware) => {
      const moving = await start({ server });
      await fill(moving);
      const plan = await moving.plan(2);
      const stopped = await moving.runWith(plan, 500, (control) => (control.wish = 'stop'));
      expect(stopped.state).toBe('cancelled');
      const { cluster } = moving;
      const port = cluster.ports[unaware]!;
      // -2: every message of the cluster bus. A takeover needs no vote.
      const drop = (what: '-2' | '-1') => cluster.command(port, 'DEBUG', 'DROP-CLUSTER-PACKET-FILTER', what);
      const readings = async () =>
        Number(
          /cluster\|nodes:calls=(\d+)/.exec(String(await cluster.command(port, 'INFO', 'commandstats')))?.[1],
        );
      await drop('-2');
      const heir = await moving.failover(node, 'TAKEOVER');
      const before = await readings();
      const resuming = moving.run(plan, {}, new Set());
      await waitUntil('the move to have read the cluster', async () => (await readings()) > before);
      await drop('-1');
      expect(await resuming).toMatchObject({ state: 'done', remarks: [] });
      await expectMoved(moving, node === TARGET ? heir : cluster.ports[TARGET]!);
    },
    90_000,
  );

  test('marks that a replica has learned from its primary are not another operator’s', async () => {
    const moving = await start({ server });
    await fill(moving);
    const plan = await moving.plan(2);
    const stopped = await moving.runWith(plan, 500, (control) => (control.wish = 'stop'));
    expect(stopped.state).toBe('cancelled');
    await waitUntil('the replicas to have the marks', async () => (await moving.marks()).length === 4);
    expect(await moving.run(plan, {}, new Set())).toMatchObject({ state: 'done', remarks: [] });
    await expectMoved(moving, moving.cluster.ports[TARGET]!);
  });

  test('a frozen replica of the target stops the move with its reason; once it goes on, the plan finishes', async () => {
    const moving = await start({ server });
    await fill(moving);
    const { nodes, ports } = moving.cluster;
    const replica = nodes.find(({ shard, role }) => shard === TARGET && role === 'replica')!.port;
    const plan = await moving.plan(60);
    moving.cluster.pause(replica);
    const report = await moving.run(plan);
    expect(report.state).toBe('failed');
    // The server's refusal, or its silence on a machine that is held up for longer than a reply may take.
    expect(report.remarks[0]).toMatch(/NOREPLICAS|no answer within/);
    expect(await moving.ownerOf(LAST)).toBe(ports[SOURCE]);
    moving.cluster.resume(replica);
    await moving.settled();
    expect(await moving.run(plan)).toMatchObject({ state: 'done', remarks: [] });
    await expectMoved(moving, ports[TARGET]!);
  });

  test('a replica that is frozen for a moment holds the move up for that long', async () => {
    const moving = await start({ server });
    await fill(moving);
    const { nodes, ports } = moving.cluster;
    const replica = nodes.find(({ shard, role }) => shard === TARGET && role === 'replica')!.port;
    const plan = await moving.plan(60);
    moving.cluster.pause(replica);
    const running = moving.run(plan);
    // The first command has been refused by then.
    await waitUntil('the target to wait for its replica', async () => {
      const info = String(await moving.cluster.command(ports[TARGET]!, 'INFO', 'clients'));
      return /blocked_clients:[1-9]/.test(info);
    });
    moving.cluster.resume(replica);
    expect(await running).toMatchObject({ state: 'done', remarks: [] });
    await expectMoved(moving, ports[TARGET]!);
  });
});

test('counters that are written to while the target fails over without loss keep what was acknowledged', async () => {
  const newest = SLOW_TEST_SERVERS.findLast(({ name }) => name.startsWith('Valkey'));
  if (!newest) return;
  // Replicas of Valkey 8 know the marks, so the new primary serves what has moved at once.
  const moving = await start({ server: newest.server });
  await fill(moving);
  const plan = await moving.plan(2);
  const names = [0, 1, 2, 3].map((i) => keyOf(LAST - (i % 2), `c${i}`));
  const ledger = new Ledger(moving.nodes, moving.cluster.addresses[SOURCE]!, names);
  clusters.defer(() => ledger.stop());
  let heir = 0;
  const report = await moving.runWith(plan, 500, async () => (heir = await moving.failover(TARGET)));
  await ledger.stop();
  expect(report.remarks).toEqual([]);
  for (const [name, { acknowledged, open }] of ledger.counters) {
    const value = Number(await moving.cluster.command(heir, 'GET', name));
    expect(value).toBeGreaterThanOrEqual(acknowledged);
    expect(value).toBeLessThanOrEqual(acknowledged + open);
  }
});
