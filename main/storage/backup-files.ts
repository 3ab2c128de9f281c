/** Files of a backup: each is written beside its name as `.part`, and has its name only once it is whole and on disk. */
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { syncDirectory } from './atomic-write.ts';

export interface OpenedFile {
  write(bytes: Uint8Array): Promise<void>;
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/** Its directory must exist. Rejects with Node's error, as the functions of the file do, except discard(). */
export async function openBackupFile(file: string): Promise<OpenedFile> {
  const draft = `${file}.part`;
  // It holds the data of a cluster.
  const handle = await open(draft, 'w', 0o600);
  return {
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
  };
}
