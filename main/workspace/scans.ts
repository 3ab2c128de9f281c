/** The scan of a window's cluster: one at a time, whose result stays readable until the next one or another connection. */
import type { Emit } from '../../shared/ipc.ts';
import { FailureError } from '../../shared/failure.ts';
import type { ScanOptions, ScanState } from '../../shared/slots/scan-model.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { KeyspaceScan } from '../cluster/scan/keyspace-scan.ts';

export class Scans {
  private readonly emit: Emit;
  private last: KeyspaceScan | null = null;
  private lastId = 0;

  constructor(emit: Emit) {
    this.emit = emit;
  }

  get state(): ScanState | null {
    return this.last?.state ?? null;
  }

  /** The scan that is running or has run; throws a FailureError if there is none. */
  get current(): KeyspaceScan {
    if (!this.last) throw new FailureError('gone', 'There is no scan.', 'Start one in the Hash tags view.');
    return this.last;
  }

  /** Stops a scan that is running. */
  start(cluster: Cluster, options: ScanOptions): ScanState {
    this.last?.stop();
    const scan = new KeyspaceScan(
      cluster,
      ++this.lastId,
      options,
      (state) => state.id === this.lastId && this.emit('scan', state),
    );
    this.last = scan;
    return scan.state;
  }

  /** Discards the result: it is about another cluster. */
  discard(): void {
    this.last = null;
    this.emit('scan', null);
  }
}
