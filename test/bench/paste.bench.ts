/** A paste of 10,000 commands of random keys through the engine, beside redis-cli -c fed the same lines; the sides take turns. */
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runLines } from '../../main/router.ts';
import type { LineOutcome } from '../../shared/model.ts';
import { median } from '../support/median.ts';
import { openSession, type OpenedSession } from '../support/open-session.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const COMMANDS = 10_000;
const TOGETHER = 500;
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

const lines = Array.from({ length: COMMANDS }, (_, i) => {
  const key = `key:${(i * 7919) % 100_003}`;
  return i % 2 === 0 ? `set ${key} value-${i}` : `get ${key}`;
});

function redisCli(): Promise<number> {
  const start = performance.now();
  const child = spawn('redis-cli', ['-c', '-p', String(cluster.ports[0])], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin.end(lines.join('\n') + '\n');
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve(performance.now() - start));
  });
}

async function engine(): Promise<number> {
  const start = performance.now();
  const outcomes: LineOutcome[] = [];
  while (outcomes.length < lines.length) {
    const next = lines.slice(outcomes.length, outcomes.length + TOGETHER);
    outcomes.push(...(await runLines(next, 0, opened.session, null)));
  }
  const time = performance.now() - start;
  expect(outcomes.every((outcome) => outcome.kind === 'executed')).toBe(true);
  return time;
}

test('a paste of 10,000 commands beside redis-cli -c', async () => {
  const times = { cli: [] as number[], engine: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    times.cli.push(await redisCli());
    times.engine.push(await engine());
  }
  const [cli, ours] = [median(times.cli), median(times.engine)];
  console.log(
    `${COMMANDS} lines of random keys, median of ${ROUNDS} rounds:\n` +
      `  redis-cli -c ${cli.toFixed(0)} ms\n` +
      `  engine       ${ours.toFixed(0)} ms: ${(cli / ours).toFixed(2)} times as fast`,
  );
});
