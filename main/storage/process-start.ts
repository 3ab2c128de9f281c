/** Whether a process of an earlier time still runs: its number may belong to another one by now. */
import { readFile } from 'node:fs/promises';
import { isRunning } from './file-lock.ts';

/** Ticks a second in /proc (USER_HZ), the same on every architecture that Node runs on. */
const TICKS = 100;
/** Milliseconds by which the two clocks may differ. */
const TOLERANCE_MS = 2000;

/** `at` is a time at which the process was at work. Where its start cannot be told (no /proc), its number decides. */
export async function stillRuns(pid: number, at: number): Promise<boolean> {
  if (pid <= 0 || pid === process.pid || !isRunning(pid)) return false;
  const started = await startOf(pid).catch(() => null);
  return started === null || started <= at + TOLERANCE_MS;
}

/** Milliseconds since 1970. */
async function startOf(pid: number): Promise<number | null> {
  const [stat, system] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile('/proc/stat', 'utf8'),
  ]);
  // The name of the program, in parentheses, may hold anything. starttime is the 20th field after it.
  const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  const boot = Number(/^btime (\d+)$/m.exec(system)?.[1]);
  const started = boot * 1000 + (ticks * 1000) / TICKS;
  return Number.isFinite(started) ? started : null;
}
