/** 2,000 GETs of random keys through the engine, beside redis-cli -c fed the same lines; the sides take turns. */
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RedirectMode } from '../../shared/session/session.ts';
import { median } from '../support/median.ts';
import { openSession, run, type OpenedSession } from '../support/open-session.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const COMMANDS = 2000;
const ROUNDS = 7;

let cluster: RedisCluster;
let opened: OpenedSession;
beforeAll(async () => {
  cluster = await RedisCluster.start();
  opened = await openSession(cluster, 'direct');
});
afterAll(async () => {
  opened?.session.close();
  await cluster?.stop();
});

const keys = Array.from({ length: COMMANDS }, (_, i) => `key:${(i * 7919) % 100_003}`);

function redisCli(): Promise<number> {
  const start = performance.now();
  const child = spawn('redis-cli', ['-c', '-p', String(cluster.ports[0])], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let replies = 0;
  child.stdout.on('data', (chunk: Buffer) => (replies += chunk.toString().split('\n').length - 1));
  child.stdin.end(keys.map((key) => `get ${key}\n`).join(''));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      expect(replies).toBeGreaterThanOrEqual(COMMANDS);
      resolve(performance.now() - start);
    });
  });
}

async function engine(mode: RedirectMode): Promise<number> {
  opened.session.setMode(mode);
  const start = performance.now();
  let answered = 0;
  for (const key of keys) if ((await run(opened.session, `get ${key}`)).reply) answered++;
  const time = performance.now() - start;
  expect(answered).toBe(COMMANDS);
  return time;
}

test('round trips beside redis-cli -c', async () => {
  const times = { cli: [] as number[], direct: [] as number[], follow: [] as number[] };
  for (const key of keys) await run(opened.session, `set ${key} value`);
  for (let round = 0; round < ROUNDS; round++) {
    times.cli.push(await redisCli());
    times.direct.push(await engine('direct'));
    times.follow.push(await engine('follow'));
  }
  const [cli, direct, follow] = [median(times.cli), median(times.direct), median(times.follow)];
  console.log(
    `${COMMANDS} GETs of random keys, median of ${ROUNDS} rounds:\n` +
      `  redis-cli -c ${cli.toFixed(0)} ms\n` +
      `  direct       ${direct.toFixed(0)} ms: ${(cli / direct).toFixed(2)} times as fast\n` +
      `  follow       ${follow.toFixed(0)} ms: ${(cli / follow).toFixed(2)} times as fast`,
  );
});
