/** What the benches of pasting give to both sides, and how long redis-cli -c takes for it. */
import { spawn } from 'node:child_process';

export const PASTED = 10_000;

/** SETs and GETs of random keys, in turn. */
export const pastedLines = Array.from({ length: PASTED }, (_, i) => {
  const key = `key:${(i * 7919) % 100_003}`;
  return i % 2 === 0 ? `set ${key} value-${i}` : `get ${key}`;
});

/** Milliseconds for redis-cli -c at `port` to run the lines, its output thrown away. */
export function timeRedisCli(port: number): Promise<number> {
  const start = performance.now();
  const child = spawn('redis-cli', ['-c', '-p', String(port)], { stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end(pastedLines.join('\n') + '\n');
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve(performance.now() - start));
  });
}
