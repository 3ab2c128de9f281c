/** The program that holds Chromium's lock of a data directory: a link there, whose text is HOST-PID. Windows has none. */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';

export interface LockOwner {
  pid: number;
  /** False if another computer wrote it, or this one under another name: nobody can tell whether that program still runs. */
  isHere: boolean;
  /** True if its process is stopped, as by Ctrl+Z. False where that cannot be told (no /proc). */
  isStopped: boolean;
}

/** Null if there is no lock. */
export function lockOwner(directory: string): LockOwner | null {
  try {
    const text = readlinkSync(path.join(directory, 'SingletonLock'));
    const at = text.lastIndexOf('-');
    const pid = Number(text.slice(at + 1));
    const isHere = text.slice(0, at) === hostname();
    return { pid, isHere, isStopped: isHere && stateOf(pid) === 'T' };
  } catch {
    return null;
  }
}

/** The letter that /proc has for the state of a process; empty if there is none. */
function stateOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in parentheses, may hold anything.
    return stat.charAt(stat.lastIndexOf(')') + 2);
  } catch {
    return '';
  }
}
