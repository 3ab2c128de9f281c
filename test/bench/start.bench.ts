/** From the start of the app to a painted prompt on a cluster that runs already, and its memory when it idles, beside a bare window of Electron. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'vitest';
import { BareElectron } from '../support/bare-electron.ts';
import { BenchApp } from '../support/bench-app.ts';
import { median } from '../support/median.ts';
import { cpuMilliseconds, residentBytes } from '../support/process-family.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { addRow } from './table.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 11);
const IDLE_ROUNDS = 3;
/** Milliseconds after the prompt in which whatever waited for it is done. */
const IDLE_AFTER_MS = 3000;

interface Start {
  /** Milliseconds to the prompt. */
  time: number;
  /** Milliseconds of the processors until then. */
  cpu: number;
  /** Bytes, a while later. */
  memory: number;
}

async function startOf(launch: () => Promise<BenchApp>, idles = false): Promise<Start> {
  const app = await launch();
  const time = await app.promptAfter();
  const cpu = cpuMilliseconds(app.child.pid!);
  if (idles) await sleep(IDLE_AFTER_MS);
  const memory = residentBytes(app.child.pid!);
  await app.close();
  return { time, cpu, memory };
}

test('start to a usable prompt', async () => {
  const cluster = await RedisCluster.start();
  const userData = await mkdtemp(path.join(tmpdir(), 'slotshell-bench-'));
  const bareElectron = await BareElectron.make('bare-window.html');
  try {
    const args = ['-p', String(cluster.ports[0]!)];
    const again = () => BenchApp.launch(args, userData);
    const bareWindow = () => bareElectron.launch();
    // Chromium keeps compiled code once it has seen a script more than once.
    for (let i = 0; i < 3; i++) await startOf(again);
    await startOf(bareWindow);
    const [first, later, bare] = [[], [], []] as [Start[], Start[], Start[]];
    for (let round = 0; round < ROUNDS; round++) {
      first.push(await startOf(() => BenchApp.launch(args)));
      later.push(await startOf(again));
      bare.push(await startOf(bareWindow));
    }
    const [idle, idleBare] = [[], []] as [Start[], Start[]];
    for (let round = 0; round < IDLE_ROUNDS; round++) {
      idle.push(await startOf(() => BenchApp.launch(args, userData), true));
      idleBare.push(await startOf(bareWindow, true));
    }
    const of = (starts: Start[], what: keyof Start) => median(starts.map((start) => start[what]));
    const row = (name: string, ours: number, unit: 'ms' | 'MiB', value: number, aim: number) =>
      addRow({ name, ours, unit, beside: { name: 'bare window', value }, says: 'times as long', aim });
    row('start to a prompt', of(later, 'time'), 'ms', of(bare, 'time'), 1.25);
    row('first start to a prompt', of(first, 'time'), 'ms', of(bare, 'time'), 1.25);
    row('start to a prompt, CPU', of(later, 'cpu'), 'ms', of(bare, 'cpu'), 1.25);
    const mib = (starts: Start[]) => of(starts, 'memory') / (1 << 20);
    row('memory, idle on a cluster', mib(idle), 'MiB', mib(idleBare), 1.4);
  } finally {
    await bareElectron.remove();
    await rm(userData, { recursive: true, force: true });
    await cluster.stop();
  }
});
