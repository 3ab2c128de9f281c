import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process began, as an opaque text that tells it from a later process of the same number: clock ticks
 * since boot (field 22 of /proc/PID/stat) on Linux, `ps -o lstart` elsewhere, to the second. Null where there
 * is no such process, where it is a zombie, or where the system does not say.
 */
export function startTime(pid: number): string | null {
  if (process.platform !== 'linux') return ps(pid, 'lstart=');
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command, field 2, stands in parentheses and may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

/** A process's command line, words separated by spaces; null where there is no such process. */
export function commandLine(pid: number): string | null {
  if (process.platform !== 'linux') return ps(pid, 'args=');
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || null;
  } catch {
    return null;
  }
}

function ps(pid: number, column: string): string | null {
  try {
    // lstart is printed in the locale and the time zone of whoever asks.
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
    const words = ['-ww', '-o', column, '-p', String(pid)];
    return execFileSync('ps', words, { env, encoding: 'utf8', timeout: 2000, stdio: 'pipe' }).trim() || null;
  } catch {
    return null;
  }
}
