/** --pipe of 1,000,000 SETs: into one node beside redis-cli, and into three primaries. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'vitest';
import { buildHeadless } from '../support/headless.ts';
import { measuredRun, mediansOf, ratioLines } from '../support/measured-run.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { addRow } from './table.ts';

const SETS = 1_000_000;
const ROUNDS = 3;

test('mass insertion', async () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-bench-'));
  const file = path.join(directory, 'commands');
  const set = (i: number) => {
    const key = `key:${String(i).padStart(12, '0')}`;
    return `*3\r\n$3\r\nSET\r\n$16\r\n${key}\r\n$7\r\nv${String(i).padStart(6, '0')}\r\n`;
  };
  writeFileSync(file, Array.from({ length: SETS }, (_, i) => set(i)).join(''));
  const [cluster, single] = await Promise.all([
    RedisCluster.start({ replicas: 0 }),
    RedisCluster.start({ cluster: false, primaries: 1 }),
  ]);
  try {
    const program = await buildHeadless();
    const one = ['-p', String(single.ports[0]), '--pipe'];
    const all = ['-c', '-p', String(cluster.ports[0]), '--pipe'];
    const medians = await mediansOf(
      {
        'redis-cli, one node': () => measuredRun('redis-cli', one, file),
        'one node': () => measuredRun(process.execPath, [program, ...one], file),
        'three primaries': () => measuredRun(process.execPath, [program, ...all], file),
      },
      ROUNDS,
    );
    const { wall } = medians['three primaries']!;
    for (const [name, value] of [
      ['redis-cli into one node', medians['redis-cli, one node']!.wall],
      ['300,000 a second', SETS / 300],
    ] as const)
      addRow({
        name: `--pipe of ${SETS} SETs into three primaries, beside ${name}`,
        ours: wall,
        unit: 'ms',
        beside: { name, value },
        says: 'times as fast',
        aim: 1,
      });
    console.log(
      `--pipe of ${SETS} SETs, medians of ${ROUNDS}:\n${ratioLines(medians, 'redis-cli, one node')}`,
    );
  } finally {
    await Promise.all([cluster.stop(), single.stop()]);
    rmSync(directory, { recursive: true, force: true });
  }
});
