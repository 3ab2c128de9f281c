export interface Fitted {
  /** Pixels. */
  width: number;
  /** Columns with the higher number give way first. */
  rank: number;
}

/** The columns that fit into `room` (pixels) with `gap` before each, in their order. None goes while one of a higher rank stays. */
export function fitColumns<C extends Fitted>(columns: readonly C[], room: number, gap: number): C[] {
  const taken = new Set<C>();
  let left = room;
  for (const column of [...columns].sort((a, b) => a.rank - b.rank)) {
    left -= column.width + gap;
    if (left < 0) break;
    taken.add(column);
  }
  return columns.filter((column) => taken.has(column));
}
