/** What is remembered from reading to reading, because no node says it. Values, never changed in place. */
import type { PastTrouble, Situation, SituationRow } from '../../../../shared/operations/situation.ts';

/** Milliseconds that a row stays after its end. */
const RESOLVED_MS = 60_000;

export interface Memory {
  /** When the first reading was made; null before it. */
  begunAt: number | null;
  /** Rows by id, as they were last. Their `since` is when they began. */
  rows: ReadonlyMap<string, SituationRow>;
  /** Rows that are gone because a node that they are about does not answer: nobody knows whether they are over. */
  unseen: ReadonlyMap<string, SituationRow>;
  resolved: readonly { row: SituationRow; at: number }[];
  /** Number of the shard with slots that a node was last in, by id. */
  homes: ReadonlyMap<string, number>;
  /** Keys of a shard when its primary last answered, by the primary's id and each of its replicas'. */
  keys: ReadonlyMap<string, { count: number; at: number }>;
  /** How a node was started, by id: its program and its conf file, as INFO said. */
  starts: ReadonlyMap<string, string>;
  /** Bytes that replicas were behind, by id. */
  lags: ReadonlyMap<string, { bytes: number; at: number }>;
  /** Keys of open slots, as in Measures, and when one of them last changed. */
  slotKeys: ReadonlyMap<string, number>;
  slotKeysAt: ReadonlyMap<string, number>;
  /** The trouble that is on, and the last that ended. */
  trouble: PastTrouble | null;
  last: PastTrouble | null;
}

export const NO_MEMORY: Memory = {
  begunAt: null,
  rows: new Map(),
  unseen: new Map(),
  resolved: [],
  homes: new Map(),
  keys: new Map(),
  starts: new Map(),
  lags: new Map(),
  slotKeys: new Map(),
  slotKeysAt: new Map(),
  trouble: null,
  last: null,
};

/** A row as it was last, unless it is known to have ended. */
export const rowBefore = ({ rows, unseen }: Memory, id: string): SituationRow | undefined =>
  rows.get(id) ?? unseen.get(id);

/** A row that was there before keeps its beginning; the earlier of two is right. */
export function sinceBefore(memory: Memory, row: SituationRow): SituationRow {
  const before = rowBefore(memory, row.id)?.since;
  if (!before || before.at >= row.since.at) return row;
  return row.since.from === 'nodes' && before.from === 'here' ? row : { ...row, since: before };
}

/** Rows that were there, and are not among these. */
export function goneIn(memory: Memory, rows: readonly SituationRow[]): SituationRow[] {
  const open = new Set(rows.map(({ id }) => id));
  return [...new Map([...memory.unseen, ...memory.rows]).values()].filter(({ id }) => !open.has(id));
}

/** Rows that have ended since the last reading, and those that did a little before. */
export function resolvedAt(
  memory: Memory,
  rows: readonly SituationRow[],
  ended: readonly SituationRow[],
  now: number,
): Situation['resolved'] {
  const open = new Set(rows.map(({ id }) => id));
  return [...ended.map((row) => ({ row, at: now })), ...memory.resolved].filter(
    ({ row, at }) => !open.has(row.id) && now - at < RESOLVED_MS,
  );
}
