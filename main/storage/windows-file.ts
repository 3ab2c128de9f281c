/** windows.json in the user's data directory: the windows of the last start, which the next one opens again. Without secrets. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { SECRETS } from '../../shared/connections/secret-names.ts';
import { MOST_SHELLS, MOST_WINDOWS } from '../../shared/limits.ts';
import { REDIRECT_MODES } from '../../shared/session/session.ts';
import { LASTING_VIEWS, PANE_SHARE, SPLIT_DIRECTIONS } from '../../shared/session/shown.ts';
import { LateWrite } from './late-write.ts';
import { boundsSchema } from './settings-text.ts';

const connectionSchema = z.union([
  z.object({
    /** Id of the saved connection. */
    profile: z.uuid(),
    /** Those it was made with. */
    secrets: z.array(z.enum(SECRETS)).max(SECRETS.length),
  }),
  z.object({
    /** Arguments for parseLaunch. */
    args: z.array(z.string().max(4096)).max(100),
    /** False if a secret, or all of a login, has been left out. */
    isWhole: z.boolean(),
    production: z.boolean(),
    readOnly: z.boolean(),
  }),
]);
export type LastingConnection = z.infer<typeof connectionSchema>;

const shellSchema = z.object({
  /** Empty if it was never connected. */
  node: z.string().max(300),
  mode: z.enum(REDIRECT_MODES),
});
export type LastingShell = z.infer<typeof shellSchema>;

const index = z.int().min(0).max(MOST_SHELLS);

const splitSchema = z.object({
  direction: z.enum(SPLIT_DIRECTIONS),
  /** Indices of the shells. */
  panes: z.tuple([index, index]).readonly(),
  share: z.int().min(PANE_SHARE.min).max(PANE_SHARE.max),
});

const windowSchema = z.object({
  bounds: boundsSchema.nullable().catch(null),
  connection: connectionSchema.nullable().catch(null),
  /** In their order. */
  shells: z.array(shellSchema).min(1).max(MOST_SHELLS),
  /** Index of the shell that is shown. */
  active: index,
  /** Null if one shell has the whole room, and in files that are older than panes. */
  split: splitSchema.nullable().catch(null),
  view: z.enum(LASTING_VIEWS).catch('shell'),
});
export type LastingWindow = z.infer<typeof windowSchema>;

/** A damaged window does not cost the others. */
const fileSchema = z
  .object({ windows: z.array(windowSchema.nullable().catch(null)) })
  .catch({ windows: [] })
  .transform(({ windows }) => windows.filter((one) => one !== null).slice(0, MOST_WINDOWS));

const fileOf = (directory: string) => path.join(directory, 'windows.json');

/** What a file of JSON holds. */
async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    // A missing file and a damaged one mean the same to the user: no window comes back.
    return {};
  }
}

/** Empty if there is no file, or a damaged one. */
export const readWindows = async (directory: string): Promise<LastingWindow[]> =>
  fileSchema.parse(await readJson(fileOf(directory)));

/** `windows` is called for each write. */
export const writeWindows = (directory: string, windows: () => LastingWindow[]): LateWrite =>
  new LateWrite(fileOf(directory), () => `${JSON.stringify({ windows: windows() }, null, 2)}\n`);
