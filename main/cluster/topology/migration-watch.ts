/** Tracks how long slots have been open and whether their keys move, by counting both sides at each reading of the map. */
import { slotsOfRanges } from '../../../shared/slots/slot-ranges.ts';
import type { MigrationProgress } from '../../../shared/cluster/migration-progress.ts';
import type { Migration, NodeAddress, Topology } from '../../../shared/cluster/topology.ts';

/** Milliseconds without a moved key after which a migration counts as stuck. */
const STUCK_AFTER_MS = 30_000;
/** Slots of one migration whose keys are counted; a reshard has few open at a time. */
const MAX_COUNTED = 64;

/** Asks CLUSTER COUNTKEYSINSLOT of this node; rejects if it does not answer. */
type Count = (node: NodeAddress, slot: number) => Promise<number>;

interface Watched {
  since: number;
  atLeast: boolean;
  left: number | null;
  movedAt: number;
}

export class MigrationWatch {
  private readonly onProgress: (progress: MigrationProgress[]) => void;
  /** By slot. */
  private open = new Map<number, Watched>();
  private hasRead = false;
  private reported = false;
  /** Numbers the maps taken in; counts for an earlier one are dropped. */
  private round = 0;

  constructor(onProgress: (progress: MigrationProgress[]) => void) {
    this.onProgress = onProgress;
  }

  /** Starts over for another cluster, or none. */
  reset(): void {
    this.round++;
    this.open = new Map();
    this.hasRead = false;
    if (this.reported) this.onProgress([]);
    this.reported = false;
  }

  /** Takes in a map and reports its migrations once their keys are counted. Never rejects. */
  async take({ migrations }: Pick<Topology, 'migrations'>, count: Count): Promise<void> {
    const round = ++this.round;
    const now = Date.now();
    const slots = migrations.flatMap(({ slots }) => slotsOfRanges(slots));
    const closed = this.open.size > slots.filter((slot) => this.open.has(slot)).length;
    this.open = new Map(
      slots.map((slot) => [
        slot,
        this.open.get(slot) ?? { since: now, atLeast: !this.hasRead, left: null, movedAt: now },
      ]),
    );
    // A finished slot counts as progress of the whole migration.
    if (closed) for (const watched of this.open.values()) watched.movedAt = now;
    this.hasRead = true;
    if (migrations.length === 0 && !this.reported) return;
    const progress = await Promise.all(migrations.map((migration) => this.progressOf(migration, count)));
    if (round !== this.round) return;
    this.reported = progress.length > 0;
    this.onProgress(progress);
  }

  private async progressOf(migration: Migration, count: Count): Promise<MigrationProgress> {
    const slots = slotsOfRanges(migration.slots);
    const some = slots.slice(0, MAX_COUNTED);
    const countAt = (node: NodeAddress | null, slot: number) =>
      node === null ? null : count(node, slot).catch(() => null);
    const [left, done] = await Promise.all([
      Promise.all(some.map((slot) => countAt(migration.from, slot))),
      Promise.all(some.map((slot) => countAt(migration.to, slot))),
    ]);
    const now = Date.now();
    const all = slots.flatMap((slot) => this.open.get(slot) ?? []);
    for (const [i, slot] of some.entries()) {
      const watched = this.open.get(slot);
      const keys = left[i] ?? null;
      if (!watched || keys === null) continue;
      if (watched.left !== null && keys < watched.left) watched.movedAt = now;
      watched.left = keys;
    }
    const oldest = all.reduce<Watched | null>((a, b) => (a && a.since <= b.since ? a : b), null);
    const movedAt = all.length > 0 ? Math.max(...all.map((one) => one.movedAt)) : now;
    return {
      ...migration,
      since: oldest?.since ?? now,
      atLeast: all.some((one) => one.atLeast),
      left: sum(left),
      done: sum(done),
      counted: some.length,
      movedAt,
      stuck: now - movedAt >= STUCK_AFTER_MS,
    };
  }
}

/** Null if one of them is unknown. */
const sum = (counts: readonly (number | null)[]): number | null =>
  counts.reduce<number | null>((total, one) => (total === null || one === null ? null : total + one), 0);
