import { existsSync, lstatSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { poll } from './poll.ts';
import { ownProcesses, startTime } from './process-identity.ts';

/** Identifies a process for good: its number may be reused, but not together with its start time. */
interface RecordedProcess {
  pid: number;
  /** As `startTime` returned it. */
  started: string | null;
}

interface Ownership {
  owner: RecordedProcess;
}

const OWNER_FILE = 'owner.json';

let ourselves: RecordedProcess | null = null;

/**
 * Records in a directory of servers that it is ours. Synchronous. The servers are not listed: we may be killed between a
 * server's start and the writing of its number. Each is found by its command line, which names its conf file.
 */
export function recordOwnership(directory: string): void {
  ourselves ??= { pid: process.pid, started: startTime(process.pid) };
  const ownership: Ownership = { owner: ourselves };
  const file = path.join(directory, OWNER_FILE);
  writeFileSync(`${file}.new`, JSON.stringify(ownership), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/**
 * Removes the directories named PREFIX-PID-… in the system's temporary directory whose owner ended without cleaning up,
 * after killing their servers that still run. Returns the removed directories; what cannot be removed is left.
 */
export function cleanUpLeftovers(prefix = 'slotshell-demo'): string[] {
  const pattern = new RegExp(`^${prefix}-\\d+-[^-]+$`);
  const names = readdirSync(os.tmpdir()).filter((name) => pattern.test(name));
  return names.map((name) => path.join(os.tmpdir(), name)).filter(cleanUp);
}

function cleanUp(directory: string): boolean {
  try {
    const found = lstatSync(directory);
    // Anyone may write into /tmp: a directory of another user must not choose the process that we kill.
    if (!found.isDirectory() || found.uid !== os.userInfo().uid) return false;
    if (isAlive(readOwner(directory))) return false;
    killServers(directory);
    removeDirectory(directory);
    // A server may have been starting when its owner was killed. Without its conf file no other can start after this.
    killServers(directory);
    return true;
  } catch {
    return false;
  }
}

/** How long servers may take to save what they hold. */
const SAVING_TIMEOUT_MS = 10_000;

/**
 * Ends the servers in a directory that is kept, if the program that started them ended without doing so: as SHUTDOWN does, and
 * by force after ten seconds. Returns that program's process number if it still runs and is not ours; else null. Rejects for a
 * directory of another user.
 */
export async function takeOver(directory: string): Promise<number | null> {
  if (lstatSync(directory).uid !== os.userInfo().uid)
    throw new Error(`${directory} belongs to another user.`);
  if (!existsSync(path.join(directory, OWNER_FILE))) return null;
  const owner = readOwner(directory);
  if (owner.pid !== process.pid && isAlive(owner)) return owner.pid;
  signalServers(directory, 'SIGCONT');
  signalServers(directory, 'SIGTERM');
  const limits = { timeout: SAVING_TIMEOUT_MS, every: 50 };
  await poll('the servers to end', () => serversOf(directory).length === 0, limits).catch(() => undefined);
  signalServers(directory, 'SIGKILL');
  return null;
}

/** The servers in a directory that is kept have ended: nobody needs to look for them. */
export function releaseOwnership(directory: string): void {
  rmSync(path.join(directory, OWNER_FILE), { force: true });
}

/** Removes a directory of servers; tries again for a moment while a dying server still writes into it. */
export function removeDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
}

/** The process numbers of our user's servers and proxies that were started with a conf file in this directory. */
export function serversOf(directory: string): number[] {
  return ownProcesses()
    .filter(({ argv }) => argv.some(isServer) && argv.some((arg) => isConfFile(arg, directory)))
    .map(({ pid }) => pid);
}

/** The conf files that our servers and the lessons' proxy are started with. */
export const PROXY_CONF = 'nutcracker.yml';
const CONF_FILES = ['redis.conf', PROXY_CONF];

// Not argv[0] and argv[1]: a server may be run by a loader or a wrapper, and an editor may have the conf file open.
const isServer = (arg: string) => /^(redis-server|valkey-server|nutcracker)/.test(path.basename(arg));
const isConfFile = (arg: string, directory: string) =>
  arg.startsWith(directory + path.sep) && CONF_FILES.includes(path.basename(arg));

function killServers(directory: string): void {
  signalServers(directory, 'SIGKILL');
}

function signalServers(directory: string, name: NodeJS.Signals): void {
  for (const pid of serversOf(directory)) {
    try {
      process.kill(pid, name);
    } catch {
      // It ended by itself.
    }
  }
}

function readOwner(directory: string): RecordedProcess {
  try {
    return (JSON.parse(readFileSync(path.join(directory, OWNER_FILE), 'utf8')) as Ownership).owner;
  } catch {
    // Its owner died before it wrote the file, and so before it started a server. Its number is in the name.
    const pid = Number(/-(\d+)-[^-]+$/.exec(path.basename(directory))?.[1]);
    return { pid, started: startTime(pid) };
  }
}

function isAlive({ pid, started }: RecordedProcess): boolean {
  const now = startTime(pid);
  return now !== null && now === started;
}
