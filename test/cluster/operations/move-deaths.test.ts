import { describe, expect, test } from 'vitest';
import {
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

/** AOF: a killed node comes back with everything that it acknowledged. */
async function start(options: MovingOptions = {}): Promise<MovingCluster> {
  const { conf = [], ...others } = options;
  return clusters.start({ nodeTimeout: 2000, conf: ['appendonly yes', ...conf], ...others });
}

const portOf = ({ cluster }: MovingCluster, node: number) => cluster.ports[node]!;
const kill = ({ cluster }: MovingCluster, node: number) => cluster.kill(cluster.ports[node]!);

async function comesBack(moving: MovingCluster, node: number): Promise<void> {
  await moving.cluster.restart(portOf(moving, node));
  await moving.settled();
}

/** All keys at the new owner with their values, and none elsewhere. */
async function expectMoved(moving: MovingCluster, keys: number, target = portOf(moving, TARGET)) {
  expect(await moving.ownerOf(LAST)).toBe(target);
  expect(await moving.whole(LAST, keys)).toBe(keys);
  expect(await moving.count(LAST, target)).toBe(keys);
  expect(await moving.marks()).toEqual([]);
}

test.each([
  ['source', SOURCE],
  ['target', TARGET],
])(
  'a %s that is killed stops the move; once it is back, resuming finishes it',
  async (_, node) => {
    const moving = await start();
    await moving.fill(LAST, 3000);
    const plan = await moving.plan(3, { timeoutMs: 1000 });
    const report = await moving.runWith(plan, 500, () => kill(moving, node));
    expect(report.state).toBe('failed');
    expect(report.remarks.join(' ')).toContain('open');
    await comesBack(moving, node);
    expect(await moving.ownerOf(LAST)).toBe(portOf(moving, SOURCE));
    const resumed = await moving.run(plan, {}, new Set());
    expect(resumed).toMatchObject({ state: 'done', remarks: [] });
    await expectMoved(moving, 3000);
    expect(await moving.count(LAST, SOURCE)).toBe(0);
  },
  60_000,
);

describe.each(SLOW_TEST_SERVERS)('$name', ({ server }) => {
  test('the source is killed and its replica takes over: the move goes on with that one by itself', async () => {
    const moving = await start({ server, replicas: 1 });
    await moving.fill(LAST, 3000);
    const plan = await moving.plan(3);
    const report = await moving.runWith(plan, 500, () => kill(moving, SOURCE));
    expect(report.remarks).toEqual([]);
    const [killed, heir] = [
      moving.cluster.nodes[SOURCE]!,
      await moving.cluster.waitForFailover(portOf(moving, SOURCE)),
    ];
    expect(report.outcomes.map(({ text }) => text).join(' ')).toContain(`goes on from 127.0.0.1:${heir}`);
    await expectMoved(moving, 3000);
    expect(await moving.count(LAST, heir)).toBe(0);
    // The dead node is the only thing that is wrong.
    const wrong = report.verified.filter(({ ok }) => !ok).map(({ text }) => text);
    expect(wrong).toEqual([expect.stringContaining(`127.0.0.1:${killed.port}`)]);
  });

  test('the target is killed and its replica takes over: the move goes on with that one, and finds what has moved', async () => {
    const moving = await start({ server, replicas: 1 });
    await moving.fill(LAST, 3000);
    const plan = await moving.plan(3, { timeoutMs: 1000 });
    const replica = moving.cluster.nodes.find(
      ({ shard, role }) => shard === TARGET && role === 'replica',
    )!.port;
    let there = 0;
    const report = await moving.runWith(plan, 500, async (control) => {
      // The next batch waits, so that the replica gets all that has moved.
      control.rate = 1;
      await waitUntil('the replica to have the keys', async () => {
        there = await moving.count(LAST, TARGET);
        return there >= 500 && (await moving.count(LAST, replica)) === there;
      });
      await kill(moving, TARGET);
    });
    expect(report.remarks).toEqual([]);
    expect(there).toBeLessThan(3000);
    await expectMoved(moving, 3000, replica);
    expect(await moving.count(LAST, SOURCE)).toBe(0);
  });
});

test('a third primary that is killed is named as not reached, and the move goes on', async () => {
  const moving = await start({ conf: ['cluster-require-full-coverage no'] });
  for (const slot of [LAST, LAST - 1, LAST - 2]) await moving.fill(slot, 500);
  const plan = await moving.plan(150, {}, { seed: TARGET });
  const report = await moving.runWith(plan, 300, () => kill(moving, THIRD));
  expect(report).toMatchObject({ state: 'done-with-remarks', remarks: [], done: { slots: 150, keys: 1500 } });
  const missed = report.outcomes.filter(({ state }) => state !== 'ok');
  // Once, not for each slot.
  expect(missed).toEqual([
    expect.objectContaining({ state: 'not-reached', node: moving.cluster.addresses[THIRD] }),
  ]);
  for (const slot of [LAST, LAST - 1, LAST - 2]) expect(await moving.whole(slot, 500)).toBe(500);
  // It learns of the owners by itself.
  await comesBack(moving, THIRD);
  expect(await moving.cluster.command(portOf(moving, THIRD), 'CLUSTER', 'COUNTKEYSINSLOT', '1')).toBe(0);
  await expectMoved(moving, 500);
});

test('nothing begins while a primary with slots is away, and nothing is opened', async () => {
  const moving = await start({ conf: ['cluster-require-full-coverage no'] });
  const plan = await moving.plan(3, {}, { seed: TARGET });
  await kill(moving, THIRD);
  const report = await moving.run(plan);
  expect(report.state).toBe('failed');
  expect(report.remarks[0]).toContain(`${moving.cluster.addresses[THIRD]} has slots and does not answer`);
  expect(await moving.marks()).toEqual([]);
  expect(report.records.some(({ record }) => record === 'slots')).toBe(false);
});

test.each([
  ['source', SOURCE],
  ['target', TARGET],
])(
  'a frozen %s ends the move with an answer; resuming finishes once it goes on',
  async (_, node) => {
    // A long node timeout: it is frozen and nobody takes it for dead.
    const moving = await start({ nodeTimeout: 60_000 });
    await moving.fill(LAST, 3000);
    const plan = await moving.plan(3, { timeoutMs: 1000 });
    const report = await moving.runWith(plan, 500, () => moving.cluster.pause(portOf(moving, node)));
    moving.cluster.resume(portOf(moving, node));
    expect(report.state).toBe('failed');
    expect(report.remarks[0]).toMatch(/no (reply|answer)|not answer|timed? ?out/i);
    // Sentences.
    expect(report.remarks[0]).toMatch(/\.$/);
    expect(report.remarks[0]).not.toMatch(/ms [A-Z]/);
    const resumed = await moving.run(plan, {}, new Set());
    expect(resumed).toMatchObject({ state: 'done', remarks: [] });
    await expectMoved(moving, 3000);
    expect(await moving.count(LAST, SOURCE)).toBe(0);
  },
  90_000,
);
