/** The window itself: what it starts from, its settings, its size, further windows. */
import { z } from 'zod';
import type { Boot } from '../boot.ts';
import { REDIRECT_MODES } from '../session/session.ts';
import { call, returns } from './call.ts';
import { nothing } from './fields.ts';

export const windowCalls = {
  boot: call(nothing, returns<Boot>()),
  /** Opens another window, for another cluster. */
  newWindow: call(nothing, returns<void>()),
  /** Makes everything in the window larger, smaller, or its original size. */
  zoom: call(z.enum(['in', 'out', 'reset']), returns<void>()),
  saveSettings: call(
    z.object({
      theme: z.enum(['system', 'dark', 'light']),
      nodesWidth: z.int().min(160).max(800),
      inspectorWidth: z.int().min(200).max(1000),
      nodesShown: z.boolean(),
      inspectorShown: z.boolean(),
      editorShown: z.boolean(),
      editorHeight: z.int().min(120).max(4000),
      mode: z.enum(REDIRECT_MODES),
      escape: z.enum(['readable', 'redis-cli']),
      pasteConfirm: z.enum(['writes', 'always', 'never']),
      monitorOwn: z.boolean(),
    }),
    returns<void>(),
  ),
};
