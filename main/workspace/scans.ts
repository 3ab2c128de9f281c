/**
 * The scan of a window's cluster, and the search for its largest keys: one of each at a time, whose result stays readable until the
 * next one or another connection.
 */
import type { Emit } from '../../shared/ipc.ts';
import { FailureError } from '../../shared/failure.ts';
import type { BiggestKeys } from '../../shared/slots/biggest-keys.ts';
import type { ScanOptions, ScanState } from '../../shared/slots/scan-model.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { BiggestKeysSearch } from '../cluster/scan/biggest-keys.ts';
import type { KeyspaceScan } from '../cluster/scan/keyspace-scan.ts';

export class Scans {
  private readonly emit: Emit;
  private last: KeyspaceScan | null = null;
  private search: BiggestKeysSearch | null = null;
  private lastId = 0;
  private lastSearch = 0;

  constructor(emit: Emit) {
    this.emit = emit;
  }

  get state(): ScanState | null {
    return this.last?.state ?? null;
  }

  get biggest(): BiggestKeys | null {
    return this.search?.state ?? null;
  }

  /** The scan that is running or has run; throws a FailureError if there is none. */
  get current(): KeyspaceScan {
    if (!this.last) throw new FailureError('gone', 'There is no scan.', 'Start one in the Hash tags view.');
    return this.last;
  }

  /** Stops a scan that is running. `cluster` throws if there is none. */
  async start(cluster: () => Cluster, options: ScanOptions): Promise<ScanState> {
    const { KeyspaceScan } = await import('../cluster/scan/keyspace-scan.ts');
    const scanned = cluster();
    this.last?.stop();
    this.endSearch();
    const scan = new KeyspaceScan(
      scanned,
      ++this.lastId,
      options,
      (state) => state.id === this.lastId && this.emit('scan', state),
    );
    this.last = scan;
    return scan.state;
  }

  /** Searches with the options of the scan; stops a search that is running. Rejects with a FailureError if there is no scan. */
  async startSearch(cluster: () => Cluster): Promise<BiggestKeys> {
    const { BiggestKeysSearch } = await import('../cluster/scan/biggest-keys.ts');
    const searched = cluster();
    const { options } = this.current.state;
    this.endSearch();
    const id = ++this.lastSearch;
    this.search = new BiggestKeysSearch(searched, id, options, (state) => {
      if (this.search?.state.id === id) this.emit('biggestKeys', state);
    });
    return this.search.state;
  }

  stopSearch(): void {
    this.search?.stop();
  }

  private endSearch(): void {
    if (!this.search) return;
    this.search.stop();
    this.search = null;
    this.emit('biggestKeys', null);
  }

  /** Discards the result: it is about another cluster. */
  discard(): void {
    this.endSearch();
    this.last = null;
    this.emit('scan', null);
  }
}
