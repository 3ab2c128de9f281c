/** The window itself: what it starts from, its settings, its size, further windows. */
import { z } from 'zod';
import type { Boot } from '../boot.ts';
import type { AboutFacts } from '../session/about.ts';
import { settingsSchema } from '../session/settings-schema.ts';
import { LASTING_VIEWS, PANE_SHARE, SPLIT_DIRECTIONS } from '../session/shown.ts';
import { call, returns } from './call.ts';
import { nothing, shell } from './fields.ts';

const split = z.object({
  direction: z.enum(SPLIT_DIRECTIONS),
  panes: z.tuple([shell, shell]).readonly(),
  share: z.int().min(PANE_SHARE.min).max(PANE_SHARE.max),
});

export const windowCalls = {
  boot: call(nothing, returns<Boot>()),
  /** Opens another window, for another cluster. */
  newWindow: call(nothing, returns<void>()),
  /** Makes everything in the window larger, smaller, or its original size. */
  zoom: call(z.enum(['in', 'out', 'reset']), returns<void>()),
  /** Which shells and view the page shows, so that they come back. */
  shows: call(z.object({ shell, split: split.nullable(), view: z.enum(LASTING_VIEWS) }), returns<void>()),
  saveSettings: call(settingsSchema, returns<void>()),
  about: call(nothing, returns<AboutFacts>()),
  /** Versions, changed settings and the last log lines, without secrets. */
  problemReport: call(nothing, returns<string>()),
  /** Opens the folder of the logs. */
  openLogs: call(nothing, returns<void>()),
  /** The path of the settings' file, and what is wrong in it, a sentence each. */
  settingsFile: call(nothing, returns<{ path: string; problems: readonly string[] }>()),
  /** Opens the file in the user's editor. */
  openSettingsFile: call(nothing, returns<void>()),
};
