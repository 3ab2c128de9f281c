/** CLUSTER SLOT-STATS (Valkey 8.0, Redis 8.2) of every primary. */
import type { SlotStats } from '../../shared/slot-model.ts';
import type { Cluster } from './cluster.ts';
import { FailureError } from './failure.ts';

/** The figures of all slots; `supported` false where no node knows the command. */
export function readSlotStats(_cluster: Cluster): Promise<SlotStats> {
  throw new FailureError('internal', 'Not there yet.', '');
}
