import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined);

/**
 * Makes a directory and those above it, for the user alone. Rejects if one cannot be made. Node's own `recursive` tries for ever
 * where a directory that exists refuses with ENOENT, as /proc does.
 */
export async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdirOnce(directory);
  } catch (error) {
    const parent = path.dirname(directory);
    if (codeOf(error) !== 'ENOENT' || parent === directory) throw error;
    await makeDirectory(parent);
    await mkdirOnce(directory);
  }
}

async function mkdirOnce(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' || !(await stat(directory)).isDirectory()) throw error;
  }
}
