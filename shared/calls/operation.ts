/** The calls of the Operations view. One operation at a time: a call that would begin a second one rejects with `refused`. */
import { z } from 'zod';
import { requestSchema } from '../operations/request.ts';
import type { ListedOperations, OperationStatus, PlanAnswer } from '../operations/operation.ts';
import { call, returns } from './call.ts';
import { nothing } from './fields.ts';

const name = z.string().min(1).max(100);
/** What the user typed where the plan asks for it. */
const typed = z.string().max(300);

export const operationCalls = {
  /** Reads the cluster and plans; changes nothing. Replaces the plan that was made before. */
  planOperation: call(
    z.strictObject({
      request: requestSchema,
      /** Of the new nodes, for `create`; by default that of the connection. */
      login: z.strictObject({ username: z.string().max(1000), password: z.string().max(10_000) }).optional(),
    }),
    returns<PlanAnswer>(),
  ),
  /** Resolves with its name once it is under way; `operation` events tell the rest. */
  startOperation: call(
    z.strictObject({
      plan: name,
      typed,
      /** Slots of big keys are left for last. */
      isBigLast: z.boolean().optional(),
    }),
    returns<string>(),
  ),
  /** Leaves the slots of big keys for last, or no longer does. */
  leaveBigKeys: call(z.strictObject({ isLast: z.boolean() }), returns<void>()),
  /** `pause`: ends at the next boundary and can be resumed. `stop`: also leaves a slot half moved, after the batch under way. */
  steerOperation: call(z.strictObject({ wish: z.enum(['pause', 'stop']) }), returns<void>()),
  /** Keys a second at most from now on; null for no limit. */
  paceOperation: call(z.strictObject({ limit: z.int().min(1).max(1e9).nullable() }), returns<void>()),
  resolveConflict: call(
    z.strictObject({ id: z.int(), winner: z.enum(['source', 'target', 'stop']) }),
    returns<void>(),
  ),
  /** The one that this window runs or ran last; null if there is none. */
  operation: call(nothing, returns<OperationStatus | null>()),
  /** Those of this computer's journals. */
  operations: call(nothing, returns<ListedOperations>()),
  /** What is left of a paused, failed or interrupted operation, as a plan to confirm: startOperation takes it up. */
  planResume: call(z.strictObject({ name }), returns<PlanAnswer>()),
  planUndo: call(z.strictObject({ name }), returns<PlanAnswer>()),
  /** Its journal ends. Resolves with a sentence for each thing that stays open at the servers. */
  forgetOperation: call(z.strictObject({ name }), returns<string[]>()),
};
