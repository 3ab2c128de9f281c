/** settings.json in the user's data directory: the settings and the window's bounds. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Settings } from '../../shared/session/settings.ts';
import { forgivingSettingsSchema } from '../../shared/session/settings-schema.ts';
import { atomicWrite } from './atomic-write.ts';
import { makeDirectory } from './make-directory.ts';

const position = z.int().min(-100_000).max(100_000);
const extent = z.int().min(1).max(100_000);
const boundsSchema = z.object({
  x: position,
  y: position,
  width: extent,
  height: extent,
  maximized: z.boolean(),
});
export type WindowBounds = z.infer<typeof boundsSchema>;

const fileSchema = forgivingSettingsSchema.extend({ bounds: boundsSchema.nullable().catch(null) });

export interface SettingsFile {
  readonly settings: Settings;
  readonly bounds: WindowBounds | null;
  /** Writes a moment later, so that dragging a divider is one write. */
  save(settings: Settings): void;
  saveBounds(bounds: WindowBounds): void;
  /** Writes what is not written yet. Called before the app ends. */
  flush(): Promise<void>;
}

interface Options {
  /** Milliseconds without a change before the file is written. */
  delay?: number;
  onError?: (error: Error) => void;
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    // A missing file and a damaged one mean the same to the user: the defaults.
    return {};
  }
}

export async function openSettings(
  directory: string,
  {
    delay = 400,
    onError = (error) => console.error(`settings.json was not saved: ${error.message}`),
  }: Options = {},
): Promise<SettingsFile> {
  const file = path.join(directory, 'settings.json');
  const { bounds: savedBounds, ...savedSettings } = fileSchema
    .catch(fileSchema.parse({}))
    .parse(await readJson(file));
  let settings: Settings = savedSettings;
  let bounds: WindowBounds | null = savedBounds;
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  const write = async () => {
    try {
      await makeDirectory(directory);
      // Not worth waiting for the disk: a power failure loses at most the latest change.
      const text = `${JSON.stringify({ ...settings, bounds }, null, 2)}\n`;
      await atomicWrite(file, text, { durable: false });
    } catch (error) {
      onError(error as Error);
    }
  };
  const flush = () => {
    if (timer !== null) {
      clearTimeout(timer);
      timer = null;
      writing = writing.then(write);
    }
    return writing;
  };
  const change = () => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => void flush(), delay);
  };

  return {
    get settings() {
      return settings;
    },
    get bounds() {
      return bounds;
    },
    save(next) {
      settings = next;
      change();
    },
    saveBounds(next) {
      bounds = next;
      change();
    },
    flush,
  };
}
