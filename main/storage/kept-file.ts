/**
 * A small file that must not be lost: written in one step, with its last good copy beside it, and shared between programs. A
 * change applies to what is on disk at that moment, so two programs that change different things lose neither.
 */
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { atomicWrite, draftOwner } from './atomic-write.ts';
import { isRunning, withLock } from './file-lock.ts';
import { makeDirectory } from './make-directory.ts';

/** Bytes that are read or written at most. */
const LARGEST = 1 << 24;

export type Read<T> =
  /** `left`: sentences on the parts that could not be understood. */
  | { kind: 'good'; value: T; left: readonly string[] }
  /** Written by a later version of Slotshell; `value` is what is understood of it. */
  | { kind: 'newer'; value: T; version: number }
  | { kind: 'damaged'; why: string };

export interface Format<T> {
  /** Begins sentences: `The saved connections`. */
  title: string;
  empty: T;
  /** Never throws. */
  read(bytes: Uint8Array): Read<T>;
  print(value: T): string;
}

interface Change<T> {
  key: string;
  apply(value: T): T;
  written: boolean;
}

interface Found<T> {
  value: T;
  /** The file's content; null if there is no file. */
  bytes: Uint8Array | null;
  /** True if the value must be written even without a change: it was repaired. */
  repaired: boolean;
  newer: number | null;
}

export class KeptFile<T> {
  private readonly file: string;
  private readonly format: Format<T>;
  private readonly onProblem: (text: string) => void;
  private base: T;
  private current: T;
  private waiting: Change<T>[] = [];
  private newer: number | null = null;
  private lastProblem = '';
  private work: Promise<unknown> = Promise.resolve();

  private constructor(file: string, format: Format<T>, onProblem: (text: string) => void) {
    this.file = file;
    this.format = format;
    this.onProblem = onProblem;
    this.base = this.current = format.empty;
  }

  /** Never rejects: reports what could not be read or repaired to `onProblem`, in sentences without secrets. */
  static async open<T>(file: string, format: Format<T>, onProblem: (text: string) => void) {
    const kept = new KeptFile(file, format, onProblem);
    await kept.reload();
    return kept;
  }

  /** As last read, with the changes since. */
  get value(): T {
    return this.current;
  }

  /** True if a later version of Slotshell wrote the file: then nothing is changed. */
  get isReadOnly(): boolean {
    return this.newer !== null;
  }

  /** Reads again, for what other programs changed; writes what could not be written before. Never rejects. */
  async reload(): Promise<void> {
    await this.queue(() => this.commit());
  }

  /**
   * Changes the value at once, and then the file. True once it is on disk. False if it was not written, which is reported: then
   * the value keeps the change, and it is written with the next one; a read-only file refuses it. `apply` is pure, and may be
   * called again on what another program wrote. Only the last of the waiting changes with the same key is written.
   */
  async change(key: string, apply: (value: T) => T): Promise<boolean> {
    const change: Change<T> = { key, apply, written: false };
    this.waiting.push(change);
    this.show();
    await this.queue(async () => {
      if (!change.written) await this.commit();
    });
    return change.written;
  }

  private show(): void {
    this.current = this.waiting.reduce((value, { apply }) => apply(value), this.base);
  }

  private queue(act: () => Promise<void>): Promise<void> {
    const done = this.work.then(act).catch((error: unknown) => this.tell(`not be kept: ${wordsOf(error)}.`));
    this.work = done;
    return done;
  }

  private tell(what: string): void {
    this.say(`${this.format.title} could ${what}`);
  }

  private say(problem: string): void {
    // A full disk would be reported with every change.
    if (problem !== this.lastProblem) this.onProblem(problem);
    this.lastProblem = problem;
  }

  private async commit(): Promise<void> {
    try {
      await makeDirectory(path.dirname(this.file));
      await withLock(`${this.file}.lock`, () => this.exchange());
      this.lastProblem = '';
    } catch (error) {
      const kept = this.waiting.length > 0 ? ' Your changes are kept until Slotshell ends.' : '';
      this.tell(
        `not be read or written: ${wordsOf(error)}.${kept} Check the disk, and whether you may write there.`,
      );
      const last = new Map(this.waiting.map((change) => [change.key, change]));
      this.waiting = this.waiting.filter((change) => last.get(change.key) === change);
      if (this.base === this.format.empty) await this.peek();
      this.show();
    }
  }

  /** If nothing can be written, there may still be something to read. */
  private async peek(): Promise<void> {
    for (const file of [this.file, this.spare]) {
      const seen = await this.look(file).catch(() => null);
      if (!seen || seen.read.kind === 'damaged') continue;
      this.base = seen.read.value;
      return;
    }
  }

