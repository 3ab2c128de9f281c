/**
 * Decides which commands of one shell overlap: those of direct mode whose keys are in one slot. Within a slot, each
 * command waits for the answer to the one before. Keys of different slots share nothing, so their commands do not
 * depend on each other. A command that may look beyond its slot (no key, a script, a blocking or unknown command, keys
 * of several slots) runs alone: it starts after all commands before it have ended, and those after it start when it ends.
 */
import { hasFlag, type Reading, type Route } from '../routing/route.ts';

const BEYOND = ['blocking', 'noscript', 'pubsub', 'admin', 'movablekeys'];

/** Whether the command uses nothing beyond the slot of its keys. */
export function staysInSlot(reading: Reading): boolean {
  if (reading.slot === null || !reading.command) return false;
  if (BEYOND.some((flag) => hasFlag(reading, flag))) return false;
  return !reading.command.entry[2].includes('@scripting');
}

/** A command that is under way, and its result. */
interface UnderWay<T> {
  args: readonly Uint8Array[];
  first: Route;
  work: Promise<T>;
}

/** The commands that are under way together, in the order of their lines. */
export class Overlap<T> {
  private readonly bySlot = new Map<number, Promise<T>>();
  private list: UnderWay<T>[] = [];

  get size(): number {
    return this.list.length;
  }

  /** The last command of the slot; undefined if none is under way. */
  before(slot: number): Promise<T> | undefined {
    return this.bySlot.get(slot);
  }

  add(one: UnderWay<T>): void {
    this.bySlot.set(one.first.slot!, one.work);
    this.list.push(one);
  }

  /** Returns all of them, and starts over. */
  take(): UnderWay<T>[] {
    const { list } = this;
    this.list = [];
    this.bySlot.clear();
    return list;
  }
}
