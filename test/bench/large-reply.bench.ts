/** LRANGE of a million elements in the window: the first lines, the longest freeze, the memory of both processes. */
import { execFileSync } from 'node:child_process';
import { test } from 'vitest';
import { BenchApp } from '../support/bench-app.ts';
import { median } from '../support/median.ts';
import { residentBytes } from '../support/process-family.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { addRow } from './table.ts';

const ROUNDS = 5;
const ELEMENTS = 1_000_000;

/** Runs in the page: notes when the first element stands in the terminal, and the longest time between two turns of the event loop. */
const WATCH = `window.benchResult = new Promise((resolve) => {
  let [frozen, last, first, start] = [0, 0, 0, 0];
  const channel = new MessageChannel();
  channel.port1.onmessage = () => {
    const now = performance.now();
    frozen = Math.max(frozen, now - last);
    last = now;
    if (!first && window.slotshellTest.lines().some((line) => line.includes('"value-0-0"'))) first = now - start;
    // Three seconds on, what it did in the background has been seen.
    if (now - start < 3000) channel.port2.postMessage(null);
    else resolve({ first, frozen });
  };
  window.addEventListener('keydown', () => {
    start = last = performance.now();
    channel.port2.postMessage(null);
  }, { capture: true, once: true });
}); 0`;

test('a list of a million elements', async () => {
  const cluster = await RedisCluster.start();
  const port = (await cluster.ownerOf(12182))!;
  try {
    const lines = Array.from(
      { length: 1000 },
      (_, i) => `RPUSH foo ${Array.from({ length: 1000 }, (_, k) => `value-${i}-${k}`).join(' ')}`,
    );
    execFileSync('redis-cli', ['-p', String(port)], { input: lines.join('\n'), maxBuffer: 1 << 26 });
    const [first, frozen, memory, cli] = [[], [], [], []] as number[][];
    for (let round = 0; round < ROUNDS; round++) {
      const app = await BenchApp.launch(['-p', String(port)]);
      await app.promptAfter();
      await app.evaluate("document.querySelector('.xterm-helper-textarea').focus()");
      await app.insertText('lrange foo 0 -1');
      await app.evaluate(WATCH);
      const idle = residentBytes(app.child.pid!);
      let peak = idle;
      const watch = setInterval(() => (peak = Math.max(peak, residentBytes(app.child.pid!))), 20);
      await app.pressEnter();
      const measured = app.evaluate<{ first: number; frozen: number }>('window.benchResult');
      const { first: time, frozen: longest } = await measured;
      clearInterval(watch);
      first!.push(time);
      frozen!.push(longest);
      memory!.push((peak - idle) / (1 << 20));
      await app.close();
      const start = performance.now();
      execFileSync('redis-cli', ['--no-raw', '-p', String(port), 'lrange', 'foo', '0', '-1'], {
        maxBuffer: 1 << 28,
      });
      cli!.push(performance.now() - start);
    }
    const row = { name: 'LRANGE of 1,000,000: first lines', ours: median(first!), unit: 'ms' } as const;
    const cliTime = { name: 'redis-cli, all of it', value: median(cli!) };
    addRow({ ...row, beside: cliTime, says: 'times as fast', aim: 12 });
    const longest = {
      name: 'LRANGE of 1,000,000: longest block',
      ours: median(frozen!),
      unit: 'ms',
    } as const;
    addRow({ ...longest, beside: { name: 'one frame', value: 16 }, says: 'times as long', aim: 1 });
    const peak = {
      name: 'LRANGE of 1,000,000: memory over idle',
      ours: median(memory!),
      unit: 'MiB',
    } as const;
    addRow({
      ...peak,
      beside: { name: 'its own reply', value: (ELEMENTS * 17) / (1 << 20) },
      says: 'times as long',
      aim: 2.5,
    });
  } finally {
    await cluster.stop();
  }
});
