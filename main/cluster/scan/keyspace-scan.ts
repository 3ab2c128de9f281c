/** One scan of the whole keyspace, grouped by hash tag: SCAN on every shard at once, bounded in memory, right under a moving map. */
import type {
  PrefixRow,
  RowPage,
  ScanOptions,
  ScanState,
  TagQuery,
  TagRow,
} from '../../../shared/scan-model.ts';
import type { Cluster } from '../cluster.ts';
import { FailureError } from '../failure.ts';

export class KeyspaceScan {
  /** `onState` is told at most four times a second, and at every change of phase. */
  constructor(_cluster: Cluster, _id: number, _options: ScanOptions, _onState: (state: ScanState) => void) {
    throw new FailureError('internal', 'Not there yet.', '');
  }

  get state(): ScanState {
    throw new Error('not there yet');
  }

  pause(): void {}

  resume(): void {}

  /** What was counted stays to be read. */
  stop(): void {}

  tags(_query: TagQuery): RowPage<TagRow> {
    throw new Error('not there yet');
  }

  prefixes(_query: TagQuery): RowPage<PrefixRow> {
    throw new Error('not there yet');
  }

  /** The whole result, piece by piece, for a file. */
  *export(_form: 'csv' | 'json'): Generator<string> {}
}
