/** Searches the keyspace for the keys with most memory: MEMORY USAGE of each key, on sockets of its own. */
import { BIGGEST_KEYS, type BigKey, type BiggestKeys } from '../../../shared/slots/biggest-keys.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { ScanOptions } from '../../../shared/slots/scan-model.ts';
import { argsOf, latin1 } from '../../../shared/resp/resp.ts';
import { FailureError } from '../../../shared/failure.ts';
import type { Cluster } from '../cluster.ts';
import type { NodePool } from '../wire/node-pool.ts';
import { KeyListing, type ListedKey } from './key-listing.ts';
import { askAbout } from './key-questions.ts';
import { planScan, slotsToScan } from './scan-plan.ts';
import { Largest } from './largest.ts';
import { listingProblems } from './listing-words.ts';
import { scanFailure } from './scan-words.ts';

/** Milliseconds between two reported states. */
const REPORT_EVERY_MS = 250;
/** Milliseconds to wait for a lost node or its successor. */
const TIMEOUT_MS = 30_000;

export class BiggestKeysSearch {
  private readonly cluster: Cluster;
  private readonly options: ScanOptions;
  private readonly onState: (state: BiggestKeys) => void;
  private readonly listing: KeyListing;
  private readonly found: Omit<BiggestKeys, 'largest'>;
  private readonly largest = new Largest<BigKey>(BIGGEST_KEYS, ({ bytes }) => bytes);
  private isStopped = false;
  private timer: NodeJS.Timeout | null = null;

  /** Begins at once. `onState` is called at most four times a second, and at the end. */
  constructor(cluster: Cluster, id: number, options: ScanOptions, onState: (state: BiggestKeys) => void) {
    this.cluster = cluster;
    this.options = options;
    this.onState = onState;
    this.found = { id, phase: 'running', keys: 0, bytes: 0, notes: [], failure: null };
    const match = Buffer.from(options.match);
    const listed = { ...options, match, nodes: this.replicas(), timeoutMs: TIMEOUT_MS };
    this.listing = new KeyListing(cluster, listed, (node, keys, pool) => this.look(node, keys, pool));
    void this.run(listed.nodes !== null);
  }

  get state(): BiggestKeys {
    return { ...this.found, largest: [...this.largest.items] };
  }

  /** Ends it after the calls under way; what was found stays. */
  stop(): void {
    this.isStopped = true;
    this.listing.stop();
  }

  /** Null to search the owners of the slots. */
  private replicas(): NodeAddress[] | null {
    const { topology } = this.cluster;
    if (!this.options.replicas || topology?.kind !== 'cluster') return null;
    return planScan(topology, slotsToScan(topology), true).map(({ node }) => node);
  }

  private async run(onReplicas: boolean): Promise<void> {
    try {
      const end = await this.listing.run();
      // A stop leaves keys out, which is no problem.
      if (!this.isStopped) this.found.notes = listingProblems(end, onReplicas);
      this.found.phase = this.isStopped ? 'stopped' : 'done';
    } catch (error) {
      this.found.failure = scanFailure(error);
      this.found.phase = 'failed';
    }
    this.report();
  }

  /** Resolves with the keys that have moved. */
  private async look(
    node: NodeAddress,
    keys: readonly ListedKey[],
    pool: NodePool,
  ): Promise<readonly ListedKey[]> {
    const moved: ListedKey[] = [];
    const replies = await askAbout(pool, node, keys, ({ key }) => [...argsOf('MEMORY', 'USAGE'), key], moved);
    const sizes = replies.map((reply) => (reply?.type === 'integer' ? Number(reply.digits) : null));
    const refusal = replies.find((reply) => reply?.type === 'error');
    if (refusal?.type === 'error')
      throw new FailureError('refused', `${node}: ${latin1(refusal.bytes)}`, 'The search has ended.');
    const isLarge = (i: number) => sizes[i] !== null && this.largest.wouldKeep(sizes[i]!);
    const types = await askAbout(
      pool,
      node,
      keys,
      ({ key }, i) => (isLarge(i) ? [...argsOf('TYPE'), key] : null),
      [],
    );
    const shard = this.cluster.shardOf(node);
    for (const [i, { key, slot }] of keys.entries()) {
      const bytes = sizes[i];
      // It is gone meanwhile, or listed again where it has moved to.
      if (bytes === null || bytes === undefined) continue;
      this.found.keys++;
      this.found.bytes += bytes;
      const type = types[i];
      const name = type?.type === 'status' ? latin1(type.bytes) : '';
      this.largest.add({ key, bytes, type: name === 'none' ? '' : name, slot, shard });
    }
    this.timer ??= setTimeout(() => this.report(), REPORT_EVERY_MS);
    if (this.options.limit > 0 && this.found.keys >= this.options.limit) this.stop();
    return moved;
  }

  private report(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.onState(this.state);
  }
}
