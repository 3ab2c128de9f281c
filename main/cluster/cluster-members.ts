/** The users of a cluster, and the events that each of them gets. */
import type { NodeStats } from '../../shared/cluster/node-stats.ts';
import type { NodeAddress, Topology } from '../../shared/cluster/topology.ts';
import type { Notice } from '../../shared/session/notice.ts';

/** A shell on the cluster. */
export interface Member {
  onTopology(topology: Topology): void;
  onPhase(): void;
  /** These addresses lead elsewhere from now on. */
  onMoved(nodes: readonly NodeAddress[]): void;
  /**
   * Sockets may be dead without a sign: those to this node, which answers here, or all after a network change or sleep.
   */
  onDoubt(node?: NodeAddress): void;
}

/** A user of the cluster other than a shell, such as a scan. */
export interface Subscriber {
  onTopology(topology: Topology): void;
  onClosed(): void;
}

/** The callbacks into the program itself. */
export interface ClusterHooks {
  onTopology?(topology: Topology): void;
  onStats?(stats: NodeStats[]): void;
  onNotice?(notice: Notice): void;
  /** A host that a server named is about to get the password. */
  onNewHost?(notice: Notice): void;
  /** A MOVED changed the slot cache; `from` is null for a slot without an owner. */
  onLearned?(slot: number, from: NodeAddress | null, to: NodeAddress): void;
  /** No node answers any more. */
  onLost?(reason: string): void;
  /** A node answers again. */
  onFound?(node: NodeAddress): void;
}

export class ClusterMembers {
  private readonly shells = new Set<Member>();
  private readonly subscribers = new Set<Subscriber>();
  private readonly onEmpty: () => void;

  /** `onEmpty` is called when the last shell leaves. */
  constructor(onEmpty: () => void) {
    this.onEmpty = onEmpty;
  }

  join(shell: Member): void {
    this.shells.add(shell);
  }

  /** The last shell that leaves closes the cluster. */
  leave(shell: Member): void {
    if (this.shells.delete(shell) && this.shells.size === 0) this.onEmpty();
  }

  /** Calls the subscriber for every map that is read, and at the end. Returns what stops that. Does not keep the cluster open. */
  follow(subscriber: Subscriber): () => void {
    this.subscribers.add(subscriber);
    return () => void this.subscribers.delete(subscriber);
  }

  phaseChanged(): void {
    for (const shell of this.shells) shell.onPhase();
  }

  moved(nodes: readonly NodeAddress[]): void {
    for (const shell of this.shells) shell.onMoved(nodes);
  }

  doubt(node?: NodeAddress): void {
    for (const shell of this.shells) shell.onDoubt(node);
  }

  /** Passes a map to the shells, then to the commands that wait for one, then to the subscribers. */
  topologyRead(topology: Topology, waits: Pick<Subscriber, 'onTopology'>): void {
    for (const shell of this.shells) shell.onTopology(topology);
    waits.onTopology(topology);
    for (const subscriber of [...this.subscribers]) subscriber.onTopology(topology);
  }

  close(): void {
    for (const subscriber of [...this.subscribers]) subscriber.onClosed();
    this.subscribers.clear();
  }
}
