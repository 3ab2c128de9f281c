import { describe, expect, test } from 'vitest';
import type { Conflict, LosingValue } from '../../../main/cluster/operations/run/context.ts';
import {
  keyOf,
  LAST,
  movingClusters,
  type MovingCluster,
  SOURCE,
  TARGET,
} from '../../support/moving-cluster.ts';
import { ALL_SERVERS, FOUND_SERVERS } from '../../support/servers.ts';

const { start } = movingClusters();

const at = ({ cluster }: MovingCluster, node: number, ...words: (string | Buffer)[]) =>
  cluster.command(cluster.ports[node]!, ...words);

async function open(moving: MovingCluster): Promise<void> {
  const [from, to] = [SOURCE, TARGET].map((i) => moving.cluster.nodes[i]!.id) as [string, string];
  await at(moving, TARGET, 'CLUSTER', 'SETSLOT', String(LAST), 'IMPORTING', from);
  await at(moving, SOURCE, 'CLUSTER', 'SETSLOT', String(LAST), 'MIGRATING', to);
}

/** COPY leaves the key at the source, as a MIGRATE that gave up too soon does. */
const copy = (moving: MovingCluster, key: string) =>
  at(moving, SOURCE, 'MIGRATE', '127.0.0.1', String(moving.cluster.ports[TARGET]), key, '0', '5000', 'COPY');

/** A command at the target for a key of the slot that it imports. */
const atTarget = (moving: MovingCluster, ...words: string[]) =>
  moving.nodes.reply(moving.cluster.addresses[TARGET]!, words, { asking: true });

const never = () => Promise.reject(new Error('nobody is asked'));

describe.each(FOUND_SERVERS)('$name', ({ server }) => {
  const parts = server === ALL_SERVERS[0]!.server ? 10 : 1;
  test(`a key of ${parts * 5} MB whose MIGRATE gives up too soon is at both nodes, is found there, and comes over once`, async () => {
    const moving = await start({ server });
    const key = keyOf(LAST, 'big');
    // Elements, because a hash takes longer to restore than a string. The client's buffer holds them in parts.
    for (let part = 0; part < parts; part++) {
      const script = `for i = 1, 10000 do redis.call('HSET', KEYS[1], ARGV[1] .. ':' .. i, string.rep('x', 500)) end return 1`;
      await at(moving, SOURCE, 'EVAL', script, '1', key, String(part));
    }
    await at(moving, SOURCE, 'PEXPIRE', key, '500000');
    await moving.fill(LAST, 50);
    const plan = await moving.plan(1, { timeoutMs: 1 });
    const errors: string[] = [];
    const ask = moving.nodes.ask.bind(moving.nodes);
    moving.nodes.ask = async (node, args, options) => {
      const answer = await ask(node, args, options);
      if (args[0] === 'MIGRATE' && answer.kind === 'refused') errors.push(answer.says);
      return answer;
    };
    const first = await moving.run(plan, { resolveConflict: never });
    // It may be too large for a timeout of a millisecond each time; then the move stops, and a longer one ends it.
    const last =
      first.state === 'done'
        ? first
        : await moving.run(
            { ...plan, steps: plan.steps.map((step) => longer(step)) },
            { resolveConflict: never },
          );
    expect(errors.some((text) => text.startsWith('IOERR'))).toBe(true);
    expect(last).toMatchObject({ state: 'done', remarks: [] });
    expect(await at(moving, TARGET, 'HLEN', key)).toBe(parts * 10_000);
    const left = Number(await at(moving, TARGET, 'PTTL', key));
    expect(left).toBeGreaterThan(300_000);
    expect(left).toBeLessThanOrEqual(500_000);
    expect(await moving.whole(LAST, 50)).toBe(50);
    expect(await moving.count(LAST, TARGET)).toBe(51);
    expect(await moving.count(LAST, SOURCE)).toBe(0);
  });

  test('a copy with a time to live, and sets and hashes in another order, are known as copies', async () => {
    const moving = await start({ server });
    const plan = await moving.plan(1);
    const [volatile, set, hash] = ['volatile', 'set', 'hash'].map((name) => keyOf(LAST, name)) as [
      string,
      string,
      string,
    ];
    await at(moving, SOURCE, 'SET', volatile, 'v', 'PX', '400000');
    const members = Array.from({ length: 2000 }, (_, i) => `member ${i}`);
    await at(moving, SOURCE, 'SADD', set, ...members);
    await at(moving, SOURCE, 'HSET', hash, ...members.flatMap((name) => [name, 'x'.repeat(100)]));
    await open(moving);
    await copy(moving, volatile);
    // Its own seed gives each server an order of its own.
    await atTarget(moving, 'SADD', set, ...members.toReversed());
    await atTarget(moving, 'HSET', hash, ...members.toReversed().flatMap((name) => [name, 'x'.repeat(100)]));
    const report = await moving.run(plan, { resolveConflict: never });
    expect(report).toMatchObject({ state: 'done', remarks: [], done: { keys: 3 } });
    expect(await at(moving, TARGET, 'SCARD', set)).toBe(2000);
    expect(await at(moving, TARGET, 'HLEN', hash)).toBe(2000);
    expect(Number(await at(moving, TARGET, 'PTTL', volatile))).toBeGreaterThan(300_000);
    expect(await moving.count(LAST, SOURCE)).toBe(0);
  });
});

