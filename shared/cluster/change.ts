/** A change to the cluster while the app has been open: one entry of the timeline. Plain data only. */
import type { NodeAddress, SlotRange } from './topology.ts';

export const CHANGE_KINDS = [
  'first-read', // the map was read for the first time: watching began
  'before', // `detail`: what the servers still know of the time before that
  'slots-moved', // `slots` went from `from` to `to` (resharding; not a failover)
  'migration-began', // `slots` are open: migrating from `from` to `to`
  'migration-ended', // they are no longer open
  'failover', // `node` is the shard's primary now, instead of `from`
  'demoted', // `node` is a replica now
  'moved-to-shard', // the replica `node` follows another primary: `from` to `to`
  'suspected', // fail?
  'failed', // fail
  'unreachable',
  'no-address', // the cluster no longer knows its address; `from`: where it was
  'recovered',
  'joined',
  'left',
  'epoch', // cluster_current_epoch
  'state', // cluster_state
  'coverage', // slots with an owner
  'views-differ', // nodes disagree on the map
  'views-agree',
  'redirected', // a MOVED showed that `slots` (one) belongs to `to`, not to `from`
  'lost', // no node answers
  'found', // one answers again
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

export interface ChangeSide {
  node: NodeAddress | null;
  shard: number | null;
}

export interface Change {
  /** Grows by one with each change. */
  id: number;
  /** Milliseconds since 1970, when we learned of it: up to one reading of the map after it happened. */
  at: number;
  kind: ChangeKind;
  /** The node or shard it is about; null for the whole cluster. */
  about: ChangeSide | null;
  from: ChangeSide | null;
  to: ChangeSide | null;
  slots: SlotRange[];
  /** True if the shards are groups behind codis, and the nodes its servers. */
  groups?: true;
  /** Figures in words: `5 → 6`, `ok → fail`, `16384 → 10923`; empty if there are none. */
  detail: string;
}

/** The number of changes that are kept, the newest. */
export const CHANGES_KEPT = 2000;
