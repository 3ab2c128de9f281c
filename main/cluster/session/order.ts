/**
 * Which commands of one shell overlap: those of the direct mode whose keys are in one slot, each slot's one after another's
 * answer. A command depends on another only through what they share, and keys of different slots share nothing. What may
 * look beyond its slot (without a key, a script, a blocking or an unknown command, keys of several slots) waits for all
 * before it, and all after it wait for it.
 */
import { hasFlag, type Reading, type Route } from '../routing/route.ts';

const BEYOND = ['blocking', 'noscript', 'pubsub', 'admin', 'movablekeys'];

/** Whether the command looks at nothing beyond the slot of its keys. */
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

  /** Returns all of them, and begins again. */
  take(): UnderWay<T>[] {
    const { list } = this;
    this.list = [];
    this.bySlot.clear();
    return list;
  }
}
