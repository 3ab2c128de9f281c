/** What is pasted or dropped into a field for a file: a path, or the file's own text. Pure. */
import { PEM_START } from '../../../shared/connections/profile-choices.ts';

type Wanted = 'certificates' | 'key';

/** `path` goes the way of what is typed. A `key` is a secret, and must not become part of the connection. */
export type PastedFile =
  { kind: 'path' | 'certificates' | 'key'; text: string } | { kind: 'refused'; why: string };

const WHY = {
  certificates:
    'A private key is in it, or no certificate. Paste the certificates alone, or choose their file.',
  key: 'No private key is in it. Paste the key, from its first line to its last, or choose its file.',
};

/** A line without PEM is a path. Text before the first certificate, as openssl prints it, is left out. Never throws. */
export function readPasted(text: string, wanted: Wanted): PastedFile {
  const trimmed = text.trim();
  const start = trimmed.indexOf(PEM_START);
  if (start < 0 && !/[\r\n]/.test(trimmed)) return { kind: 'path', text: trimmed };
  // PuTTY's keys are text in several lines, too, and not PEM.
  const isKey = trimmed.includes('PRIVATE KEY') || trimmed.includes('PuTTY-User-Key-File-');
  if (isKey !== (wanted === 'key') || (!isKey && start < 0)) return { kind: 'refused', why: WHY[wanted] };
  const own = isKey ? trimmed : trimmed.slice(start);
  return { kind: wanted, text: `${own.replace(/\r\n?/g, '\n')}\n` };
}

/** Certificates in PEM form that stand in the connection itself; 0 for a path. */
export const certificatesIn = (value: string): number =>
  value.startsWith(PEM_START) ? value.split(PEM_START).length - 1 : 0;
