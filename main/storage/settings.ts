/** settings.json in the user's data directory: the settings and the window's bounds. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Settings } from '../../shared/session/settings.ts';
import { forgivingSettingsSchema } from '../../shared/session/settings-schema.ts';
import { LateWrite } from './late-write.ts';

const position = z.int().min(-100_000).max(100_000);
const extent = z.int().min(1).max(100_000);
export const boundsSchema = z.object({
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

/** What a file of JSON holds. */
export async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    // A missing file and a damaged one mean the same to the user: the defaults.
    return {};
  }
}

export async function openSettings(
  directory: string,
  options: ConstructorParameters<typeof LateWrite>[2] = {},
): Promise<SettingsFile> {
  const file = path.join(directory, 'settings.json');
  const { bounds: savedBounds, ...savedSettings } = fileSchema
    .catch(fileSchema.parse({}))
    .parse(await readJson(file));
  let settings: Settings = savedSettings;
  let bounds: WindowBounds | null = savedBounds;
  const late = new LateWrite(file, () => `${JSON.stringify({ ...settings, bounds }, null, 2)}\n`, options);
  return {
    get settings() {
      return settings;
    },
    get bounds() {
      return bounds;
    },
    save(next) {
      settings = next;
      late.change();
    },
    saveBounds(next) {
      bounds = next;
      late.change();
    },
    flush: () => late.flush(),
  };
}