const longer = (step: { action: object }) =>
  ({
    ...step,
    action: {
      ...step.action,
      options: { ...(step.action as { options: object }).options, timeoutMs: 60_000 },
    },
  }) as never;

test('equal values that expire at another time, or never, are not the same; both are shown with their expiry', async () => {
  const moving = await start();
  const plan = await moving.plan(1, { timeoutMs: 1000 });
  const [later, never] = [keyOf(LAST, 'later'), keyOf(LAST, 'never')];
  await at(moving, SOURCE, 'SET', later, 'v', 'PX', '400000');
  await at(moving, SOURCE, 'SET', never, 'v');
  await open(moving);
  await atTarget(moving, 'SET', later, 'v', 'PX', '900000');
  await atTarget(moving, 'SET', never, 'v', 'PX', '900000');
  const asked: Conflict[] = [];
  const report = await moving.run(plan, {
    resolveConflict: (conflict) => {
      asked.push(conflict);
      return Promise.resolve('source');
    },
  });
  expect(report).toMatchObject({
    state: 'done-with-remarks',
    remarks: [expect.stringContaining('2 keys had two values')],
  });
  const byKey = new Map(asked.map((one) => [Buffer.from(one.key).toString(), one]));
  expect([...byKey.keys()].sort()).toEqual([later, never].sort());
  const apart = byKey.get(later)!.target.expireAt - byKey.get(later)!.source.expireAt;
  expect(apart).toBeGreaterThan(490_000);
  expect(apart).toBeLessThan(510_000);
  expect(byKey.get(never)!.source.expireAt).toBe(-1);
  expect(Number(await at(moving, TARGET, 'PTTL', later))).toBeLessThanOrEqual(400_000);
  expect(await at(moving, TARGET, 'PTTL', never)).toBe(-1);
});

test('the target’s value is kept if it is chosen, and the source’s is deleted unless a client has changed it since', async () => {
  const moving = await start();
  const plan = await moving.plan(1);
  const key = keyOf(LAST, 0);
  await at(moving, SOURCE, 'SET', key, 'old');
  await open(moving);
  await copy(moving, key);
  await at(moving, SOURCE, 'SET', key, 'source');
  let asked = 0;
  const kept: LosingValue[] = [];
  const report = await moving.run(plan, {
    keepValue: (value) => {
      kept.push(value);
      return Promise.resolve('a file');
    },
    resolveConflict: async ({ source, target }) => {
      // A client is quicker than the user, once.
      if (asked++ === 0) await at(moving, SOURCE, 'APPEND', key, '+');
      expect(Buffer.from(source.dump).includes(asked === 1 ? 'source' : 'source+')).toBe(true);
      expect(Buffer.from(target.dump).includes('old')).toBe(true);
      return 'target';
    },
  });
  expect(asked).toBe(2);
  // The source's value, as the user saw it first and as it was in the end.
  expect(report.state).toBe('done-with-remarks');
  expect(kept.map(({ dump }) => Buffer.from(dump).includes('source+'))).toEqual([false, true]);
  expect(await at(moving, TARGET, 'GET', key)).toBe('old');
  expect(await moving.count(LAST, SOURCE)).toBe(0);
});

test('a delete that the source refuses stops the move, and the sockets of the pool are not within MULTI', async () => {
  const moving = await start({
    conf: ['user operator on >secret ~* &* +@all -del'],
    settings: { username: 'operator', password: 'secret' },
  });
  const plan = await moving.plan(1);
  const key = keyOf(LAST, 0);
  await at(moving, SOURCE, 'SET', key, 'old');
  await open(moving);
  await copy(moving, key);
  await at(moving, SOURCE, 'SET', key, 'source');
  const report = await moving.run(plan, { resolveConflict: () => Promise.resolve('target') });
  expect(report.state).toBe('failed');
  expect(report.remarks[0]).toContain('did not delete');
  expect(report.remarks[0]).toContain('NOPERM');
  const answer = await moving.nodes.reply(moving.cluster.addresses[SOURCE]!, ['CLUSTER', 'MYID']);
  expect(answer.type).toBe('string');
  expect(await at(moving, SOURCE, 'GET', key)).toBe('source');
});

test('keys that have expired and are not deleted yet hold nothing up, and count as none', async () => {
  const moving = await start();
  await at(moving, SOURCE, 'DEBUG', 'SET-ACTIVE-EXPIRE', '0');
  for (let i = 0; i < 150; i++) await at(moving, SOURCE, 'SET', keyOf(LAST, `e${i}`), 'v', 'PX', '1');
  await moving.fill(LAST, 10);
  expect(await moving.count(LAST, SOURCE)).toBe(160);
  const report = await moving.run(await moving.plan(2));
  expect(report).toMatchObject({ state: 'done', remarks: [] });
  expect(await moving.count(LAST, TARGET)).toBe(10);
  expect(await moving.whole(LAST, 10)).toBe(10);
});
