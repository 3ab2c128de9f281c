/** Commands that wait for the cluster to change and continue as soon as a new map helps them. */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { SlotCache } from './slot-cache.ts';
import type { TopologyWatch } from './topology-watch.ts';

export interface Wanted {
  slot: number | null;
  /** Nodes that were tried already; a map that leads back to one of them does not help. */
  tried: readonly NodeAddress[];
}

interface Waiting extends Wanted {
  /** Whether the cluster served all slots when the wait began. */
  wasServing: boolean;
  wake: Wake;
}

/** Called with the slot's new owner, or null if the cluster serves again. */
type Wake = (owner: NodeAddress | null) => void;

export class NewsWaits {
  private readonly waits = new Set<Waiting>();
  private readonly cache: SlotCache;
  private readonly watch: () => TopologyWatch;

  constructor(cache: SlotCache, watch: () => TopologyWatch) {
    this.cache = cache;
    this.watch = watch;
  }

  /**
   * Calls `wake` when the slot has an untried owner or the cluster serves again. Meanwhile the map is read often. The
   * returned function ends the wait.
   */
  add(wanted: Wanted, wake: Wake): () => void {
    const watch = this.watch();
    const release = watch.attend();
    const waiting = { ...wanted, wasServing: watch.topology?.state !== 'fail', wake };
    this.waits.add(waiting);
    return () => {
      release();
      this.waits.delete(waiting);
    };
  }

  /** Call it after the slot cache was replaced. */
  onTopology(topology: Topology): void {
    for (const { slot, tried, wasServing, wake } of [...this.waits]) {
      const owner = slot === null ? null : this.cache.owner(slot);
      const isServing = topology.state !== 'fail' && !wasServing;
      const isNew = owner !== null && !tried.includes(owner);
      if (isServing || isNew) wake(isNew ? owner : null);
    }
  }
}
