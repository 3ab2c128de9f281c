import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import os from 'node:os';

/**
 * When a process began, as an opaque text that tells it from a later process of the same number: clock ticks
 * since boot (field 22 of /proc/PID/stat) on Linux, `ps -o lstart` elsewhere, to the second. Null if there
 * is no such process, if it is a zombie, or if the system does not say.
 */
export function startTime(pid: number): string | null {
  if (process.platform !== 'linux') return ps(['-o', 'lstart=', '-p', String(pid)]);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command, field 2, is in parentheses and may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

/** Our user's processes, each with its command line. Empty if the system does not say. */
export function ownProcesses(): { pid: number; argv: string[] }[] {
  if (process.platform === 'linux')
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        const argv = argvOf(name);
        return argv ? [{ pid: Number(name), argv }] : [];
      });
  const lines = ps(['-x', '-o', 'pid=,args='])?.split('\n') ?? [];
  return lines.map((line) => {
    const [pid, ...argv] = line.trim().split(' ');
    return { pid: Number(pid), argv };
  });
}

function argvOf(pid: string): string[] | null {
  try {
    if (statSync(`/proc/${pid}`).uid !== os.userInfo().uid) return null;
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return null; // it has ended
  }
}

function ps(args: readonly string[]): string | null {
  try {
    // lstart is printed in the locale and the time zone of whoever asks.
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
    const text = execFileSync('ps', ['-ww', ...args], {
      env,
      encoding: 'utf8',
      timeout: 2000,
      maxBuffer: 2 ** 26,
      stdio: 'pipe',
    });
    return text.trim() || null;
  } catch {
    return null;
  }
}
