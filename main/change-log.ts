/** The timeline of the cluster that is open, kept while the app is. */
import { CHANGES_KEPT, type Change } from '../shared/change.ts';
import type { Topology } from '../shared/model.ts';
import { changesBetween } from './cluster/changes.ts';

export class ChangeLog {
  /** Oldest first. */
  entries: Change[] = [];
  private before: Topology | null = null;
  private lastId = 0;

  /** Another cluster: its timeline begins anew. */
  clear(): void {
    this.entries = [];
    this.before = null;
  }

  /** Takes in a map; answers what is new. */
  compare(topology: Topology): Change[] {
    const found = changesBetween(this.before, topology);
    this.before = topology;
    return this.add(found);
  }

  add(found: readonly Omit<Change, 'id' | 'at'>[]): Change[] {
    const at = Date.now();
    const fresh = found.map((change) => ({ ...change, id: ++this.lastId, at }));
    this.entries = [...this.entries, ...fresh].slice(-CHANGES_KEPT);
    return fresh;
  }
}
