/**
 * redis-cli's history file: a line each, oldest first, mode 0600. A line is appended as it is run, so programs that share the
 * file keep each other's lines. redis-cli itself replaces the file by its own newest 100 lines.
 */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { isKept, type TypedLine } from '../../../shared/commands/typed-line.ts';
import { atomicWrite } from '../../storage/atomic-write.ts';
import { LockHeldError, withLock } from '../../storage/file-lock.ts';
import { bytesOfText, textOfBytes } from './text-bytes.ts';

type Environment = { readonly [name: string]: string | undefined };

/** Lines that a file keeps, and how many more it may have before the oldest are taken out. */
const MAX_LINES = 10_000;
const SLACK = 1000;
/** Bytes that are read at most, from the end. */
const MAX_BYTES = 1 << 24;
/** Bytes of a line; a longer one is data rather than something to type again. */
const LONGEST_LINE = 1 << 16;
/** How long to wait for another program before appending without the lock. */
const LOCK_TIMEOUT_MS = 2000;

/** Null if redis-cli keeps none: for /dev/null, and without a home directory. */
export function historyPath(environment: Environment): string | null {
  const given = environment['VALKEYCLI_HISTFILE'] || environment['REDISCLI_HISTFILE'];
  if (given) return given === '/dev/null' ? null : given;
  return environment['HOME'] ? `${environment['HOME']}/.rediscli_history` : null;
}

export class HistoryFile {
  private readonly file: string | null;
  private newest: string | undefined;
  /** Lines in the file, as far as this program knows. */
  private count = 0;
  private work: Promise<unknown> = Promise.resolve();

  /** Nothing is read or written if `file` is null. */
  constructor(file: string | null) {
    this.file = file;
  }

  /** The newest lines, oldest first; none if the file cannot be read, as in redis-cli. */
  async load(): Promise<string[]> {
    const lines = this.file === null ? [] : await readLines(this.file).catch(() => []);
    this.count = lines.length;
    this.newest = lines.at(-1);
    return lines.slice(-MAX_LINES);
  }

  /**
   * Appends a line unless a history leaves it out: it is blank, repeats the line before, or holds a secret. As in redis-cli, a
   * file that cannot be written costs the line, and nothing else.
   */
  add(line: TypedLine): void {
    const { file } = this;
    if (file === null || !isKept(line, this.newest) || line.request.kind === 'bad-repeat') return;
    const bytes = bytesOfText(line.text);
    if (bytes.length > LONGEST_LINE) return;
    this.newest = line.text;
    this.work = this.work.then(() => this.append(file, bytes)).catch(() => undefined);
  }

  /** Resolves when every line is written, or lost. */
  async flush(): Promise<void> {
    await this.work;
  }

  private async append(file: string, line: Uint8Array): Promise<void> {
    const act = async () => {
      await appendLine(file, line);
      if (++this.count > MAX_LINES + SLACK) await this.shorten(file);
    };
    await withLock(`${file}.lock`, act, LOCK_TIMEOUT_MS).catch((error: unknown) => {
      if (error instanceof LockHeldError) return appendLine(file, line);
      throw error;
    });
  }

  private async shorten(file: string): Promise<void> {
    const lines = await readLines(file);
    this.count = lines.length;
    if (lines.length <= MAX_LINES) return;
    const kept = lines.slice(-MAX_LINES);
    await atomicWrite(file, Buffer.concat(kept.map((line) => bytesOfText(`${line}\n`))), { durable: false });
    this.count = kept.length;
  }
}

// Opening a pipe would wait for its other end.
async function withFile<T>(
  file: string,
  flags: number,
  act: (handle: FileHandle) => Promise<T>,
): Promise<T | null> {
  const handle = await open(file, flags | constants.O_NONBLOCK, 0o600);
  try {
    return (await handle.stat()).isFile() ? await act(handle) : null;
  } finally {
    await handle.close();
  }
}

async function readLines(file: string): Promise<string[]> {
  const bytes = await withFile(file, constants.O_RDONLY, async (handle) => {
    const { size } = await handle.stat();
    const length = Math.min(size, MAX_BYTES);
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.subarray(0, bytesRead);
  });
  const lines = textOfBytes(bytes ?? new Uint8Array()).split('\n');
  // As in redis-cli a line ends at a CR too.
  return lines.map((line) => line.split('\r', 1)[0]!).filter((line) => line !== '');
}

/** One write, so that the lines of two programs never mix. */
async function appendLine(file: string, line: Uint8Array): Promise<void> {
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT;
  await withFile(file, flags, async (handle) => {
    const { size, mode } = await handle.stat();
    if ((mode & 0o077) !== 0) await handle.chmod(0o600);
    const last = Buffer.alloc(1, '\n');
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    // A program that was killed while writing leaves half a line; ours must not become part of it.
    const before = last[0] === 0x0a ? '' : '\n';
    await handle.write(Buffer.concat([Buffer.from(before), line, Buffer.from('\n')]));
  });
}
