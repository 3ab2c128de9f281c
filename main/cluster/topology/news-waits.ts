/** Commands that wait for the cluster to change: they go on as soon as the map has what they wait for. */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { SlotCache } from './slot-cache.ts';
import type { TopologyWatch } from './topology-watch.ts';

export interface Wanted {
  slot: number | null;
  /** Where the command has been already: a node that sends it to a dead one is no news. */
  tried: readonly NodeAddress[];
}

interface Waiting extends Wanted {
  /** Whether the cluster served all slots when the wait began. */
  wasServing: boolean;
  wake: Wake;
}

/** Gets the owner that is the news; null where the cluster serves again. */
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
   * Calls `wake` when the slot has an owner that was not tried yet, or the cluster serves again, and has the map read often
   * meanwhile. The answer ends that.
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

  /** After the cache has been replaced. */
  onTopology(topology: Topology): void {
    for (const { slot, tried, wasServing, wake } of [...this.waits]) {
      const owner = slot === null ? null : this.cache.owner(slot);
      const isServing = topology.state !== 'fail' && !wasServing;
      const isNew = owner !== null && !tried.includes(owner);
      if (isServing || isNew) wake(isNew ? owner : null);
    }
  }
}
