/** `slotshell --cluster check` of six nodes beside redis-cli, starts of the processes included. An empty Node program is the limit. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildHeadless } from '../support/headless.ts';
import { median } from '../support/median.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const ROUNDS = 11;

let cluster: RedisCluster;
let program: string;
beforeAll(async () => {
  program = await buildHeadless();
  cluster = await RedisCluster.start();
});
afterAll(() => cluster?.stop());

function timed(command: string, args: readonly string[]): number {
  const start = performance.now();
  const { status } = spawnSync(command, args);
  expect(status).toBe(0);
  return performance.now() - start;
}

test('check beside redis-cli', () => {
  const check = ['--cluster', 'check', cluster.addresses[0]!];
  const times = { cli: [] as number[], ours: [] as number[], node: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    times.cli.push(timed('redis-cli', check));
    times.ours.push(timed(process.execPath, [program, ...check]));
    times.node.push(timed(process.execPath, ['-e', '0']));
  }
  const [cli, ours, node] = [median(times.cli), median(times.ours), median(times.node)];
  console.log(
    `check of six nodes, medians of ${ROUNDS}: redis-cli ${cli.toFixed(0)} ms, slotshell ${ours.toFixed(0)} ms ` +
      `(${(ours / cli).toFixed(1)} times as long), of which Node's own start takes ${node.toFixed(0)} ms`,
  );
});
