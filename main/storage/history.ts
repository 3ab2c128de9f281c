/** The lines that were run, one file a connection: a JSON string a line, oldest first. Knows nothing of Electron. */
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { LONGEST_KEPT } from '../../shared/limits.ts';
import { utf8 } from '../../shared/resp/resp.ts';
import { secretStart } from '../../shared/commands/command-secrets.ts';
import { atomicWrite } from './atomic-write.ts';
import { LockHeldError, withLock } from './file-lock.ts';

/** Lines that a file keeps, and characters of all of them. */
const MAX_LINES = 10_000;
const MAX_LENGTH = 1 << 24;
/** Lines that are written before a file is looked at for whether it has become too long. */
const SLACK = 1000;
/** Bytes that are read at all. */
const LARGEST_FILE = 1 << 27;
/** How long to wait for another program before appending without the lock. */
const LOCK_TIMEOUT_MS = 2000;

interface Options {
  /** Hears in words what could not be read or written. */
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

  /** A connection's lines, newest last. What cannot be read is set aside, told of, and the rest answered. */
  load(connection: string): Promise<string[]> {
    return this.queue(async () => {
      const lines = await this.locked(connection, () => this.read(connection));
      if (lines.length > 0) this.newest.set(connection, lines.at(-1)!);
      return lines;
    }, []);
  }

  /** Keeps a line; not one that is blank, equal to the one before, or holds a secret. Never rejects. */
  add(connection: string, line: string): Promise<void> {
    if (line.trim() === '' || line.length > LONGEST_KEPT || line === this.newest.get(connection))
      return this.flush();
    if (secretStart(line) !== null) return this.flush();
    this.newest.set(connection, line);
    const waiting = this.waiting.get(connection);
    if (waiting) waiting.push(line);
    else {
      this.waiting.set(connection, [line]);
      void this.queue(() => this.write(connection), undefined);
    }
    return this.flush();
  }

  /** Deletes what is kept for a connection, what was set aside of it, too. Resolves when it is gone; rejects where it could not be deleted. */
  async clear(connection: string): Promise<void> {
    this.waiting.delete(connection);
    this.newest.delete(connection);
    const deleted = this.work.then(() => this.locked(connection, () => this.remove(connection)));
    this.work = deleted.catch(() => undefined);
    await deleted;
  }

  /** Resolves when all that was added is written, or told of. */
  async flush(): Promise<void> {
    await this.work;
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
    // A full disk would be told of with every line.
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
      const what = damaged === 1 ? 'one line is damaged' : `${damaged} lines are damaged`;
      return this.setAside(file, lines, what);
    }
    const kept = newestOf(lines);
    if (lines.length > kept.length) await rewrite(file, kept);
    return kept;
  }

  /** Moves a file away under a name that says why, and goes on with the lines that could be read. */
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
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
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
    // A program that was killed while it wrote has left half a line: it must not swallow ours.
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

function newestOf(lines: readonly string[]): string[] {
  let first = lines.length;
  let length = 0;
  while (first > 0 && lines.length - first < MAX_LINES && length + lines[first - 1]!.length <= MAX_LENGTH)
    length += lines[--first]!.length;
  return lines.slice(first);
}

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';
const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
