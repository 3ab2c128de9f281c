/** The window itself: what it starts from, its settings, its size, further windows. */
import { z } from 'zod';
import type { Boot } from '../boot.ts';
import { settingsSchema } from '../session/settings-schema.ts';
import { call, returns } from './call.ts';
import { nothing } from './fields.ts';

export const windowCalls = {
  boot: call(nothing, returns<Boot>()),
  /** Opens another window, for another cluster. */
  newWindow: call(nothing, returns<void>()),
  /** Makes everything in the window larger, smaller, or its original size. */
  zoom: call(z.enum(['in', 'out', 'reset']), returns<void>()),
  saveSettings: call(settingsSchema, returns<void>()),
};
