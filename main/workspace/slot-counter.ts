/** Counts the keys of all slots, once for all simultaneous calls. */
import type { Emit } from '../../shared/ipc.ts';
import type { SlotCounts } from '../../shared/slots/slot-model.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { countSlots } from '../cluster/slots/slot-counts.ts';

export class SlotCounter {
  private readonly emit: Emit;
  private running: { database: number; counts: Promise<SlotCounts> } | null = null;

  constructor(emit: Emit) {
    this.emit = emit;
  }

  /** Joins a running count of the same database. */
  count(cluster: () => Cluster, database: number): Promise<SlotCounts> {
    if (this.running?.database === database) return this.running.counts;
    const counts = countSlots(cluster(), database, (progress) => this.emit('slotProgress', progress)).finally(
      () => {
        if (this.running?.counts === counts) this.running = null;
      },
    );
    this.running = { database, counts };
    return counts;
  }
}
