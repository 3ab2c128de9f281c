/** The Lua debugger of the editor: one session a window. */
import { z } from 'zod';
import type { DebugState } from '../session/lua-debug.ts';
import { call, returns } from './call.ts';
import { bytes, nothing, shell } from './fields.ts';

const words = z.array(bytes).max(1000);
const lines = z.array(z.int().min(1).max(1e6)).max(64);

export const debugCalls = {
  /**
   * Starts a script in the debugger of the owner of its keys, on a copy of the data; with `isSync` on the data itself, which
   * main asks about first. Null if the user cancels. A session that is open ends.
   */
  startDebug: call(
    z.object({
      shell,
      script: bytes,
      keys: words,
      args: words,
      isReadOnly: z.boolean(),
      isSync: z.boolean(),
      breakpoints: lines,
    }),
    returns<DebugState | null>(),
  ),
  /** Runs on until it is stopped again, or has ended. */
  goOnDebugging: call(z.object({ command: z.enum(['step', 'continue', 'abort']) }), returns<DebugState>()),
  /** A variable, or with `isCode` an expression in Lua. */
  printInDebugger: call(
    z.object({ text: z.string().min(1).max(10_000), isCode: z.boolean() }),
    returns<DebugState>(),
  ),
  setBreakpoints: call(z.object({ lines }), returns<void>()),
  /** Ends a session whatever it does. */
  endDebug: call(nothing, returns<void>()),
};
