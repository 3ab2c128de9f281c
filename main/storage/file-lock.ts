/** One program at a time: a lock file beside the file that it protects. */
import { open, readFile, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const WAIT_TIMEOUT_MS = 5000;
/** Age at which the lock of a running program counts as forgotten. */
const STALE_MS = 30_000;
/** The same for a lock without a process number: its program died, or found the disk full, before it could write one. */
const NAMELESS_STALE_MS = 1000;

/** Another program did not release the lock in time. */
export class LockHeldError extends Error {
  override name = 'LockHeldError';

  constructor() {
    super('another program holds its lock');
  }
}

/** False for a process that has ended. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Runs `act` while no other program holds `lock`. Rejects with LockHeldError if one holds it for longer than `timeoutMs`. */
export async function withLock<T>(
  lock: string,
  act: () => Promise<T>,
  timeoutMs = WAIT_TIMEOUT_MS,
): Promise<T> {
  await take(lock, timeoutMs);
  try {
    return await act();
  } finally {
    await rm(lock, { force: true }).catch(() => undefined);
  }
}

async function take(lock: string, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      const handle = await open(lock, 'wx', 0o600);
      await handle.writeFile(`${process.pid}\n`).catch(() => undefined);
      await handle.close();
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (Date.now() > deadline) throw new LockHeldError();
    if (await isForgotten(lock)) await breakLock(lock);
    else await sleep(10);
  }
}

async function isForgotten(lock: string): Promise<boolean> {
  try {
    const owner = Number(/^\d+(?=\n)/.exec(await readFile(lock, 'utf8'))?.[0] ?? 0);
    if (owner > 0 && !isRunning(owner)) return true;
    return await isOlder(lock, owner > 0 ? STALE_MS : NAMELESS_STALE_MS);
  } catch {
    return false;
  }
}

const isOlder = async (file: string, ms: number) => Date.now() - (await stat(file)).mtimeMs > ms;

/**
 * One program at a time breaks a lock, and looks again first: if two found it forgotten, the second must not delete, or for
 * a moment move away, the lock that a third has taken since.
 */
async function breakLock(lock: string): Promise<void> {
  const breaking = `${lock}.breaking`;
  try {
    await (await open(breaking, 'wx', 0o600)).close();
  } catch {
    // Its program may have died at this very moment.
    if (await isOlder(breaking, NAMELESS_STALE_MS).catch(() => false)) await rm(breaking, { force: true });
    await sleep(10);
    return;
  }
  if (await isForgotten(lock)) await rm(lock, { force: true }).catch(() => undefined);
  await rm(breaking, { force: true }).catch(() => undefined);
}
