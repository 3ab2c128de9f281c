/**
 * Many commands at once, their answers in order. What may overlap: commands of the direct mode whose keys are in one slot,
 * each slot's one after another's answer. A command depends on another only through what they share, and keys of
 * different slots share nothing; so everything that may look beyond its slot (without a key, a script, a blocking or an
 * unknown command, keys of several slots) waits for all before it, and all after it wait for it.
 */
import { findCommand, type CommandTable } from '../../shared/command-table.ts';
import type { RedirectMode } from '../../shared/model.ts';
import type { Route } from './route.ts';

/** Whether a command may overlap with others of other slots. */
export function mayOverlap(
  words: readonly Uint8Array[],
  first: Route,
  mode: RedirectMode,
  table: CommandTable,
): boolean {
  if (mode !== 'direct' || first.routedBy !== 'owner' || first.slot === null) return false;
  const entry = findCommand(table, words)?.entry;
  if (!entry) return false;
  const [, flags, categories] = entry;
  const beyond = ['blocking', 'noscript', 'pubsub', 'admin', 'movablekeys'];
  return !beyond.some((flag) => flags.includes(flag)) && !categories.includes('@scripting');
}

/** What is on its way, by slot. */
export class Pipeline {
  private readonly slots = new Map<number, Promise<unknown>>();

  /** What must be answered before a command of this slot may be sent; null for nothing. */
  before(slot: number): Promise<unknown> | null {
    return this.slots.get(slot) ?? null;
  }

  add(slot: number, work: Promise<unknown>): void {
    const settled: Promise<unknown> = work.then(
      () => this.forget(slot, settled),
      () => this.forget(slot, settled),
    );
    this.slots.set(slot, settled);
  }

  private forget(slot: number, settled: Promise<unknown>): void {
    if (this.slots.get(slot) === settled) this.slots.delete(slot);
  }
}
