/** The lines that were run, one file per connection: one JSON string per line, oldest first. */
import { createHash } from 'node:crypto';
import { open, readdir, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { counted, plural } from '../../shared/format/count.ts';
import { utf8 } from '../../shared/resp/resp.ts';
import { isKept, type TypedLine } from '../../shared/commands/typed-line.ts';
import { atomicWrite } from './atomic-write.ts';
import { LockHeldError, withLock } from './file-lock.ts';
import { makeDirectory } from './make-directory.ts';

/** Characters of a line; a longer one is data rather than something to type again. */
const LONGEST_LINE = 1 << 16;
/** Lines that a file keeps, and characters of all of them. */
const MAX_LINES = 10_000;
const MAX_LENGTH = 1 << 24;
/** Limits for lines that are added together: how many of the newest are kept, and characters of all of them. */
const MAX_ADDED = 1000;
const MAX_ADDED_LENGTH = 1 << 22;
/** Lines written before a file's length is checked again. */
const SLACK = 1000;
/** Bytes of the largest file that is read. */
const LARGEST_FILE = 1 << 27;
/** How long to wait for another program before appending without the lock. */
const LOCK_TIMEOUT_MS = 2000;

interface Options {
  /** Called with a sentence about what could not be read or written. */
  onProblem?: (text: string) => void;
}

export class HistoryFiles {
  private readonly directory: string;
  private readonly onProblem: (text: string) => void;
  /** Lines not yet written, by connection. */
  private readonly waiting = new Map<string, string[]>();
  private readonly newest = new Map<string, string>();
  /** Lines written since a file was last read. */
  private readonly grown = new Map<string, number>();
  private lastProblem = '';
  private work: Promise<unknown> = Promise.resolve();

  /** `directory` need not exist yet. */
  constructor(directory: string, { onProblem = (text) => console.error(text) }: Options = {}) {
    this.directory = directory;
    this.onProblem = onProblem;
  }

  /** A connection's lines, newest last. A damaged file is set aside and reported, and its readable lines are returned. */
  load(connection: string): Promise<string[]> {
    return this.queue(async () => {
      const lines = await this.locked(connection, () => this.read(connection));
      if (lines.length > 0) this.newest.set(connection, lines.at(-1)!);
      return lines;
    }, []);
  }

  /** Appends those lines that a history keeps. Never rejects. */
  add(connection: string, lines: readonly TypedLine[]): Promise<void> {
    try {
      const kept = this.kept(connection, lines);
      const waiting = this.waiting.get(connection);
      if (waiting) waiting.push(...kept);
      else if (kept.length > 0) {
        this.waiting.set(connection, kept);
        void this.queue(() => this.write(connection), undefined);
      }
    } catch (error) {
      this.tell(`The history could not be kept: ${wordsOf(error)}`);
    }
    return this.flush();
  }

  /** Deletes a connection's files, including those that were set aside. Rejects if they cannot be deleted. */
  async clear(connection: string): Promise<void> {
    this.waiting.delete(connection);
    this.newest.delete(connection);
    const deleted = this.work.then(() => this.locked(connection, () => this.remove(connection)));
    this.work = deleted.catch(() => undefined);
    await deleted;
  }

  /** Resolves when every added line is written, or its loss reported. */
  async flush(): Promise<void> {
    await this.work;
  }

  private kept(connection: string, lines: readonly TypedLine[]): string[] {
    const kept: string[] = [];
    for (const line of lines) {
      const before = kept.at(-1) ?? this.newest.get(connection);
      if (line.text.length <= LONGEST_LINE && isKept(line, before)) kept.push(line.text);
    }
    if (kept.length > 0) this.newest.set(connection, kept.at(-1)!);
    return newestOf(kept, MAX_ADDED, MAX_ADDED_LENGTH);
  }

  private file(connection: string): string {
    const name = createHash('sha256').update(connection).digest('hex').slice(0, 32);
    return path.join(this.directory, `${name}.jsonl`);
  }

  private async remove(connection: string): Promise<void> {
    const file = path.basename(this.file(connection));
    const aside = `${path.basename(file, '.jsonl')}.damaged-`;
    const names = await readdir(this.directory);
    for (const name of names.filter((one) => one === file || one.startsWith(aside)))
      await rm(path.join(this.directory, name), { force: true });
  }

  private queue<T>(act: () => Promise<T>, otherwise: T): Promise<T> {
    const done = this.work.then(act).catch((error: unknown) => {
      this.tell(`The history could not be kept: ${wordsOf(error)}`);
      return otherwise;
    });
    this.work = done;
    return done;
  }

  private async write(connection: string): Promise<void> {
    const lines = this.waiting.get(connection) ?? [];
    this.waiting.delete(connection);
    if (lines.length === 0) return;
    const grown = (this.grown.get(connection) ?? 0) + lines.length;
    this.grown.set(connection, grown);
    await this.locked(connection, async () => {
      await append(this.file(connection), lines);
      if (grown > SLACK) await this.read(connection);
    });
  }

  private tell(problem: string): void {
    // Otherwise a full disk would be reported with every line.
    if (problem !== this.lastProblem) this.onProblem(problem);
    this.lastProblem = problem;
  }

  private async read(connection: string): Promise<string[]> {
    const file = this.file(connection);
    this.grown.set(connection, 0);
    let bytes: Buffer;
    try {
      const { size } = await stat(file);
      if (size > LARGEST_FILE) return await this.setAside(file, [], 'it is too large');
      bytes = await readFile(file);
    } catch (error) {
      if (isMissing(error)) return [];
      return this.setAside(file, [], wordsOf(error));
    }
    const text = utf8(bytes);
    if (text === null) return this.setAside(file, parse(bytes.toString('utf8')).lines, 'it is not UTF-8');
    const { lines, damaged } = parse(text);
    if (damaged > 0) {
      const what = `${counted(damaged, 'line')} ${plural(damaged, 'is', 'are')} damaged`;
      return this.setAside(file, lines, what);
    }
    const kept = newestOf(lines);
    if (lines.length > kept.length) await rewrite(file, kept);
    return kept;
  }

  /** Renames a damaged file, reports why, and continues with the lines that could be read. */
  private async setAside(file: string, lines: readonly string[], why: string): Promise<string[]> {
    const kept = newestOf(lines);
    const aside = `${file.slice(0, -'.jsonl'.length)}.damaged-${Date.now()}.jsonl`;
    await rename(file, aside);
    this.tell(`The history was set aside as ${path.basename(aside)}: ${why}.`);
    if (kept.length > 0) await rewrite(file, kept);
    return kept;
  }

  /**
   * Runs `act` while no other program appends to the connection's file or replaces it. If one holds the lock for too long,
   * `act` runs without it: a line that was run is not lost to a program that hangs.
   */
  private async locked<T>(connection: string, act: () => Promise<T>): Promise<T> {
    await makeDirectory(this.directory);
    try {
      return await withLock(`${this.file(connection)}.lock`, act, LOCK_TIMEOUT_MS);
    } catch (error) {
      if (!(error instanceof LockHeldError)) throw error;
      return act();
    }
  }
}

async function append(file: string, lines: readonly string[]): Promise<void> {
  const handle = await open(file, 'a+', 0o600);
  try {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    // A program that was killed while writing leaves half a line; ours must not become part of it.
    await handle.appendFile((await endsInBreak(handle)) ? text : `\n${text}`);
  } finally {
    await handle.close();
  }
}

async function endsInBreak(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return true;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 0x0a;
}

const rewrite = (file: string, lines: readonly string[]) =>
  atomicWrite(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { durable: false });

function parse(text: string): { lines: string[]; damaged: number } {
  const lines: string[] = [];
  let damaged = 0;
  for (const row of text.split('\n')) {
    if (row === '') continue;
    try {
      const line: unknown = JSON.parse(row);
      if (typeof line === 'string') lines.push(line);
      else damaged++;
    } catch {
      damaged++;
    }
  }
  return { lines, damaged };
}

function newestOf(lines: readonly string[], maxLines = MAX_LINES, maxLength = MAX_LENGTH): string[] {
  let first = lines.length;
  let length = 0;
  while (first > 0 && lines.length - first < maxLines && length + lines[first - 1]!.length <= maxLength)
    length += lines[--first]!.length;
  return lines.slice(first);
}

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';
const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
