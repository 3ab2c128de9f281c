import { lstatSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { commandLine, startTime } from './process-identity.ts';

/** A process as it can be found again: its number may be another's by then, number and start time cannot. */
interface RecordedProcess {
  pid: number;
  /** As `startTime` gave it. */
  started: string | null;
}

export interface RecordedServer extends RecordedProcess {
  port: number;
}

interface Ownership {
  owner: RecordedProcess;
  servers: RecordedServer[];
}

const OWNER_FILE = 'owner.json';

let ourselves: RecordedProcess | null = null;

/** Writes into a directory of servers whose it is: ours, with these servers. Synchronous. */
export function recordOwnership(directory: string, servers: RecordedServer[]): void {
  ourselves ??= { pid: process.pid, started: startTime(process.pid) };
  const ownership: Ownership = { owner: ourselves, servers };
  const file = path.join(directory, OWNER_FILE);
  writeFileSync(`${file}.new`, JSON.stringify(ownership), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/**
 * Removes the directories in the system's temporary directory named PREFIX-PID-… whose owner has gone without
 * cleaning up, after killing those of their servers that still run. A process that merely has the number of a
 * recorded server is left alone. Returns the directories removed; what cannot be removed is left.
 */
export function cleanUpLeftovers(prefix = 'slotshell-demo'): string[] {
  const pattern = new RegExp(`^${prefix}-\\d+-[^-]+$`);
  const names = readdirSync(os.tmpdir()).filter((name) => pattern.test(name));
  return names.map((name) => path.join(os.tmpdir(), name)).filter(cleanUp);
}

function cleanUp(directory: string): boolean {
  try {
    const found = lstatSync(directory);
    // Anyone may write into /tmp: a directory of another user must not tell us whom to kill.
    if (!found.isDirectory() || found.uid !== os.userInfo().uid) return false;
    const ownership = readOwnership(directory);
    if (isAlive(ownership.owner)) return false;
    for (const server of ownership.servers) {
      if (isServerOf(directory, server)) process.kill(server.pid, 'SIGKILL');
    }
    removeDirectory(directory);
    return true;
  } catch {
    return false;
  }
}

/** Removes a directory of servers; tries again for a moment while a dying server still writes into it. */
export function removeDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
}

function readOwnership(directory: string): Ownership {
  try {
    return JSON.parse(readFileSync(path.join(directory, OWNER_FILE), 'utf8')) as Ownership;
  } catch {
    // Its owner died before it wrote the file: before it had started a server. Its number is in the name.
    const pid = Number(/-(\d+)-[^-]+$/.exec(path.basename(directory))?.[1]);
    return { owner: { pid, started: startTime(pid) }, servers: [] };
  }
}

function isAlive({ pid, started }: RecordedProcess): boolean {
  const now = startTime(pid);
  return now !== null && now === started;
}

function isServerOf(directory: string, server: RecordedServer): boolean {
  if (!isAlive(server)) return false;
  const command = commandLine(server.pid) ?? '';
  // Servers before 6.2 put their address in the place of the conf file's path.
  return command.includes(directory) || command.includes(`127.0.0.1:${server.port} [cluster]`);
}
