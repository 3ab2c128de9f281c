/** Turns an exception into the outcome of its one command: nothing runs again for it, and nothing else is lost. */
import type { Execution } from '../../../shared/session/execution.ts';
import type { Failure } from '../../../shared/failure.ts';
import type { SessionState } from '../../../shared/session/session.ts';
import type { Outcome } from './redirect.ts';
import type { Route } from './route.ts';

const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 200);

/** The outcome of an exception. If `routed`, it may have been thrown before or after sending. */
export function mishap(error: unknown, routed: boolean): Outcome {
  const failure: Failure = routed
    ? {
        code: 'unknown-fate',
        message: `Slotshell made a mistake (${textOf(error)}). The command may or may not have run; it was not sent again.`,
        advice: 'Look at the data before you repeat it.',
      }
    : {
        code: 'internal',
        message: `Not sent: Slotshell could not find out where it goes (${textOf(error)}).`,
        advice: 'If it happens again, please report it with the command.',
      };
  return { hops: [], node: null, reply: null, failure };
}

/** The route of a command that could not be routed. */
export const nowhere = (node: string): Route => ({
  command: null,
  node,
  slot: null,
  keys: [],
  asked: null,
  routedBy: 'current',
  readonly: false,
});

/** Replaces an execution that could not be built. Reads nothing that may have been the cause. */
export function unshown(error: unknown, id: number, outcome: Outcome, state: SessionState): Execution {
  return {
    id,
    command: '',
    slot: null,
    keys: [],
    routedBy: 'current',
    hops: outcome.hops,
    node: outcome.node,
    shard: null,
    reply: null,
    failure: outcome.failure ?? {
      code: 'internal',
      message: `The command was run, and its answer cannot be shown (${textOf(error)}).`,
      advice: 'It was not sent again. Look at the data before you repeat it.',
    },
    milliseconds: 0,
    currentNode: state.currentNode,
    database: state.database,
    transaction: state.transaction,
    subscribed: state.subscribed,
    groups: null,
    parts: null,
    note: '',
    quiet: false,
    splittable: false,
    question: null,
  };
}

/** Wraps listeners so that their exceptions are only logged: a listener cannot change the outcome of a command. */
export function harmless<T extends object>(listeners: T): T {
  const calls = Object.entries(listeners) as [string, ((...args: unknown[]) => unknown) | undefined][];
  return Object.fromEntries(
    calls.map(([name, call]) => [
      name,
      call &&
        ((...args: unknown[]) => {
          try {
            return call(...args);
          } catch (error) {
            console.error(error);
          }
        }),
    ]),
  ) as T;
}
