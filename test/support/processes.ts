/** The command lines of all processes, as every user of the computer can read them. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

export const commandLines = (): string[] =>
  readdirSync('/proc').flatMap((id) => {
    if (!/^\d+$/.test(id)) return [];
    try {
      return [readFileSync(`/proc/${id}/cmdline`, 'latin1').replaceAll('\0', ' ').trimEnd()];
    } catch {
      return []; // it has ended meanwhile
    }
  });
