/** From the start of the app to a painted prompt on a cluster that runs already; redis-cli's start stands beside it for scale. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'vitest';
import { BenchApp } from '../support/bench-app.ts';
import { median } from '../support/median.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const ROUNDS = 7;

async function promptAfter(port: number, userData?: string): Promise<number> {
  const app = await BenchApp.launch(['-p', String(port)], userData);
  const time = await app.promptAfter();
  await app.close();
  return time;
}

test('start to a usable prompt', async () => {
  const cluster = await RedisCluster.start();
  const userData = await mkdtemp(path.join(tmpdir(), 'slotshell-bench-'));
  try {
    const port = cluster.ports[0]!;
    // Chromium keeps compiled code once it has seen a script more than once.
    for (let i = 0; i < 3; i++) await promptAfter(port, userData);
    const [first, later, cli] = [[], [], []] as number[][];
    for (let round = 0; round < ROUNDS; round++) {
      first!.push(await promptAfter(port));
      later!.push(await promptAfter(port, userData));
      const start = performance.now();
      execFileSync('redis-cli', ['-p', String(port), 'ping']);
      cli!.push(performance.now() - start);
    }
    const line = (what: string, times: number[]) =>
      `  ${what} ${median(times).toFixed(0)} ms (from ${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)}), ` +
      `${(median(times) / median(cli!)).toFixed(0)} times redis-cli ping`;
    console.log(
      `start to a usable prompt, medians of ${ROUNDS}:\n${line('first start', first!)}\n${line('later start', later!)}`,
    );
  } finally {
    await rm(userData, { recursive: true, force: true });
    await cluster.stop();
  }
});
