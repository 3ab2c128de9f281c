/** A process and all its children, by /proc: their memory and their CPU time. Linux only. */
import { readFileSync, readdirSync } from 'node:fs';

const TICKS_A_SECOND = 100;

function read(id: string, file: string): string {
  try {
    return readFileSync(`/proc/${id}/${file}`, 'utf8');
  } catch {
    return ''; // it has ended meanwhile
  }
}

function family(pid: number): Set<string> {
  const parents = new Map(
    readdirSync('/proc')
      .filter((id) => /^\d+$/.test(id))
      .map((id) => [id, /PPid:\s+(\d+)/.exec(read(id, 'status'))?.[1]]),
  );
  const all = new Set([String(pid)]);
  for (let size = 0; size !== all.size;) {
    size = all.size;
    for (const [id, parent] of parents) if (parent && all.has(parent)) all.add(id);
  }
  return all;
}

/** Anonymous resident bytes. */
export function residentBytes(pid: number): number {
  let sum = 0;
  for (const id of family(pid)) sum += Number(/RssAnon:\s+(\d+)/.exec(read(id, 'status'))?.[1] ?? 0) * 1024;
  return sum;
}

/** Milliseconds that the running ones have had of the processors, of the user and the system. */
export function cpuMilliseconds(pid: number): number {
  let ticks = 0;
  for (const id of family(pid)) {
    // The name may hold blanks and brackets.
    const fields = read(id, 'stat')
      .replace(/^.*\) /, '')
      .split(' ');
    ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  }
  return (ticks * 1000) / TICKS_A_SECOND;
}
