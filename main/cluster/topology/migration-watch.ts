/** How long slots have been open, and whether their keys move: counted on both sides at each reading of the map. */
import type { MigrationProgress } from '../../../shared/cluster/migration-progress.ts';
import type { Migration, NodeAddress, Topology } from '../../../shared/cluster/topology.ts';

/** Milliseconds without a move after which a migration is in trouble. */
const STUCK_AFTER = 30_000;
/** Slots of one migration whose keys are counted at most: a resharding has few open at a time. */
const COUNTED = 64;

/** CLUSTER COUNTKEYSINSLOT at this node; rejects where it does not say. */
type Count = (node: NodeAddress, slot: number) => Promise<number>;

interface Watched {
  since: number;
  atLeast: boolean;
  left: number | null;
  movedAt: number;
}

const slotsOf = ({ slots }: Migration): number[] =>
  slots.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i));

export class MigrationWatch {
  private readonly onProgress: (progress: MigrationProgress[]) => void;
  /** By slot. */
  private open = new Map<number, Watched>();
  private began = false;
  private told = false;
  /** Counts of an earlier map are of no account once another is taken. */
  private round = 0;

  constructor(onProgress: (progress: MigrationProgress[]) => void) {
    this.onProgress = onProgress;
  }

  /** Another cluster, or none. */
  reset(): void {
    this.round++;
    this.open = new Map();
    this.began = false;
    if (this.told) this.onProgress([]);
    this.told = false;
  }

  /** Takes in a map, and tells of its migrations once their keys are counted. Never rejects. */
  async take({ migrations }: Pick<Topology, 'migrations'>, count: Count): Promise<void> {
    const round = ++this.round;
    const now = Date.now();
    const slots = migrations.flatMap(slotsOf);
    const closed = this.open.size > slots.filter((slot) => this.open.has(slot)).length;
    this.open = new Map(
      slots.map((slot) => [
        slot,
        this.open.get(slot) ?? { since: now, atLeast: !this.began, left: null, movedAt: now },
      ]),
    );
    // A slot that was finished is a move of the whole.
    if (closed) for (const watched of this.open.values()) watched.movedAt = now;
    this.began = true;
    if (migrations.length === 0 && !this.told) return;
    const progress = await Promise.all(migrations.map((migration) => this.progressOf(migration, count)));
    if (round !== this.round) return;
    this.told = progress.length > 0;
    this.onProgress(progress);
  }

  private async progressOf(migration: Migration, count: Count): Promise<MigrationProgress> {
    const slots = slotsOf(migration);
    const some = slots.slice(0, COUNTED);
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
      stuck: now - movedAt >= STUCK_AFTER,
    };
  }
}

/** Null where one of them is not known. */
const sum = (counts: readonly (number | null)[]): number | null =>
  counts.reduce<number | null>((total, one) => (total === null || one === null ? null : total + one), 0);
