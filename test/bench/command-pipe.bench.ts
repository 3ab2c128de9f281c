/** 100,000 lines of random keys from a file, beside redis-cli -c. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'vitest';
import { buildHeadless } from '../support/headless.ts';
import { measuredRun, mediansOf, ratioLines } from '../support/measured-run.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const LINES = 100_000;
const ROUNDS = 3;

test('a script of many lines', async () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-bench-'));
  const file = path.join(directory, 'lines');
  const lines = Array.from({ length: LINES }, (_, i) => {
    const key = `key:${Math.floor(Math.random() * 1e9)}`;
    return i % 2 === 0 ? `set ${key} value` : `get ${key}`;
  });
  writeFileSync(file, `${lines.join('\n')}\n`);
  const cluster = await RedisCluster.start({ replicas: 0 });
  try {
    const program = await buildHeadless();
    const at = ['-p', String(cluster.ports[0])];
    const medians = await mediansOf(
      {
        'redis-cli -c': () => measuredRun('redis-cli', [...at, '-c'], file),
        'slotshell -c': () => measuredRun(process.execPath, [program, ...at, '-c'], file),
        'slotshell --direct': () => measuredRun(process.execPath, [program, ...at, '--direct'], file),
      },
      ROUNDS,
    );
    console.log(
      `${LINES} lines, medians of ${ROUNDS}, beside redis-cli -c:\n${ratioLines(medians, 'redis-cli -c')}`,
    );
  } finally {
    await cluster.stop();
    rmSync(directory, { recursive: true, force: true });
  }
});
