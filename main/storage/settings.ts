/**
 * settings.json in the user's data directory: the settings and the window's bounds. The user may write the file too, while the
 * program runs: that is read, and what is wrong in it is told and never overwritten without a copy.
 */
import { constants, watch, type FSWatcher } from 'node:fs';
import { chmod, copyFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { DEFAULT_SETTINGS, type SettingName, type Settings } from '../../shared/session/settings.ts';
import { atomicWrite } from './atomic-write.ts';
import { makeDirectory } from './make-directory.ts';
import { readSettings, type ReadSettings, type WindowBounds } from './settings-text.ts';

const NAME = 'settings.json';

export interface SettingsFile {
  readonly path: string;
  readonly settings: Settings;
  readonly bounds: WindowBounds | null;
  /** What is wrong in the file, a sentence each. */
  readonly problems: readonly string[];
  /** Writes a moment later, so that dragging a divider is one write. */
  save(settings: Settings): void;
  saveBounds(bounds: WindowBounds): void;
  /** Writes what is not written yet. Called before the app ends. */
  flush(): Promise<void>;
  /** Writes the file if there is none yet. */
  ensureFile(): Promise<void>;
  /** Reads the file again when another program has changed it; `onChange` is called if that changes anything. */
  watch(onChange: () => void): Promise<void>;
}

interface Options {
  /** Milliseconds without a change before the file is written, or read. */
  delay?: number;
  /** Called with a sentence about what could not be read or written. */
  onProblem?: (text: string) => void;
}

export const openSettings = async (
  directory: string,
  { delay = 400, onProblem = (text) => console.error(text) }: Options = {},
): Promise<SettingsFile> => {
  const opened = new OpenSettings(directory, delay, onProblem);
  await opened.open();
  return opened;
};

class OpenSettings implements SettingsFile {
  readonly path: string;
  private readonly directory: string;
  private readonly delay: number;
  private readonly onProblem: (text: string) => void;
  private said: ReadSettings = { settings: DEFAULT_SETTINGS, bounds: null, problems: [] };
  /** The file's text as last read or written; null if there was none. */
  private known: string | null = null;
  /** Settings that are not written yet. */
  private readonly changed = new Set<SettingName>();
  private timer: NodeJS.Timeout | null = null;
  private work: Promise<unknown> = Promise.resolve();
  private watcher: FSWatcher | null = null;

  constructor(directory: string, delay: number, onProblem: (text: string) => void) {
    this.path = path.join(directory, NAME);
    this.directory = directory;
    this.delay = delay;
    this.onProblem = onProblem;
  }

  async open(): Promise<void> {
    try {
      await this.check();
    } catch (error) {
      this.said.problems.push(`${NAME} could not be read: ${(error as Error).message}`);
    }
  }

  get settings(): Settings {
    return this.said.settings;
  }

  get bounds(): WindowBounds | null {
    return this.said.bounds;
  }

  get problems(): readonly string[] {
    return this.said.problems;
  }

  save(next: Settings): void {
    for (const name of Object.keys(next) as SettingName[])
      if (!isSame(next[name], this.settings[name])) this.changed.add(name);
    this.said = { ...this.said, settings: next };
    this.writeSoon();
  }

  saveBounds(bounds: WindowBounds): void {
    this.said = { ...this.said, bounds };
    this.writeSoon();
  }

  async flush(): Promise<void> {
    if (this.timer !== null) {
      clearTimeout(this.timer);
      this.timer = null;
      this.work = this.work.then(() => this.write());
    }
    await this.work;
  }

  async ensureFile(): Promise<void> {
    if (this.known === null) this.writeSoon();
    await this.flush();
  }

  async watch(onChange: () => void): Promise<void> {
    await makeDirectory(this.directory);
    let timer: NodeJS.Timeout | undefined;
    // The directory: an editor may replace the file.
    this.watcher = watch(this.directory, { persistent: false }, (_, name) => {
      if (name !== NAME) return;
      clearTimeout(timer);
      // An editor writes in pieces.
      timer = setTimeout(() => {
        this.work = this.work
          .then(() => this.check())
          .then(
            (isOther) => isOther && onChange(),
            (error: Error) => this.onProblem(`${NAME} could not be read: ${error.message}`),
          );
      }, this.delay);
      timer.unref();
    });
    // A directory that cannot be watched is read at the next write.
    this.watcher.on('error', () => this.watcher?.close());
  }

  /**
   * Takes in what another program has written; true if there is anything. Our own changes that wait to be written remain. Rejects
   * if the file cannot be read.
   */
  private async check(): Promise<boolean> {
    const text = await this.readText();
    if (text === this.known) return false;
    this.known = text;
    // Deleted: the settings remain, and are written again with the next change.
    if (text === null) return false;
    const { settings, bounds, problems } = readSettings(text, this.said);
    const own = Object.fromEntries([...this.changed].map((name) => [name, this.settings[name]]));
    this.said = { settings: { ...settings, ...own }, bounds: bounds ?? this.bounds, problems };
    return true;
  }

  private writeSoon(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), this.delay);
  }

  private async readText(): Promise<string | null> {
    try {
      return await readFile(this.path, 'utf8');
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
      throw error;
    }
  }

  private async write(): Promise<void> {
    try {
      await makeDirectory(this.directory);
      await this.check();
      if (this.problems.length > 0) {
        // A window that was moved is no reason to replace a file that the user is about to correct.
        if (this.changed.size === 0) return;
        await this.setAside();
      }
      // Not worth waiting for the disk: a power failure loses at most the latest change.
      const { settings, bounds } = this;
      const text = `${JSON.stringify({ ...settings, bounds }, null, 2)}\n`;
      await atomicWrite(this.path, text, { durable: false });
      this.known = text;
      for (const name of this.changed)
        if (isSame(settings[name], this.settings[name])) this.changed.delete(name);
    } catch (error) {
      this.onProblem(`${NAME} was not saved: ${(error as Error).message}`);
    }
  }

  private async setAside(): Promise<void> {
    const copy = path.join(this.directory, `settings.damaged-${Date.now()}.json`);
    await copyFile(this.path, copy, constants.COPYFILE_EXCL);
    await chmod(copy, 0o600);
    this.said = { ...this.said, problems: [] };
    this.onProblem(
      `A setting was changed, and ${NAME} written again. As it was, with what is wrong in it, it is kept as ${path.basename(copy)}.`,
    );
  }
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
