/** Who owns each slot before and after a plan. The plan's moves are the difference. */
import type { SlotRange } from '../../../../shared/cluster/topology.ts';
import type { MovePlan, PlanRefusal, SlotMove, SlotOwner } from '../../../../shared/operations/moves.ts';
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import { repeated } from '../../../../shared/operations/repeated.ts';

/** Primaries are named by their index; -1 is a slot without an owner. */
export class SlotTable {
  readonly ids: readonly string[];
  /** Number of slots of each primary before the plan. */
  readonly counts: readonly number[];
  /** As long as can be, whatever the reading had. */
  readonly #ranges: readonly SlotRange[][];
  readonly #before = new Int32Array(SLOT_COUNT).fill(-1);
  readonly #after: Int32Array;

  private constructor(primaries: readonly SlotOwner[]) {
    this.ids = primaries.map(({ id }) => id);
    for (const [index, { slots }] of primaries.entries())
      for (const { first, last } of slots) this.#before.fill(index, first, last + 1);
    this.#after = this.#before.slice();
    this.#ranges = primaries.map(() => []);
    for (const [slot, owner] of this.#before.entries()) {
      const range = this.#ranges[owner]?.at(-1);
      if (range?.last === slot - 1) range.last = slot;
      else this.#ranges[owner]?.push({ first: slot, last: slot });
    }
    this.counts = this.#ranges.map((ranges) => ranges.reduce((sum, r) => sum + r.last - r.first + 1, 0));
  }

  static of(primaries: readonly SlotOwner[]): SlotTable | PlanRefusal {
    const twice = repeated(primaries.map(({ id }) => id));
    if (twice !== undefined) return { refusal: `Primary ${twice} is listed twice.` };
    const table = new SlotTable(primaries);
    const contested = contestedSlot(primaries);
    if (contested !== undefined)
      return { refusal: `Slot ${contested} has two owners. Fix the cluster first.` };
    return table;
  }

  /** The owner of a slot before the plan. */
  ownerOf(slot: number): number {
    return this.#before[slot]!;
  }

  /** The slots of a primary that a plan may take, one after the other. */
  supply(primary: number): SlotSupply {
    return new SlotSupply(this.#ranges[primary]!, this.#after);
  }

  give(slot: number, to: number): void {
    this.#after[slot] = to;
  }

  plan(): MovePlan {
    const moves: SlotMove[] = [];
    for (let slot = 0; slot < SLOT_COUNT; slot++) {
      const [from, to] = [this.#before[slot]!, this.#after[slot]!];
      if (from === to) continue;
      const end = moves.at(-1);
      const [fromId, toId] = [this.ids[from]!, this.ids[to]!];
      if (end?.last === slot - 1 && end.from === fromId && end.to === toId) end.last = slot;
      else moves.push({ first: slot, last: slot, from: fromId, to: toId });
    }
    return { moves };
  }
}

function contestedSlot(primaries: readonly SlotOwner[]): number | undefined {
  const seen = new Uint8Array(SLOT_COUNT);
  for (const { slots } of primaries)
    for (const { first, last } of slots) {
      const again = seen.subarray(first, last + 1).indexOf(1);
      if (again >= 0) return first + again;
      seen.fill(1, first, last + 1);
    }
  return undefined;
}

/** Empty slots in a row that go along with those around them, so that ranges stay whole. */
export const MAX_GAP = 16;

/** Slots from the ends of ranges, the smallest range first, so that at most one range is cut for each receiver. */
export class SlotSupply {
  /** Largest first: the end of the list is next. A range that was cut is still the smallest. */
  readonly #ranges: SlotRange[];
  readonly #owners: Int32Array;
  /** The range that is taken from its upper end, and for whom: it goes on there after a slot that was passed over. */
  #upper: { range: SlotRange; receiver: number } | null = null;

  constructor(ranges: readonly SlotRange[], owners: Int32Array) {
    const size = (range: SlotRange) => range.last - range.first;
    this.#ranges = ranges.map((r) => ({ ...r })).sort((a, b) => size(b) - size(a) || b.first - a.first);
    this.#owners = owners;
  }

  /** The slot that `receiver` would get next: at the end that adjoins its own slots, else the lowest. */
  next(receiver: number): number | undefined {
    const range = this.#ranges.at(-1);
    if (!range) return undefined;
    const { range: same, receiver: before } = this.#upper ?? {};
    const isUpper = this.#owners[range.last + 1] === receiver || (same === range && before === receiver);
    this.#upper = isUpper ? { range, receiver } : null;
    return isUpper ? range.last : range.first;
  }

  /** Takes away a slot that `next` returned. */
  drop(slot: number): void {
    const range = this.#ranges.at(-1)!;
    if (slot === range.last) range.last--;
    else range.first++;
    if (range.first > range.last) this.#ranges.pop();
  }
}
