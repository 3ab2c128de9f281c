/** The history of a shell's connection. */
import { z } from 'zod';
import { lengthOf, LONGEST_KEPT, MOST_REMEMBERED, MOST_REMEMBERED_LENGTH } from '../limits.ts';
import { call, returns } from './call.ts';
import { shell } from './fields.ts';

export const historyCalls = {
  /** The lines that were run on the shell's connection, earlier and in other windows too; newest last. */
  history: call(z.object({ shell }), returns<string[]>()),
  /** Keeps lines that were run; those with secrets are left out. */
  remember: call(
    z.object({
      shell,
      lines: z
        .array(z.string().max(LONGEST_KEPT))
        .max(MOST_REMEMBERED)
        .refine((lines) => lengthOf(lines) <= MOST_REMEMBERED_LENGTH, { error: 'too much at once' }),
    }),
    returns<void>(),
  ),
  /** Deletes what is kept of the shell's connection. */
  clearHistory: call(z.object({ shell }), returns<void>()),
};
