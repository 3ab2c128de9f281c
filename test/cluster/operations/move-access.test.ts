import { describe, expect, test } from 'vitest';
import {
  LAST,
  movingClusters,
  type MovingCluster,
  SOURCE,
  TARGET,
  keyOf,
} from '../../support/moving-cluster.ts';
import { FOUND_SERVERS } from '../../support/servers.ts';

const { start } = movingClusters();

/** docs/operations.md lists them. */
const RIGHTS = [
  ...['+ping', '+info', '+command|info', '+command|docs'],
  ...['+cluster|nodes', '+cluster|info', '+cluster|myid', '+cluster|setslot'],
  ...['+cluster|countkeysinslot', '+cluster|getkeysinslot'],
  ...['+migrate', '+restore', '+restore-asking', '+asking', '+select'],
  ...['+memory|usage', '+dump', '+pttl', '+watch', '+unwatch', '+multi', '+exec', '+del'],
].join(' ');
const NAME = 'operator';
const SECRET = 'p%a-s$s';

async function expectMoved(moving: MovingCluster, keys: number): Promise<void> {
  expect(await moving.ownerOf(LAST)).toBe(moving.cluster.ports[TARGET]);
  expect(await moving.whole(LAST, keys)).toBe(keys);
  expect(await moving.count(LAST, SOURCE)).toBe(0);
}

describe.each(FOUND_SERVERS)('$name', ({ server }) => {
  test('a user with no more rights than needed moves slots, and settles keys that both nodes have', async () => {
    const moving = await start({
      server,
      conf: [`user ${NAME} on >${SECRET} ~* ${RIGHTS}`],
      settings: { username: NAME, password: SECRET },
    });
    await moving.fill(LAST, 200);
    const plan = await moving.plan(20);
    const { cluster } = moving;
    const [source, target] = [cluster.ports[SOURCE]!, cluster.ports[TARGET]!];
    const [same, other] = [keyOf(LAST, 1), keyOf(LAST, 'other')];
    await cluster.command(source, 'SET', other, 'v1');
    await cluster.command(target, 'CLUSTER', 'SETSLOT', String(LAST), 'IMPORTING', cluster.nodes[SOURCE]!.id);
    await cluster.command(source, 'CLUSTER', 'SETSLOT', String(LAST), 'MIGRATING', cluster.nodes[TARGET]!.id);
    for (const key of [same, other])
      await cluster.command(source, 'MIGRATE', '127.0.0.1', String(target), key, '0', '5000', 'COPY');
    await cluster.command(source, 'SET', other, 'another value');
    const report = await moving.run(plan, { resolveConflict: () => Promise.resolve('target') });
    expect(report).toMatchObject({
      state: 'done-with-remarks',
      remarks: [expect.stringContaining('1 key had two values')],
    });
    await expectMoved(moving, 200);
    expect(await cluster.command(target, 'GET', other)).toBe('v1');
  });

  test('keys go over TLS, with a password', async () => {
    const moving = await start({ server, tls: 'mutual', password: 'a b%c"' });
    await moving.fill(LAST, 300);
    const report = await moving.run(await moving.plan(20));
    expect(report).toMatchObject({ state: 'done', remarks: [], done: { keys: 300 } });
    await expectMoved(moving, 300);
  });
});

test('a user that the target does not let restore stops the move with the target’s words, and every key stays', async () => {
  const moving = await start({
    conf: [`user ${NAME} on >${SECRET} ~* ${RIGHTS} -restore -restore-asking`],
    settings: { username: NAME, password: SECRET },
  });
  await moving.fill(LAST, 200);
  const plan = await moving.plan(1);
  const report = await moving.run(plan);
  expect(report.state).toBe('failed');
  expect(report.remarks[0]).toMatch(/NOPERM/);
  expect(report.remarks.join(' ')).not.toContain(SECRET);
  expect(await moving.ownerOf(LAST)).toBe(moving.cluster.ports[SOURCE]);
  expect(await moving.count(LAST, SOURCE)).toBe(200);
});
