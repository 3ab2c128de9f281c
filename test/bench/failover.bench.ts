/** From kill -9 of a primary to the first write that succeeds again, beside a plain ioredis Cluster in the same failover. */
import { Cluster as IoredisCluster } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keySlot } from '../../shared/slots/slots.ts';
import { median } from '../support/median.ts';
import { openSession, run } from '../support/open-session.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 8);

let cluster: RedisCluster;
beforeAll(async () => {
  cluster = await RedisCluster.start({ primaries: 3, replicas: 1, nodeTimeout: 1000 });
});
afterAll(() => cluster?.stop());

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Milliseconds until `write` succeeds; what fails is tried again as a person would. */
async function untilItWorks(write: () => Promise<boolean>): Promise<number> {
  const start = performance.now();
  while (!(await write().catch(() => false))) await wait(20);
  return performance.now() - start;
}

/** Kills the owner of the key, and brings it back as a replica. */
async function failover(key: string, write: () => Promise<boolean>): Promise<number> {
  const owner = (await cluster.ownerOf(keySlot(Buffer.from(key))))!;
  expect(await write()).toBe(true);
  await cluster.kill(owner);
  const time = await untilItWorks(write);
  await cluster.waitForFailover(owner);
  await cluster.restart(owner);
  await waitUntil('the old primary is a replica that is in step', async () => {
    const text = String(await cluster.command(owner, 'INFO', 'replication'));
    return text.includes('role:slave') && text.includes('master_link_status:up');
  });
  return time;
}

test('time until a write works again after kill -9 of its primary', async () => {
  const times: { shell: number[]; ioredis: number[] } = { shell: [], ioredis: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const key = `key:${round}`;
    const { session } = await openSession(cluster, 'direct', { seeds: cluster.addresses });
    times.shell.push(
      await failover(key, async () => (await run(session, `set ${key} ${round}`)).reply !== null),
    );
    session.close();
    const plain = new IoredisCluster(cluster.ports.map((port) => ({ host: '127.0.0.1', port })));
    plain.on('error', () => undefined);
    times.ioredis.push(await failover(key, async () => (await plain.set(key, round)) === 'OK'));
    plain.disconnect();
  }
  const [shell, ioredis] = [median(times.shell), median(times.ioredis)];
  const list = (all: number[]) => all.map((time) => Math.round(time)).join(' ');
  console.log(
    `kill -9 of a primary, median of ${ROUNDS} rounds each, taking turns:\n` +
      `  shell           ${shell.toFixed(0)} ms   (${list(times.shell)})\n` +
      `  ioredis Cluster ${ioredis.toFixed(0)} ms   (${list(times.ioredis)})\n` +
      `  ratio ${(shell / ioredis).toFixed(2)}`,
  );
});
