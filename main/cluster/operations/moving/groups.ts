/** Which slots with keys are opened and handed over together: as many as move within half a second. */

/** Milliseconds. A pause comes after the slots that are open. */
const GROUP_MS = 500;
/** Slots and keys at most, whatever the pace. */
const MAX_SLOTS = 32;
const MAX_KEYS = 20_000;

interface FullSlot {
  slot: number;
  keys: number;
}

/** The first group is one slot; the later ones follow the pace of the one before. */
export class SlotGroups {
  private readonly slots: readonly FullSlot[];
  private readonly now: () => number;
  private at = 0;
  private last: { keys: number; at: number } | null = null;

  constructor(slots: readonly FullSlot[], now: () => number = () => performance.now()) {
    this.slots = slots;
    this.now = now;
  }

  get left(): number {
    return this.slots.length - this.at;
  }

  /** To be called once those before have moved; empty when none is left. `rate`: keys a second at most. */
  next(rate: number | null): number[] {
    const now = this.now();
    const perMs = this.last ? this.last.keys / Math.max(1, now - this.last.at) : 0;
    const most = Math.min(MAX_KEYS, GROUP_MS * Math.min(perMs, (rate ?? Infinity) / 1000));
    const group: number[] = [];
    let keys = 0;
    for (const { slot, keys: own } of this.slots.slice(this.at, this.at + MAX_SLOTS)) {
      if (group.length > 0 && keys + own > most) break;
      group.push(slot);
      keys += own;
    }
    this.at += group.length;
    this.last = { keys, at: now };
    return group;
  }
}
