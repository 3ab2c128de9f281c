/** Routes a shell's commands by its current state and map. */
import type { SessionState } from '../../../shared/session/session.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Cluster } from '../cluster.ts';
import type { ReplicaChoice } from '../routing/replica-choice.ts';
import {
  hasFlag,
  readCommand,
  route,
  slotsOf,
  type Reading,
  type Route,
  type Slots,
} from '../routing/route.ts';

export interface RouterParts {
  cluster: Cluster;
  replicas: ReplicaChoice;
  state(): SessionState;
  /** A transaction never reads from replicas. */
  inTransaction(): boolean;
}

export class Router {
  private readonly parts: RouterParts;

  constructor(parts: RouterParts) {
    this.parts = parts;
  }

  get slots(): Slots {
    return slotsOf(this.parts.cluster, this.parts.state().mode);
  }

  read(args: readonly Uint8Array[]): Reading {
    return readCommand(args, this.parts.cluster.server.commands, this.slots);
  }

  route(reading: Reading): Route {
    const { cluster, replicas, inTransaction, state } = this.parts;
    const { mode, currentNode } = state();
    // Every command goes to the proxy, which picks the group by the key.
    if (cluster.topology?.codis)
      return { ...reading, node: currentNode, routedBy: 'proxy', readonly: hasFlag(reading, 'readonly') };
    return route(reading, {
      mode,
      currentNode,
      owner: (slot) => cluster.cache.owner(slot),
      replica: (slot) => (inTransaction() ? null : replicas.of(cluster.topology, slot)),
    });
  }

  /** The owner of the first route's slot by the current map. */
  ownerOf({ slot, node }: Route): NodeAddress {
    return this.parts.cluster.cache.owner(slot ?? -1) ?? node;
  }
}
