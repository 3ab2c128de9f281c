/** Reads and writes scripts: UTF-8 text of a size that an editor can hold. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { utf8 } from '../../shared/resp/resp.ts';
import { atomicWrite } from './atomic-write.ts';
import { FailureError } from '../../shared/failure.ts';

const LONGEST = 1 << 24;

const failed = (what: string, error: unknown, advice: string) =>
  new FailureError(
    'bad-argument',
    `${what}: ${error instanceof Error ? error.message : String(error)}`,
    advice,
  );

/** Rejects with a FailureError if the file cannot be read, is too large, or is not text. */
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

/** `content` is whole, or in pieces between which the event loop turns. Rejects with a FailureError if it cannot be written; then the file is unchanged. */
export async function writeText(
  file: string,
  content: string | Uint8Array | Iterable<string>,
): Promise<void> {
  await atomicWrite(file, content).catch((error: unknown) => {
    throw failed('The file could not be written', error, 'Choose another place.');
  });
}
