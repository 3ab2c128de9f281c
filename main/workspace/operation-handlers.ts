/** The calls of the Operations view. */
import type { HandlersOf } from '../../shared/calls/call.ts';
import type { operationCalls } from '../../shared/calls/operation.ts';
import type { Operations } from './operations.ts';

export const createOperationHandlers = (operations: Operations): HandlersOf<typeof operationCalls> => ({
  planOperation: ({ request, login }) => operations.plan(request, login),
  startOperation: ({ plan, typed, isBigLast }) => operations.start(plan, typed, isBigLast),
  leaveBigKeys: ({ isLast }) => operations.leaveBig(isLast),
  steerOperation: ({ wish }) => operations.steer(wish),
  paceOperation: ({ limit }) => operations.pace(limit),
  resolveConflict: ({ id, winner }) => operations.resolve(id, winner),
  operation: () => operations.status,
  operations: () => operations.list(),
  planResume: ({ name }) => operations.planResume(name),
  planUndo: ({ name }) => operations.planUndo(name),
  forgetOperation: ({ name }) => operations.forget(name),
});
