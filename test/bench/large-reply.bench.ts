/** LRANGE of a million elements in the window: the first lines, the longest freeze, the memory of both processes. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'vitest';
import { BenchApp } from '../support/bench-app.ts';
import { median } from '../support/median.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

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

/** Anonymous resident bytes of a process and of all its children, by /proc. */
function resident(pid: number): number {
  const status = (id: string) => {
    try {
      return readFileSync(`/proc/${id}/status`, 'utf8');
    } catch {
      return '';
    }
  };
  const parents = new Map(
    readdirSync('/proc')
      .filter((id) => /^\d+$/.test(id))
      .map((id) => [id, /PPid:\s+(\d+)/.exec(status(id))?.[1]]),
  );
  const family = new Set([String(pid)]);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const [id, parent] of parents) if (parent && family.has(parent)) family.add(id);
  }
  let sum = 0;
  for (const id of family) sum += Number(/RssAnon:\s+(\d+)/.exec(status(id))?.[1] ?? 0) * 1024;
  return sum;
}

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
      const idle = resident(app.child.pid!);
      let peak = idle;
      const watch = setInterval(() => (peak = Math.max(peak, resident(app.child.pid!))), 20);
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
    console.log(
      `LRANGE of ${ELEMENTS} elements, medians of ${ROUNDS}:\n` +
        `  first lines ${median(first!).toFixed(0)} ms; all lines of redis-cli ${median(cli!).toFixed(0)} ms: ${(median(cli!) / median(first!)).toFixed(1)} times as soon\n` +
        `  the window's event loop was blocked for ${median(frozen!).toFixed(0)} ms at the longest (worst ${Math.max(...frozen!).toFixed(0)})\n` +
        `  peak memory over idle, all processes ${median(memory!).toFixed(0)} MiB`,
    );
  } finally {
    await cluster.stop();
  }
});
