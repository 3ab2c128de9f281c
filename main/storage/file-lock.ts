/** One program at a time: a lock file beside the file that it is for. */
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds: how long to wait for another program, and after which a lock of a living one is held for forgotten. */
const STALE_AFTER_MS = 5000;
const STALE = 30_000;
/** The same for a lock that names nobody: its program died, or found the disk full, before it could write its name. */
const NAMELESS_STALE = 1000;

/** False for a process that has ended. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Runs `act` while no other program holds `lock`. Rejects where one does not give it back within five seconds. */
export async function withLock<T>(lock: string, act: () => Promise<T>): Promise<T> {
  await take(lock);
  try {
    return await act();
  } finally {
    await rm(lock, { force: true }).catch(() => undefined);
  }
}

async function take(lock: string): Promise<void> {
  const deadline = Date.now() + STALE_AFTER_MS;
  for (;;) {
    try {
      const handle = await open(lock, 'wx', 0o600);
      await handle.writeFile(`${process.pid}\n`).catch(() => undefined);
      await handle.close();
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (await isForgotten(lock)) await breakLock(lock);
    else if (Date.now() > deadline) throw new Error('another program holds it');
    else await sleep(10);
  }
}

async function isForgotten(lock: string): Promise<boolean> {
  try {
    const owner = Number(/^\d+(?=\n)/.exec(await readFile(lock, 'utf8'))?.[0] ?? 0);
    if (owner > 0 && !isRunning(owner)) return true;
    return Date.now() - (await stat(lock)).mtimeMs > (owner > 0 ? STALE : NAMELESS_STALE);
  } catch {
    return false;
  }
}

/** Renamed rather than deleted: of two programs that find it forgotten, the second must not delete what the first has taken since. */
async function breakLock(lock: string): Promise<void> {
  const broken = `${lock}.${process.pid}-${Date.now()}`;
  try {
    await rename(lock, broken);
  } catch {
    return;
  }
  if (!(await isForgotten(broken))) await rename(broken, lock).catch(() => undefined);
  else await rm(broken, { force: true }).catch(() => undefined);
}
