/** The map of a cluster: its shards, their nodes and slots. Plain data only. */
/**
 * `host:port`, IPv6 unbracketed: the port follows the last colon, as in CLUSTER NODES and MOVED. A node without a
 * usable address in the cluster has one of no-address.ts instead.
 */
export type NodeAddress = string;

export interface SlotRange {
  /** First and last slot, both included, 0 to 16383. */
  first: number;
  last: number;
}

/** no-address: the cluster has not marked it as failed, but does not know its address. */
export type NodeHealth = 'online' | 'loading' | 'suspected' | 'failed' | 'unreachable' | 'no-address';

export interface ClusterNode {
  /** 40 hexadecimal digits; the address for a server that is not in a cluster. */
  id: string;
  address: NodeAddress;
  role: 'primary' | 'replica';
  health: NodeHealth;
  /** As in CLUSTER NODES: `myself`, `master`, `slave`, `fail?`, `fail`, `noaddr`, … */
  flags: string[];
  configEpoch: number;
  linkState: 'connected' | 'disconnected';
  /** Nodes that report it as unreachable (CLUSTER COUNT-FAILURE-REPORTS of the node asked); 0 for a healthy node. */
  failureReports: number;
}

/** A node whose own map differs from the one that is shown. */
export interface NodeView {
  node: NodeAddress;
  /** cluster_current_epoch, or the greatest config epoch it knows. */
  epoch: number;
  /** Slots for which it names another owner (null: none) than the map does. */
  differs: { slots: SlotRange[]; owner: NodeAddress | null }[];
}

export interface Shard {
  /** 1 and up; a shard keeps it as long as the connection lives, through failovers. */
  number: number;
  slots: SlotRange[];
  slotCount: number;
  /** Null while the shard has lost its primary and no replica has taken over. */
  primary: ClusterNode | null;
  replicas: ClusterNode[];
}

/** Slots that move from one node to another, as reported by the source (MIGRATING) or the target (IMPORTING). */
export interface Migration {
  slots: SlotRange[];
  from: NodeAddress | null;
  to: NodeAddress | null;
}

/** Slots that several nodes claim in one answer; they count as slots of the first of `nodes`. */
export interface Contest {
  slots: SlotRange[];
  nodes: NodeAddress[];
}

/** The servers behind codis, as the proxy's SLOTSMAPPING names them. They are never dialled. */
export interface CodisMap {
  /**
   * One for each primary, with its slots, 0 to 1023. Codis does not tell a group's own number: these count from 1, and a
   * group keeps its number. A node's health is `online`, since the proxy does not say.
   */
  groups: Shard[];
  /** Slots that move from one group to another; they already belong to the group that they move to. */
  migrations: Migration[];
  /** Slots without a server. */
  offline: SlotRange[];
}

export interface Topology {
  /** Grows by one with every change of the map. */
  version: number;
  /**
   * proxy: a server that stands before others; the one shard is the proxy itself. unmapped: a cluster node
   * whose map the user may not read; the one shard is that node, and slots have the owners that MOVED taught.
   */
  kind: 'cluster' | 'standalone' | 'proxy' | 'unmapped';
  /** cluster_state of CLUSTER INFO: `ok` or `fail`; `none` for a server that is not in a cluster, or does not say. */
  state: 'ok' | 'fail' | 'none';
  /** The map of codis, if the proxy is one; `shards` still holds the proxy alone. */
  codis?: CodisMap;
  /** The NOPERM that refuses the map, if `kind` is unmapped. */
  refusal?: string;
  /** Slots with an owner, 0 to 16384. */
  covered: number;
  /** cluster_current_epoch of CLUSTER INFO. */
  epoch: number;
  shards: Shard[];
  migrations: Migration[];
  contests: Contest[];
  /** Nodes that disagree with this map; empty if all that were asked agree. */
  views: NodeView[];
  /** The node that answered, and when (milliseconds since 1970). */
  source: NodeAddress;
  readAt: number;
  /** The reason for reading it. */
  cause: 'connect' | 'moved' | 'node lost' | 'timer' | 'asked';
}
