/** From the start of the app to a painted prompt on a cluster that runs already; redis-cli's start stands beside it for scale. */
import { execFileSync } from 'node:child_process';
import { test } from 'vitest';
import { BenchApp } from '../support/bench-app.ts';
import { median } from '../support/median.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const ROUNDS = 7;

test('start to a usable prompt', async () => {
  const cluster = await RedisCluster.start();
  try {
    const app: number[] = [];
    const cli: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const launched = await BenchApp.launch(['-p', String(cluster.ports[0])]);
      app.push(await launched.promptAfter());
      await launched.close();
      const cliStart = performance.now();
      execFileSync('redis-cli', ['-p', String(cluster.ports[0]), 'ping']);
      cli.push(performance.now() - cliStart);
    }
    console.log(
      `start to a usable prompt, median of ${ROUNDS}: ${median(app).toFixed(0)} ms ` +
        `(from ${Math.min(...app).toFixed(0)} to ${Math.max(...app).toFixed(0)}); ` +
        `redis-cli ping ${median(cli).toFixed(0)} ms: ratio ${(median(app) / median(cli)).toFixed(1)}`,
    );
  } finally {
    await cluster.stop();
  }
});
