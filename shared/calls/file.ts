/** Files that the user chooses, and the clipboard. */
import { z } from 'zod';
import { call, returns } from './call.ts';
import { bytes, nothing } from './fields.ts';

export const fileCalls = {
  copyText: call(z.object({ text: z.string().max(1 << 26) }), returns<void>()),
  pasteText: call(nothing, returns<string>()),
  /** Asks for a file. Returns its path, or null if the user cancels. */
  chooseFile: call(nothing, returns<string | null>()),
  /** Asks for a text file and reads it, at most 16 MiB. Returns null if the user cancels. */
  openText: call(nothing, returns<{ name: string; text: string } | null>()),
  /** Asks for a file name and writes the text, or bytes, there. Returns the path, or null if the user cancels. */
  saveText: call(
    z.object({
      suggestion: z.string().min(1).max(200),
      text: z.union([z.string().max(1 << 28), bytes]),
    }),
    returns<string | null>(),
  ),
};
