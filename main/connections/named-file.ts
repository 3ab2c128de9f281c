/** Files that flags, the connect field and saved connections name: certificates and keys. */
// `promises` is loaded when first used, unlike node:fs/promises: a command without a certificate does not pay for it.
import { constants, promises } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { FailureError } from '../../shared/failure.ts';

const LONGEST = 1 << 20;

/** The formats of certificates and keys; PuTTY has its own. */
const KEY_TEXT = /-----BEGIN |^PuTTY-User-Key-File-/;

/**
 * The text of a certificate or key. Rejects with the same FailureError whatever is wrong with the file: `place` may come from
 * a page or an import, which must not learn from the refusal which paths exist. A relative one begins in `directory`.
 */
export async function readKeyFile(place: string, what: string, directory = ''): Promise<string> {
  // People write ~, and no shell expands it here.
  const file = /^~[/\\]/.test(place) ? path.join(homedir(), place.slice(2)) : path.resolve(directory, place);
  const bytes = await readRegularFile(file, LONGEST).catch(() => null);
  const text = bytes?.toString('utf8') ?? '';
  if (KEY_TEXT.test(text)) return text;
  throw new FailureError(
    'bad-argument',
    `The ${what} cannot be read.`,
    'Check the path: it must lead to a PEM file of at most 1 MiB that you may read.',
  );
}

/** The certificates of a directory, one text. Rejects with a FailureError if it has none. */
export async function readCertificates(directory: string): Promise<string> {
  const names = await promises.readdir(directory).catch(() => []);
  const read = (name: string) => readRegularFile(path.join(directory, name), LONGEST).catch(() => null);
  const texts = (await Promise.all(names.map(read))).map((bytes) => bytes?.toString('utf8') ?? '');
  const certificates = texts.filter((text) => text.includes('-----BEGIN CERTIFICATE-----'));
  if (certificates.length > 0) return certificates.join('\n');
  throw new FailureError(
    'bad-argument',
    'The directory of CA certificates has none that can be read.',
    'Check the path: it must lead to a directory of PEM files.',
  );
}

/** Rejects if the file cannot be read, is not a regular file, or has more than `longest` bytes. Never waits for a pipe. */
export async function readRegularFile(file: string, longest: number): Promise<Buffer> {
  // Opening a pipe would wait for its other end. Windows has no such flag.
  const handle = await promises.open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new Error('it is not a regular file');
    if (found.size > longest) throw new Error(`it has more than ${longest} bytes`);
    // Some files, such as those of /proc, have more than their size says.
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(longest + 1), 0, longest + 1, 0);
    if (bytesRead > longest) throw new Error(`it has more than ${longest} bytes`);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
