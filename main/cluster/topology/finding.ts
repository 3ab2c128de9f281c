/** One difference between two maps. Pure. */
import type { Change, ChangeKind, ChangeSide } from '../../../shared/cluster/change.ts';
import type { PlacedNode } from './node-index.ts';

/** A change that has no number and time yet. */
export type Finding = Omit<Change, 'id' | 'at'>;

export const finding = (kind: ChangeKind, more: Partial<Finding> = {}): Finding => ({
  kind,
  about: null,
  from: null,
  to: null,
  slots: [],
  detail: '',
  ...more,
});

export const sideOf = (placed: PlacedNode): ChangeSide => ({
  node: placed.node.address,
  shard: placed.shard,
});
