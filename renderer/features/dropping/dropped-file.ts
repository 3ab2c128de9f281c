/** What a dropped file is to the window. Pure, but for reading it. */
import { escapeForLine } from '../../../shared/format/escape.ts';
import { utf8 } from '../../../shared/resp/resp.ts';
import { words } from './words.ts';

/** Bytes, as main reads of a file. */
export const LARGEST_FILE = 1 << 24;
/** Characters of a name that are shown, from its end. */
const NAME = 80;

export type Dropped =
  | { kind: 'script'; name: string; text: string }
  | { kind: 'connections'; text: string }
  /** In a sentence. */
  | { kind: 'refused'; why: string };

/** Shown and suggested for saving: escaped, on one line, without a path. */
export function nameOf(name: string): string {
  const safe = escapeForLine(name.replace(/^.*[\\/]/s, '')) || 'file';
  return safe.length > NAME ? `…${safe.slice(-NAME)}` : safe;
}

/** Exports of connections are JSON, or base64 of it with this ending; scripts never begin so. */
const isConnections = (name: string, text: string): boolean => /^\s*[[{]/.test(text) || /\.ano$/i.test(name);

/** Never rejects. */
export async function readDropped(file: Pick<File, 'name' | 'size' | 'arrayBuffer'>): Promise<Dropped> {
  const name = nameOf(file.name);
  if (file.size > LARGEST_FILE) return { kind: 'refused', why: words.tooLarge(name) };
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    return { kind: 'refused', why: words.unreadable(name) };
  }
  // It may have grown since its size was read.
  if (bytes.length > LARGEST_FILE) return { kind: 'refused', why: words.tooLarge(name) };
  const text = utf8(bytes)?.replace(/^\ufeff/, '') ?? null;
  if (text === null || text.includes('\0')) return { kind: 'refused', why: words.noText(name) };
  return isConnections(name, text) ? { kind: 'connections', text } : { kind: 'script', name, text };
}
