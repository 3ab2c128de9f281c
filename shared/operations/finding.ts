/** What is wrong with a cluster: one list for the check, the doctor and the window. Plain data only. */
import type { NodeAddress, SlotRange } from '../cluster/topology.ts';

export const FINDING_KINDS = [
  // Slots.
  'uncovered', // slots without an owner
  'open', // slots with a migrating or importing mark, see `marks`
  'contested', // several nodes claim the slots for themselves
  'views-differ', // nodes name different owners
  'foreign-keys', // a node holds keys of slots that it does not own
  // Nodes.
  'node-silent', // connects, does not answer
  'node-unreachable', // no connection
  'node-refuses', // answers NOAUTH, NOPERM or another error
  'node-failed', // the others flag it fail
  'node-suspected', // fail?
  'node-unknown-address', // noaddr
  'handshake', // a node that never finished joining
  'link-down', // two nodes have no link
  'not-a-member', // known to some nodes and not to others
  // Shards.
  'no-replica', // a primary with slots and without a replica that works
  'same-host', // a replica on its primary's host
  'replica-out-of-sync', // its link to the primary is down
  'no-slots', // a primary without slots
  // The whole.
  'state-fail', // cluster_state:fail at some node
  'no-majority', // fewer than half of the primaries with slots answer
  'same-epoch', // two primaries have the same config epoch
  'versions-differ',
  'migration-running', // Valkey 9's or Redis 8.4's own migration is at work
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** A node's mark on a slot. */
export interface SlotMark {
  node: NodeAddress;
  slot: number;
  state: 'migrating' | 'importing';
  /** Id of the node that the mark names. */
  other: string;
}

export interface Finding {
  kind: FindingKind;
  /** error: data or service is at stake now. warning: it will be after the next failure. note: good to know. */
  severity: 'error' | 'warning' | 'note';
  /** One sentence, subject first, with addresses and numbers. */
  text: string;
  /** What to do next: one sentence; empty if nothing. */
  advice: string;
  nodes: NodeAddress[];
  slots: SlotRange[];
  marks: SlotMark[];
  /** Number of keys concerned; null if unknown or none are. */
  keys: number | null;
}
