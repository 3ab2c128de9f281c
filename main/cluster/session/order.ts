/**
 * Many commands at once, their answers in order. What may overlap: commands of the direct mode whose keys are in one slot,
 * each slot's one after another's answer. A command depends on another only through what they share, and keys of
 * different slots share nothing; so everything that may look beyond its slot (without a key, a script, a blocking or an
 * unknown command, keys of several slots) waits for all before it, and all after it wait for it.
 */
import { findCommand, type CommandTable } from '../../../shared/commands/command-table.ts';
import type { Execution } from '../../../shared/session/execution.ts';
import type { RedirectMode } from '../../../shared/session/session.ts';
import { mishap } from '../routing/mishap.ts';
import type { Outcome } from '../routing/redirect.ts';
import type { Route } from '../routing/route.ts';
import type { Sender } from './sender.ts';

type Args = readonly Uint8Array[];

/** Whether a command may overlap with others of other slots. */
export function mayOverlap(
  args: readonly Uint8Array[],
  first: Route,
  mode: RedirectMode,
  table: CommandTable,
): boolean {
  if (mode !== 'direct' || first.slot === null) return false;
  if (first.routedBy !== 'owner' && first.routedBy !== 'replica') return false;
  const entry = findCommand(table, args)?.entry;
  if (!entry) return false;
  const [, flags, categories] = entry;
  const beyond = ['blocking', 'noscript', 'pubsub', 'admin', 'movablekeys'];
  return !beyond.some((flag) => flags.includes(flag)) && !categories.includes('@scripting');
}

export interface BatchParts {
  sender: Sender;
  route(args: Args): Route;
  mustBeAlone(args: Args, first: Route): boolean;
  /** Never rejects. */
  runOne(args: Args): Promise<Execution>;
  /** Never throws. */
  report(args: Args, first: Route, outcome: Outcome & { ms: number }): Execution;
  /** While it holds, the shell's changes of state are not told one by one. */
  holdState(hold: boolean): void;
}

/** As Session.executeAll. Never rejects: an exception is the outcome of its one command. */
export async function runBatch(
  parts: BatchParts,
  commands: readonly Args[],
  showAfterMs: number,
): Promise<Execution[]> {
  const { sender } = parts;
  const { cancels } = sender;
  const started = performance.now();
  const executions: Execution[] = [];
  const slots = new Map<number, Promise<unknown>>();
  let inFlight: { args: Args; first: Route; work: Promise<Outcome & { ms: number }> }[] = [];
  const finish = async () => {
    for (const { args: words, first, work } of inFlight)
      executions.push(parts.report(words, first, await work));
    inFlight = [];
    slots.clear();
    parts.holdState(false);
  };
  for (const args of commands) {
    const begun = executions.length + inFlight.length > 0;
    if (begun && (sender.cancels !== cancels || performance.now() - started > showAfterMs)) break;
    const { first, blocks } = routeOf(parts, args);
    if (first === null) {
      await finish();
      // What may block is begun when there is nothing left to be shown before it.
      if (begun && blocks) break;
      const execution = await parts.runOne(args);
      executions.push(execution);
      if (execution.question) break;
      continue;
    }
    parts.holdState(true);
    const before = slots.get(first.slot!);
    if (before) await before;
    const work = sender.sendAlong(args, first).catch((error: unknown) => ({ ...mishap(error, true), ms: 0 }));
    slots.set(first.slot!, work);
    inFlight.push({ args, first, work });
  }
  await finish();
  return executions;
}

/** `first` is null for a command that runs alone: also for one that cannot be routed, which runOne tells of. */
function routeOf(parts: BatchParts, args: Args): { first: Route | null; blocks: boolean } {
  try {
    const first = parts.route(args);
    if (!parts.mustBeAlone(args, first)) return { first, blocks: false };
    return { first: null, blocks: parts.sender.isBlocking(args) };
  } catch {
    return { first: null, blocks: false };
  }
}
