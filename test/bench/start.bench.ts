/** From the start of the app to a painted prompt on a cluster that runs already, and its memory when it idles, beside a bare window of Electron. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'vitest';
import { BenchApp } from '../support/bench-app.ts';
import { median } from '../support/median.ts';
import { cpuMilliseconds, residentBytes } from '../support/process-family.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 11);
const BARE = path.join(import.meta.dirname, 'limits/bare-window/main.cjs');

interface Start {
  /** Milliseconds to the prompt. */
  time: number;
  /** Milliseconds of the processors until then. */
  cpu: number;
  /** Bytes, a while later. */
  memory: number;
}

/** Milliseconds after the prompt in which whatever waited for it is done. */
const IDLE_AFTER_MS = 3000;

async function startOf(
  args: readonly string[],
  userData?: string,
  program?: string,
  idles = false,
): Promise<Start> {
  const app = await BenchApp.launch(args, userData, program);
  const time = await app.promptAfter();
  const cpu = cpuMilliseconds(app.child.pid!);
  if (idles) await sleep(IDLE_AFTER_MS);
  const memory = residentBytes(app.child.pid!);
  await app.close();
  return { time, cpu, memory };
}

test('start to a usable prompt', async () => {
  const cluster = await RedisCluster.start();
  const directories = await Promise.all(
    ['app', 'bare', 'program'].map((name) => mkdtemp(path.join(tmpdir(), `slotshell-bench-${name}-`))),
  );
  const [userData, bareData, bareProgram] = directories as [string, string, string];
  const manifest = { name: 'bare-window', version: '0.0.0', main: path.relative(bareProgram, BARE) };
  await writeFile(path.join(bareProgram, 'package.json'), JSON.stringify(manifest));
  try {
    const args = ['-p', String(cluster.ports[0]!)];
    // Chromium keeps compiled code once it has seen a script more than once.
    for (let i = 0; i < 3; i++) await startOf(args, userData);
    await startOf([], bareData, bareProgram);
    const [first, later, bare] = [[], [], []] as Start[][];
    for (let round = 0; round < ROUNDS; round++) {
      first!.push(await startOf(args));
      later!.push(await startOf(args, userData));
      bare!.push(await startOf([], bareData, bareProgram));
    }
    const middle = (starts: Start[], of: keyof Start) => median(starts.map((start) => start[of]));
    const line = (what: string, starts: Start[]) => {
      const times = starts.map(({ time }) => time);
      return (
        `  ${what} ${median(times).toFixed(0)} ms (from ${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)}), ` +
        `${(median(times) / middle(bare!, 'time')).toFixed(2)} of a bare window; ` +
        `CPU ${middle(starts, 'cpu').toFixed(0)} ms, ${(middle(starts, 'cpu') / middle(bare!, 'cpu')).toFixed(2)}`
      );
    };
    console.log(
      `start to a usable prompt, medians of ${ROUNDS}:\n${line('first start', first!)}\n${line('later start', later!)}\n${line('bare window', bare!)}`,
    );
    const [idle, idleBare] = [[], []] as Start[][];
    for (let round = 0; round < 3; round++) {
      idle!.push(await startOf(['--demo'], userData, undefined, true));
      idleBare!.push(await startOf([], bareData, bareProgram, true));
    }
    const mib = (starts: Start[]) => middle(starts, 'memory') / (1 << 20);
    console.log(
      `memory idle on the demo cluster, its servers included: ${mib(idle!).toFixed(0)} MiB; bare window ${mib(idleBare!).toFixed(0)} MiB: ` +
        `${(mib(idle!) / mib(idleBare!)).toFixed(2)} of it`,
    );
  } finally {
    for (const directory of directories) await rm(directory, { recursive: true, force: true });
    await cluster.stop();
  }
});
