/** The shells of a window: their lines, how they follow redirects, their protocol and their node. */
import { z } from 'zod';
import { lengthOf } from '../limits.ts';
import type { Arriving } from '../session/execution.ts';
import type { PackedOutcomes } from '../session/packed-outcomes.ts';
import { REDIRECT_MODES, type SessionState } from '../session/session.ts';
import { call, returns } from './call.ts';
import { address, nothing, shell } from './fields.ts';

const approval = z.object({
  question: z.int(),
  typed: z.string().max(1000),
  choice: z.enum(['asked', 'all']),
});

export const shellCalls = {
  /**
   * Runs lines as typed, in order, at most 16 MiB each. Returns the outcomes of the first of them: fewer than there are
   * lines if some take time, ask, or end the shell; the caller then sends the rest again. `done` repetitions of the first
   * line (`5 PING`) have already run. `unattended`: nobody looks at each answer before the next line runs. Main records each line in the history as it runs it, unless it holds a secret.
   */
  run: call(
    z.object({
      shell,
      lines: z
        .array(z.string().max(1 << 24))
        .min(1)
        .max(1000)
        .refine((lines) => lengthOf(lines) <= 1 << 25, { error: 'too much at once' }),
      done: z.int().min(0).max(1e9),
      approval: approval.nullable(),
      unattended: z.boolean(),
    }),
    returns<PackedOutcomes>(),
  ),
  /** Stops the running commands by closing their connections. */
  cancel: call(z.object({ shell }), returns<void>()),
  /** Returns the part of a large reply that has arrived; null if no reply is arriving in this shell. */
  arriving: call(z.object({ shell }), returns<Arriving | null>()),
  /** Ends subscriptions and MONITOR. Returns false if there are none. */
  stopStreams: call(z.object({ shell }), returns<boolean>()),
  /** Opens another shell on the cluster that is open, or on the next one. */
  openShell: call(nothing, returns<SessionState>()),
  closeShell: call(z.object({ shell }), returns<void>()),
  setMode: call(z.object({ shell, mode: z.enum(REDIRECT_MODES) }), returns<SessionState>()),
  setProtocol: call(
    z.object({ shell, protocol: z.union([z.literal(2), z.literal(3)]) }),
    returns<SessionState>(),
  ),
  setCurrentNode: call(z.object({ shell, node: address }), returns<SessionState>()),
};
