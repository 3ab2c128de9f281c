/** What every mode is given. */
import type { Flags, ModeRequest } from '../flags.ts';
import type { Output } from '../output.ts';
import type { Stdin } from '../stdin.ts';

export interface ModeContext {
  flags: Flags;
  request: ModeRequest;
  output: Output;
  stdin: Stdin;
}

/** Runs a mode to its end. Resolves with the exit code. */
export type RunMode = (context: ModeContext) => Promise<number>;
