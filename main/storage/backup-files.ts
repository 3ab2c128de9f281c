/** Files of a backup: each is written beside its name, and has its name only once it is whole and on disk. */
import { rmSync } from 'node:fs';
import { open, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { syncDirectory } from './atomic-write.ts';

export interface OpenedFile {
  write(bytes: Uint8Array): Promise<void>;
  commit(): Promise<void>;
  discard(): Promise<void>;
}

let opened = 0;

/**
 * Its draft is `.part`, which replaces one that an earlier run left. Its directory must exist. Rejects with Node's error, as the
 * functions of the file do, except discard().
 */
export async function openBackupFile(file: string): Promise<OpenedFile> {
  const draft = `${file}.part`;
  // It holds the data of a cluster.
  return draftOf(await open(draft, 'w', 0o600), draft, file);
}

/**
 * As openBackupFile, for a file that the user has named. No other run uses its draft, and none stays when the process exits. It
 * has the mode of the file that it replaces. A link is followed; a device or a pipe is written to as it is.
 */
export async function openNamedFile(file: string): Promise<OpenedFile> {
  const target = await realpath(file).catch(() => file);
  const known = await stat(target).catch(() => null);
  // Its draft would have a name.
  if (file === '') await stat(file);
  if (known && !known.isFile()) return asItIs(await open(target, 'w'));
  const draft = `${target}.${process.pid}-${++opened}.part`;
  const handle = await open(draft, 'wx', 0o644);
  const clear = () => rmSync(draft, { force: true });
  process.once('exit', clear);
  if (known) await handle.chmod(known.mode & 0o777);
  const { write, commit, discard } = draftOf(handle, draft, target);
  return {
    write,
    commit: () => commit().then(() => void process.off('exit', clear)),
    discard: () => discard().then(() => void process.off('exit', clear)),
  };
}

const draftOf = (handle: FileHandle, draft: string, file: string): OpenedFile => ({
  // A single write may take a part of the bytes.
  write: (bytes) => handle.writeFile(bytes),
  commit: async () => {
    await handle.sync();
    await handle.close();
    await rename(draft, file);
    await syncDirectory(path.dirname(file));
  },
  discard: async () => {
    await handle.close().catch(() => undefined);
    await rm(draft, { force: true }).catch(() => undefined);
  },
});

function asItIs(handle: FileHandle): OpenedFile {
  const close = () => handle.close();
  return { write: (bytes) => handle.writeFile(bytes), commit: close, discard: () => close().catch(() => {}) };
}
