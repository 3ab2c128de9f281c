/** Writes a file that holds either the old content or the new one, whole, whatever happens meanwhile. */
import { open, realpath, rename, rm } from 'node:fs/promises';
import path from 'node:path';

let written = 0;

/**
 * Writes `content`, whole or in pieces, to `file` (or the file that it links to) in one step, with mode 0600. It is on disk when
 * this resolves, unless it need not be `durable`: waiting for a busy disk can take seconds. Rejects if it could not be
 * written: then the file is unchanged. write-file-atomic is no alternative: it ignores a short write, and on a full disk it
 * replaces the old content with the beginning of the new one without an error.
 */
export async function atomicWrite(
  file: string,
  content: string | Uint8Array | Iterable<string>,
  { durable = true }: { durable?: boolean } = {},
): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const draft = `${target}.${process.pid}-${++written}.tmp`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      const pieces = typeof content === 'string' || content instanceof Uint8Array ? [content] : content;
      // writeFile appends each piece whole; `write` may write a part.
      for (const piece of pieces) await handle.writeFile(piece);
      if (durable) await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
  if (durable) await syncDirectory(path.dirname(target));
}

/** Makes the new name survive a power failure. Windows and some file systems cannot: there the rename must suffice. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close().catch(() => undefined);
}

/** The process that wrote a draft; null for a name that is not a draft of `file`. */
export function draftOwner(name: string, file: string): number | null {
  const prefix = `${path.basename(file)}.`;
  const found = name.startsWith(prefix) ? /^(\d+)-\d+\.tmp$/.exec(name.slice(prefix.length)) : null;
  return found ? Number(found[1]) : null;
}
