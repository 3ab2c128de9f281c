/** `slotshell ping` beside `node -e 0`, which is the least that a program of Node costs, and beside redis-cli. */
import { rmSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'vitest';
import { buildProgram } from '../../scripts/build-command.mjs';
import { measuredRun, mediansOf, ratioLines } from '../support/measured-run.ts';
import { RedisServer } from '../support/redis-server.ts';
import { addRow } from './table.ts';

const ROUNDS = 21;

test('the start of the command', async () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-bench-'));
  const server = await RedisServer.start();
  try {
    const program = await buildProgram('main/headless.ts', directory, { minify: true });
    const ping = ['-p', String(server.port), 'ping'];
    const medians = await mediansOf(
      {
        'node -e 0': () => measuredRun(process.execPath, ['-e', '0']),
        'slotshell ping': () => measuredRun(process.execPath, [program, ...ping]),
        'slotshell -c ping': () => measuredRun(process.execPath, [program, '-c', ...ping]),
        'redis-cli ping': () => measuredRun('redis-cli', ping),
      },
      ROUNDS,
    );
    const [least, ours] = [medians['node -e 0']!, medians['slotshell ping']!];
    const says = 'times as long';
    addRow({
      name: 'slotshell ping',
      ours: ours.wall,
      unit: 'ms',
      beside: { name: 'node -e 0', value: least.wall },
      says,
      aim: 1.6,
    });
    addRow({
      name: 'memory of slotshell ping',
      ours: ours.memory,
      unit: 'MiB',
      beside: { name: 'node -e 0', value: least.memory },
      says,
      aim: 1.5,
    });
    console.log(`start, medians of ${ROUNDS}, beside node -e 0:\n${ratioLines(medians, 'node -e 0')}`);
  } finally {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
});
