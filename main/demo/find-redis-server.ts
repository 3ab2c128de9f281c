import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, realpath } from 'node:fs/promises';
import path from 'node:path';

export interface RedisServer {
  path: string;
  /** `7.0.15` */
  version: string;
  name: 'Redis' | 'Valkey';
}

/** Where package managers put servers that the PATH of an application started from a desktop often lacks. */
const USUAL_PLACES = ['/usr/local/bin', '/opt/homebrew/bin', '/opt/local/bin'];

/**
 * The first redis-server of the directories, else the first valkey-server, that runs and tells its version, one that
 * is too old only if there is no other; null if there is none. Never goes through a shell. The directories default
 * to PATH and the usual places.
 */
export async function findRedisServer(directories = searchDirectories()): Promise<RedisServer | null> {
  let old: RedisServer | null = null;
  for (const program of ['redis-server', 'valkey-server']) {
    for (const directory of directories) {
      const file = path.join(directory, process.platform === 'win32' ? `${program}.exe` : program);
      const server = await askVersion(file);
      if (server && isRecent(server)) return server;
      old ??= server;
    }
  }
  return old;
}

/** Every server of the directories that can be one of ours, in findRedisServer's order; a link to one counts as the same. */
export async function findRedisServers(directories = searchDirectories()): Promise<RedisServer[]> {
  const found = new Map<string, RedisServer>();
  for (const program of ['redis-server', 'valkey-server']) {
    for (const directory of directories) {
      const file = path.join(directory, process.platform === 'win32' ? `${program}.exe` : program);
      const real = await realpath(file).catch(() => null);
      if (real === null || found.has(real)) continue;
      const server = await askVersion(file);
      if (server && isRecent(server)) found.set(real, server);
    }
  }
  return [...found.values()];
}

/** Whether the server can be one of ours: 6.2 leaves its command line as it was, by which it is found again. */
export const isRecent = (server: RedisServer): boolean => isAtLeast(server, 6, 2);

/** True if the server's version is at least major.minor, as Redis counts (Valkey began at 7.2). */
export function isAtLeast(server: RedisServer, major: number, minor = 0): boolean {
  const [a = 0, b = 0] = server.version.split('.').map(Number);
  return a > major || (a === major && b >= minor);
}

function searchDirectories(): string[] {
  const fromPath = (process.env['PATH'] ?? '').split(path.delimiter);
  // A relative entry would let the current directory choose the program.
  return [...new Set([...fromPath, ...USUAL_PLACES])].filter((directory) => path.isAbsolute(directory));
}

async function askVersion(file: string): Promise<RedisServer | null> {
  try {
    await access(file, constants.X_OK);
  } catch {
    return null;
  }
  return new Promise((resolve) => {
    execFile(file, ['--version'], { timeout: 5000 }, (error, stdout) => {
      // "Redis server v=7.0.15 sha=00000000:0 …", "Valkey server v=8.0.1 …"
      const version = error ? undefined : /\bv=(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
      const name = /valkey/i.test(stdout) || path.basename(file).startsWith('valkey') ? 'Valkey' : 'Redis';
      resolve(version === undefined ? null : { path: file, version, name });
    });
  });
}
