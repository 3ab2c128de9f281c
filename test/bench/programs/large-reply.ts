/**
 * LRANGE of a long list through the engine, over a plain socket that reads and throws away, and by redis-cli, in turns.
 * Arguments: the port of a server with the list `foo`, the rounds. Prints one line of JSON: medians in milliseconds, and the
 * memory over idle in MiB.
 */
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import type { Session } from '../../../main/cluster/session/session.ts';
import { runLines } from '../../../main/workspace/run-lines.ts';
import { median } from '../../support/median.ts';
import { benchSession } from '../bench-session.ts';

const LINE = 'lrange foo 0 -1';
const [port = 0, rounds = 5] = process.argv.slice(2).map(Number);

function redisCli(): Promise<number> {
  const start = performance.now();
  const child = spawn('redis-cli', ['--no-raw', '-p', String(port), ...LINE.split(' ')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve(performance.now() - start));
  });
}

/** Milliseconds until the first and the last of as many bytes. */
function plain(bytes: number): Promise<{ first: number; last: number }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', reject);
    socket.once('connect', () => {
      const start = performance.now();
      let [first, seen] = [0, 0];
      socket.on('data', (chunk: Buffer) => {
        first ||= performance.now() - start;
        seen += chunk.length;
        if (seen < bytes) return;
        socket.destroy();
        resolve({ first, last: performance.now() - start });
      });
      socket.write(`${LINE}\r\n`);
    });
  });
}

async function engine(session: Session): Promise<{ time: number; bytes: number; memory: number }> {
  const idle = process.memoryUsage().rss;
  let peak = idle;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 10);
  const start = performance.now();
  const [outcome] = await runLines([LINE], 0, session, null);
  const time = performance.now() - start;
  clearInterval(timer);
  const reply = outcome?.kind === 'executed' ? outcome.executions[0]!.reply : null;
  if (!reply || reply.whole) throw new Error('no large reply');
  return { time, bytes: reply.bytes, memory: (Math.max(peak, process.memoryUsage.rss()) - idle) / 2 ** 20 };
}

async function main(): Promise<void> {
  const session = await benchSession(port);
  const times: { [name: string]: number[] } = {};
  const note = (name: string, value: number) => (times[name] ??= []).push(value);
  for (let round = 0; round < rounds; round++) {
    note('cli', await redisCli());
    const { time, bytes, memory } = await engine(session);
    note('engine', time);
    note('bytes', bytes / 2 ** 20);
    // Later replies reuse what the first has left free.
    if (round === 0) note('memory', memory);
    session.replies.clear();
    const { first, last } = await plain(bytes);
    note('first', first);
    note('last', last);
  }
  session.close();
  console.log(JSON.stringify(Object.fromEntries(Object.entries(times).map(([k, v]) => [k, median(v)]))));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
