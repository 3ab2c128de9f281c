/** Scripts from and to files: UTF-8 text, of a size that an editor can hold. */
import { randomBytes } from 'node:crypto';
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { utf8 } from '../shared/resp.ts';
import { FailureError } from './cluster/failure.ts';

const LONGEST = 1 << 24;

const failed = (what: string, error: unknown, advice: string) =>
  new FailureError(
    'bad-argument',
    `${what}: ${error instanceof Error ? error.message : String(error)}`,
    advice,
  );

/** Rejects with a FailureError for a file that cannot be read, is too large, or is not text. */
export async function readText(file: string): Promise<{ name: string; text: string }> {
  const bytes = await readBounded(file).catch((error: unknown) => {
    throw failed('The file could not be read', error, 'Choose another one.');
  });
  if (bytes === null)
    throw new FailureError('bad-argument', 'The file is larger than 16 MiB.', 'Split it into smaller ones.');
  const text = utf8(bytes);
  if (text === null)
    throw new FailureError('bad-argument', 'The file is not UTF-8 text.', 'Choose another one.');
  return { name: path.basename(file), text: text.replace(/^\ufeff/, '') };
}

async function readBounded(file: string): Promise<Uint8Array | null> {
  const found = await stat(file);
  // Opening a pipe would wait for its other end.
  if (!found.isFile()) throw new Error('it is not a file');
  return found.size > LONGEST ? null : readFile(file);
}

/** Rejects with a FailureError where it cannot be written; then the file is as it was. */
export async function writeText(file: string, text: string | Uint8Array): Promise<void> {
  const content = typeof text === 'string' ? text : Buffer.from(text.buffer, text.byteOffset, text.length);
  await writeFileAtomic(file, content, { mode: 0o600 }).catch((error: unknown) => {
    throw failed('The file could not be written', error, 'Choose another place.');
  });
}

/** As writeText, for what is never in memory as a whole; the event loop turns between two pieces. */
export async function writePieces(file: string, pieces: Iterable<string>): Promise<void> {
  try {
    // Where it is a link, the file behind it is written, as write-file-atomic does.
    const place = await realpath(file).catch(() => file);
    const temporary = `${place}.${randomBytes(6).toString('hex')}`;
    const handle = await open(temporary, 'wx', 0o600);
    try {
      for (const piece of pieces) await handle.write(piece);
      await handle.sync();
      await handle.close();
      await rename(temporary, place);
    } catch (error) {
      await handle.close().catch(() => undefined);
      await rm(temporary, { force: true });
      throw error;
    }
  } catch (error) {
    throw failed('The file could not be written', error, 'Choose another place.');
  }
}
