/** The users of a cluster, and the news that each of them gets. */
import type { NodeAddress, Topology } from '../../shared/cluster/topology.ts';

/** A shell on the cluster. */
export interface Member {
  onTopology(topology: Topology): void;
  onPhase(): void;
  /** These addresses lead elsewhere from now on. */
  onMoved(nodes: readonly NodeAddress[]): void;
  /** Sockets may have died unheard: of this node, which answers here; of all, after sleep or in another network. */
  onDoubt(node?: NodeAddress): void;
}

/** What works on the cluster beside the shells, such as a scan. */
export interface Subscriber {
  onTopology(topology: Topology): void;
  onClosed(): void;
}
