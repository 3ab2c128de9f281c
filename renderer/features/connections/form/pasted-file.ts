/** Reads text pasted or dropped into a file field: a path, or the file's own text. Pure. */
import { PEM_START } from '../../../../shared/connections/profile-choices.ts';
import { words } from '../words.ts';

type Wanted = 'certificates' | 'key';

/** A `path` is handled like typed text. A `key` is a secret, and must not become part of the connection. */
export type PastedFile =
  { kind: 'path' | 'certificates' | 'key'; text: string } | { kind: 'refused'; why: string };

const WHY = { certificates: words.file.notCertificates, key: words.file.notKey };

/** A line without PEM is a path. Drops text before the first certificate, as openssl prints it. Never throws. */
export function readPasted(text: string, wanted: Wanted): PastedFile {
  const trimmed = text.trim();
  const start = trimmed.indexOf(PEM_START);
  if (start < 0 && !/[\r\n]/.test(trimmed)) return { kind: 'path', text: trimmed };
  // PuTTY keys also have several lines, but are not PEM.
  const isKey = trimmed.includes('PRIVATE KEY') || trimmed.includes('PuTTY-User-Key-File-');
  if (isKey !== (wanted === 'key') || (!isKey && start < 0)) return { kind: 'refused', why: WHY[wanted] };
  const own = isKey ? trimmed : trimmed.slice(start);
  return { kind: wanted, text: `${own.replace(/\r\n?/g, '\n')}\n` };
}

/** Counts the PEM certificates in the value; 0 for a path. */
export const certificatesIn = (value: string): number =>
  value.startsWith(PEM_START) ? value.split(PEM_START).length - 1 : 0;
