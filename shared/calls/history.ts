/** The history of a shell's connection. */
import { z } from 'zod';
import { call, returns } from './call.ts';
import { shell } from './fields.ts';

export const historyCalls = {
  /** The lines that `run` has recorded for the shell's connection, in earlier sessions and other windows too; newest last. */
  history: call(z.object({ shell }), returns<string[]>()),
  /** Deletes the history of the shell's connection. */
  clearHistory: call(z.object({ shell }), returns<void>()),
};