  private get spare(): string {
    return `${this.file}.bak`;
  }

  /** Runs under the lock. */
  private async exchange(): Promise<void> {
    await this.clearDrafts();
    const found = await this.find();
    this.base = found.value;
    this.newer = found.newer;
    if (found.newer !== null) {
      if (this.waiting.length > 0)
        this.say(
          `${this.format.title} were written by a later version of Slotshell (format ${found.newer}). They can be used, but not changed: use that version to change them.`,
        );
      this.waiting = [];
      this.show();
      return;
    }
    const changes = [...this.waiting];
    const value = changes.reduce((before, { apply }) => apply(before), found.value);
    let bytes = found.bytes;
    if (found.repaired || changes.length > 0) {
      bytes = Buffer.from(this.format.print(value));
      if (bytes.length > LARGEST) throw new Error('they would be larger than 16 MiB');
      await atomicWrite(this.file, bytes);
    }
    for (const change of changes) change.written = true;
    this.waiting = this.waiting.filter((change) => !change.written);
    this.base = value;
    this.show();
    if (bytes !== null) await this.copy(bytes);
  }

  private async copy(bytes: Uint8Array): Promise<void> {
    const before = await readFile(this.spare).catch(() => null);
    if (before?.equals(bytes)) return;
    await atomicWrite(this.spare, bytes).catch((error: unknown) =>
      this.say(`The copy of ${path.basename(this.file)} could not be written: ${wordsOf(error)}.`),
    );
  }

  private async find(): Promise<Found<T>> {
    const seen = await this.look(this.file);
    if (seen?.read.kind === 'newer') return this.laterVersion(seen.read);
    if (seen?.read.kind === 'good') {
      const { value } = seen.read;
      if (seen.read.left.length === 0) return { value, bytes: seen.bytes, repaired: false, newer: null };
      const aside = await this.copyAside(seen.bytes);
      this.say(`${seen.read.left.join(' ')} The file as it was is kept as ${aside}.`);
      return { value, bytes: null, repaired: true, newer: null };
    }
    if (seen) await this.moveAside(this.file, seen.read.why);
    const spare = await this.look(this.spare);
    if (spare?.read.kind === 'damaged') await this.moveAside(this.spare, spare.read.why);
    if (spare?.read.kind === 'newer') return this.laterVersion(spare.read);
    if (spare?.read.kind !== 'good')
      return { value: this.format.empty, bytes: null, repaired: false, newer: null };
    const lost = seen ? '' : `${path.basename(this.file)} was missing. `;
    this.say(`${lost}${this.format.title} were taken from their last good copy.`);
    return { value: spare.read.value, bytes: null, repaired: true, newer: null };
  }

  private laterVersion({ value, version }: { value: T; version: number }): Found<T> {
    if (this.newer !== version)
      this.say(
        `${this.format.title} were written by a later version of Slotshell (format ${version}). They can be used, but not changed.`,
      );
    return { value, bytes: null, repaired: false, newer: version };
  }

  /** Null if there is no such file. Rejects if it exists but cannot be read, since it may be undamaged. */
  private async look(file: string): Promise<{ bytes: Buffer; read: Read<T> } | null> {
    const empty = Buffer.alloc(0);
    try {
      const found = await stat(file);
      if (!found.isFile()) return { bytes: empty, read: { kind: 'damaged', why: 'it is not a file' } };
      if (found.size > LARGEST) return { bytes: empty, read: { kind: 'damaged', why: 'it is too large' } };
      const bytes = await readFile(file);
      return { bytes, read: this.format.read(bytes) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  private asideName(file: string): string {
    const { dir, name } = path.parse(file.replace(/\.bak$/, ''));
    return path.join(dir, `${name}.damaged-${Date.now()}${file.endsWith('.bak') ? '.bak' : ''}.json`);
  }

  private async copyAside(bytes: Uint8Array): Promise<string> {
    const aside = this.asideName(this.file);
    await atomicWrite(aside, bytes);
    return path.basename(aside);
  }

  private async moveAside(file: string, why: string): Promise<void> {
    const aside = this.asideName(file);
    await rename(file, aside);
    this.say(`${path.basename(file)} was set aside as ${path.basename(aside)}: ${why}.`);
  }

  /** Removes drafts of programs that died while they wrote. */
  private async clearDrafts(): Promise<void> {
    const directory = path.dirname(this.file);
    for (const name of await readdir(directory)) {
      const owner = draftOwner(name, this.file) ?? draftOwner(name, this.spare);
      if (owner !== null && owner !== process.pid && !isRunning(owner))
        await rm(path.join(directory, name), { force: true }).catch(() => undefined);
    }
  }
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
