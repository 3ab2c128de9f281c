/** Keys of all 16384 slots, asked of their owners in pipelines. */
import type { SlotCounts, SlotProgress } from '../../shared/slot-model.ts';
import type { Cluster } from './cluster.ts';
import { FailureError } from './failure.ts';

/** CLUSTER COUNTKEYSINSLOT of every slot; `onProgress` is told at most ten times a second. */
export function countSlots(
  _cluster: Cluster,
  _onProgress: (progress: SlotProgress) => void,
): Promise<SlotCounts> {
  throw new FailureError('internal', 'Not there yet.', '');
}
