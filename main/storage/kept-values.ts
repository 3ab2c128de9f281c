/** Values that lose against another one of the same key, kept before they are overwritten or deleted. */
import { open } from 'node:fs/promises';
import path from 'node:path';
import { escapeBytes } from '../../shared/format/escape.ts';
import { syncDirectory } from './atomic-write.ts';
import { journalFile, type JournalPlace } from './operation-journal.ts';
import { makeDirectory } from './make-directory.ts';

export interface LosingValue {
  slot: number;
  database: number;
  key: Uint8Array;
  /** Where it was. */
  node: string;
  /** Milliseconds since 1970; -1 for never. */
  expireAt: number;
  /** As DUMP answers it, which RESTORE takes. */
  dump: Uint8Array;
}

/** Bytes of a key that are shown. */
const MAX_NAME = 200;

/**
 * Writes the value to a file of its own beside the journal, and a line about it to `index.jsonl` there. Both are on disk when this
 * resolves with the path of the index.
 */
export async function keepValue(place: JournalPlace, value: LosingValue): Promise<string> {
  const directory = journalFile(place).replace(/\.jsonl$/, '.values');
  await makeDirectory(directory);
  const file = await writeDump(directory, value.dump);
  const { slot, database, key, node, expireAt } = value;
  const line = {
    file,
    name: escapeBytes(key.subarray(0, MAX_NAME)),
    key: Buffer.from(key).toString('base64'),
    ...{ slot, database, node, expireAt, at: Date.now() },
  };
  const index = path.join(directory, 'index.jsonl');
  const handle = await open(index, 'a', 0o600);
  try {
    await handle.appendFile(`${JSON.stringify(line)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncDirectory(directory);
  await syncDirectory(place.directory);
  return index;
}

/** The first free name of `1.dump`, `2.dump` and so on. */
async function writeDump(directory: string, dump: Uint8Array): Promise<string> {
  for (let number = 1; ; number++) {
    const file = `${number}.dump`;
    try {
      const handle = await open(path.join(directory, file), 'wx', 0o600);
      try {
        await handle.writeFile(dump);
        await handle.sync();
      } finally {
        await handle.close();
      }
      return file;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
