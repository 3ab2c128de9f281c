/** A paste of 10,000 commands of random keys through the engine, beside redis-cli -c fed the same lines; the sides take turns. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runLines } from '../../main/workspace/run-lines.ts';
import type { LineOutcome } from '../../shared/session/execution.ts';
import { median } from '../support/median.ts';
import { openSession, type OpenedSession } from '../support/open-session.ts';
import { PASTED, pastedLines, timeRedisCli } from '../support/redis-cli-paste.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

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

async function engine(): Promise<number> {
  const start = performance.now();
  const outcomes: LineOutcome[] = [];
  while (outcomes.length < pastedLines.length) {
    const next = pastedLines.slice(outcomes.length, outcomes.length + TOGETHER);
    outcomes.push(...(await runLines(next, 0, opened.session, null)));
  }
  const time = performance.now() - start;
  expect(outcomes.every((outcome) => outcome.kind === 'executed')).toBe(true);
  return time;
}

test('a paste of 10,000 commands beside redis-cli -c', async () => {
  const times = { cli: [] as number[], engine: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    times.cli.push(await timeRedisCli(cluster.ports[0]!));
    times.engine.push(await engine());
  }
  const [cli, ours] = [median(times.cli), median(times.engine)];
  console.log(
    `${PASTED} lines of random keys, median of ${ROUNDS} rounds:\n` +
      `  redis-cli -c ${cli.toFixed(0)} ms\n` +
      `  engine       ${ours.toFixed(0)} ms: ${(cli / ours).toFixed(2)} times as fast`,
  );
});
