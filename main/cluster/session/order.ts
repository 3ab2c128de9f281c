/**
 * Decides which commands of one shell overlap: those of direct mode whose keys are in one slot. Within a slot, each
 * command waits for the answer to the one before. Keys of different slots share nothing, so their commands do not
 * depend on each other. A command that may look beyond its slot (no key, a script, a blocking or unknown command, keys
 * of several slots) runs alone: it starts after all commands before it have ended, and those after it start when it ends.
 */
import { hasFlag, type Reading } from '../routing/route.ts';
import type { UnderWay } from './under-way.ts';

const BEYOND = ['blocking', 'noscript', 'pubsub', 'admin', 'movablekeys'];

/** Whether the command uses nothing beyond the slot of its keys. */
export function staysInSlot(reading: Reading): boolean {
  if (reading.slot === null || !reading.command) return false;
  if (BEYOND.some((flag) => hasFlag(reading, flag))) return false;
  return !reading.command.entry[2].includes('@scripting');
}

/** The commands that are under way together, in the order of their lines. */
export class Overlap {
  private readonly bySlot = new Map<number, UnderWay>();
  private list: UnderWay[] = [];

  get size(): number {
    return this.list.length;
  }

  /** Resolves when the last command of the slot has ended; null if none is under way. */
  before(slot: number): Promise<void> | null {
    return this.bySlot.get(slot)?.ended ?? null;
  }

  add(one: UnderWay): void {
    this.bySlot.set(one.first.slot!, one);
    this.list.push(one);
  }

  /** Returns all of them, and starts over. */
  take(): UnderWay[] {
    const { list } = this;
    this.list = [];
    this.bySlot.clear();
    return list;
  }
}
