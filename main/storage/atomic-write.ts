/** A file that holds the old content or the new one, whole, whatever happens while it is written. */
import { open, realpath, rename, rm } from 'node:fs/promises';
import path from 'node:path';

let written = 0;

/**
 * Writes `content`, whole or in pieces, to `file` (where it is a link, to the file behind it), mode 0600, in one step; on disk
 * when it resolves, unless it need not be `durable`: waiting for a busy disk can take seconds. Rejects where it could not be written: then
 * the file is as it was. write-file-atomic will not do here: it takes no notice of a short write, and on a full disk puts
 * the beginning of the new content in the place of the whole old one without an error.
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
      // Each goes behind the one before it, whole: `write` may write a part.
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

/** So that the new name outlives a loss of power. Windows and some file systems cannot: there the rename has to do. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close().catch(() => undefined);
}

/** The process that left a draft behind when it died; null for a name that is no draft of `file`. */
export function draftOwner(name: string, file: string): number | null {
  const prefix = `${path.basename(file)}.`;
  const found = name.startsWith(prefix) ? /^(\d+)-\d+\.tmp$/.exec(name.slice(prefix.length)) : null;
  return found ? Number(found[1]) : null;
}
