/**
 * Scans the whole keyspace and groups it by hash tag: SCAN on every shard at once, in bounded memory, correct while slots move.
 *
 * A pass counts each slot on the node that owns it when the pass begins. If the slot moves or the node is lost, counting of
 * the slot stops. After the pass its counts are removed, and another pass counts it again on its new node. This repeats until
 * nothing moves; slots that never settle are reported as unsettled.
 */
import type {
  PrefixRow,
  RowPage,
  ScanOptions,
  ScanState,
  TagQuery,
  TagRow,
} from '../../../shared/slots/scan-model.ts';
import type { Topology } from '../../../shared/cluster/topology.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import type { Cluster } from '../cluster.ts';
import { toRanges } from '../topology/slot-ranges.ts';
import { Grouping, type GroupingLimits } from './grouping.ts';
import { randomOf, Samples } from './samples.ts';
import { exportScan } from './scan-export.ts';
import { ScanPass, type PassHost } from './scan-pass.ts';
import { openSlots, placesOf, scanMap, slotsIn, slotsToScan, type Places } from './scan-plan.ts';
import { memoryOfAll, ScanReport } from './scan-report.ts';
import { ScanRows } from './scan-rows.ts';
import { NOTES, noNodeScanned, scanFailure, scannable, stillRunning } from './scan-words.ts';

/** Milliseconds between two reported states. */
const REPORT_EVERY_MS = 250;
/** Passes over slots that have moved. */
const MAX_PASSES = 5;
/** Milliseconds between two searches for a lost node. */
const SEARCH_EVERY_MS = 300;

export interface ScanTuning {
  /** Limits of the tables; by default GROUPING_LIMITS. */
  limits?: GroupingLimits;
  /** The seed for choosing samples and for the tables' hashes. */
  seed?: number;
  /** Milliseconds to wait for a node or its successor; by default 30,000, twice the usual cluster-node-timeout. */
  timeoutMs?: number;
}

export class KeyspaceScan {
  private readonly cluster: Cluster;
  private readonly options: ScanOptions;
  private readonly onState: (state: ScanState) => void;
  private readonly timeoutMs: number;
  private readonly grouping: Grouping;
  private readonly report: ScanReport;
  private readonly rows: ScanRows;
  private readonly unsubscribe: () => void;
  /** By slot: where it was counted, and whether it must be counted again. */
  private counted: Places;
  private readonly dirty = new Uint8Array(SLOT_COUNT);
  private current: ScanPass | null = null;
  /** The sum of DBSIZE after the latest pass; null if it is not compared. */
  private sizes: Promise<number | null> | null = null;
  private over = false;
  private wakers: (() => void)[] = [];
  private timer: NodeJS.Timeout | null = null;
  private reportedAt = -Infinity;

  /**
   * Begins at once; throws a FailureError if the keys cannot be scanned. Calls `onState` at most four times a second, and at
   * every change of phase.
   */
  constructor(
    cluster: Cluster,
    id: number,
    options: ScanOptions,
    onState: (state: ScanState) => void,
    { limits, seed = Math.floor(Math.random() * 2 ** 32), timeoutMs = 30_000 }: ScanTuning = {},
  ) {
    const topology = scanMap(scannable(cluster.topology, options));
    const codis = topology.codis !== undefined;
    this.cluster = cluster;
    // codis itself picks the server, and does not allow MEMORY USAGE.
    this.options = codis ? { ...options, replicas: false, samples: 0 } : options;
    this.onState = onState;
    this.timeoutMs = timeoutMs;
    this.counted = placesOf(topology);
    const samples = new Samples(this.options.samples, randomOf(seed));
    this.grouping = new Grouping(options.separator, samples, seed, limits, codis);
    this.report = new ScanReport(id, this.options);
    this.rows = new ScanRows(this.grouping, {
      id,
      shardOf: (slot) => this.report.shardOf[slot]! || null,
      whole: () => this.whole(),
      maxMemoryOf: (shard) => this.maxMemoryOf(shard),
    });
    if (topology.kind === 'standalone') this.report.notes.add(NOTES.standalone());
    if (codis) this.report.notes.add(NOTES.codis());
    this.unsubscribe = cluster.members.follow({
      onTopology: (map) => this.compare(placesOf(scanMap(map))),
      onClosed: () => {
        this.report.notes.add(NOTES.closed());
        this.stop();
      },
    });
    void this.run();
  }

  get state(): ScanState {
    return this.report.state(this.grouping, this.rows);
  }

  pause(): void {
    if (this.over || this.report.phase === 'paused') return;
    this.setPhase('paused');
    this.report.run(false);
  }

  resume(): void {
    if (this.report.phase !== 'paused') return;
    this.report.run(true);
    this.setPhase(this.current?.first === false ? 'settling' : 'running');
    for (const wake of this.wakers.splice(0)) wake();
  }

  /** Ends the scan; its results stay readable. */
  stop(): void {
    this.end('stopped');
  }

  tags(query: TagQuery): RowPage<TagRow> {
    return this.rows.tagPage(query);
  }

  /** The same, without keeping the event loop from turning while a million tags are sorted. */
  async tagsInTurns(query: TagQuery): Promise<RowPage<TagRow>> {
    await this.rows.sortTags(query);
    return this.rows.tagPage(query);
  }

  prefixes(query: TagQuery): RowPage<PrefixRow> {
    return this.rows.prefixPage(query);
  }

  /** Exports the whole result piece by piece. Throws a FailureError while the scan runs, because counts still change. */
  export(form: 'csv' | 'json'): Generator<string> {
    if (!this.over) throw stillRunning();
    return exportScan(form, this.state, this.rows);
  }

  /** With the groups of codis in place of shards. */
  private get topology(): Topology {
    return scanMap(this.cluster.topology!);
  }

  private async run(): Promise<void> {
    try {
      this.reportState();
      await this.pass();
      if (this.full) this.report.notes.add(NOTES.limited(this.options.limit));
      else await this.settle();
      if (!this.over) await this.compareSizes();
      const any = this.full || [...this.report.shards.values()].some(({ done }) => done);
      this.end(any ? 'done' : 'failed');
    } catch (error) {
      this.report.failure = scanFailure(error);
      this.end('failed');
    }
  }

  /** Scans all dirty slots and returns how many were counted completely. */
  private async pass(): Promise<number> {
    const { topology } = this;
    const first = this.current === null;
    const places = placesOf(topology);
    const wanted = first ? slotsToScan(topology) : this.dirty.slice();
    if (first) this.leaveOut(wanted, places);
    const host: PassHost = {
      cluster: this.cluster,
      options: this.options,
      grouping: this.grouping,
      report: this.report,
      gate: {
        mayGoOn: () => this.mayGoOn(),
        left: () =>
          this.over ? 0 : this.options.limit > 0 ? this.options.limit - this.grouping.keys : Infinity,
        onPage: () => this.onPage(),
      },
    };
    const pass = (this.current = new ScanPass(host, first));
    const done = await pass.run(wanted, topology, (slots) => {
      const before = this.counted;
      this.counted = before.map((place, slot) => (slots[slot] ? places[slot]! : place));
      for (const slot of slotsIn(slots)) {
        this.dirty[slot] = 0;
        if (!first) this.report.recounted[slot] = 1;
      }
      // The map may have changed while the nodes were asked for their DBSIZE.
      this.compare(placesOf(this.topology));
    });
    if (!this.full) for (const slot of slotsIn(pass.missed)) this.dirty[slot] = 1;
    // The map that decides which slots have moved is read after the last key was. The sizes are asked beside it.
    if (!this.over) {
      this.sizes = this.comparesSizes ? pass.sizes() : null;
      await this.cluster.refreshAnew();
    }
    let whole = 0;
    for (const slot of slotsIn(done)) if (this.dirty[slot] === 0) whole++;
    return whole;
  }

  /** Leaves out slots without an owner. Only at the start: later, a missing owner is a lost shard, which is waited for. */
  private leaveOut(wanted: Uint8Array, places: Places): void {
    let without = 0;
    for (const slot of slotsIn(wanted)) {
      if (places[slot] !== '') continue;
      wanted[slot] = 0;
      without++;
    }
    if (without > 0) this.report.notes.add((this.grouping.codis ? NOTES.offline : NOTES.ownerless)(without));
  }

  private async settle(): Promise<void> {
    let until = performance.now() + this.timeoutMs;
    for (let passes = 0; !this.over && this.dirty.includes(1) && passes < MAX_PASSES;) {
      if (this.report.phase === 'running') this.setPhase('settling');
      if ((await this.pass()) > 0) {
        passes++;
        until = performance.now() + this.timeoutMs;
      } else if (performance.now() > until) break;
      else {
        await new Promise((resolve) => setTimeout(resolve, SEARCH_EVERY_MS));
        await this.mayGoOn();
        await this.cluster.refresh('node lost');
      }
    }
  }

  private compare(now: Places): void {
    const changed = new Uint8Array(SLOT_COUNT);
    for (let slot = 0; slot < SLOT_COUNT; slot++)
      if (now[slot] !== this.counted[slot]) this.dirty[slot] = changed[slot] = 1;
    this.current?.leave(changed);
  }

  /** Whether the count can be compared with DBSIZE: all keys are counted. */
  private get comparesSizes(): boolean {
    const { match, type, limit } = this.options;
    return match === '' && type === '' && limit === 0;
  }

  /** After a full scan, compares the count with DBSIZE. */
  private async compareSizes(): Promise<void> {
    if (this.dirty.includes(1)) return;
    const now = await this.sizes;
    const { keys } = this.grouping;
    if (now === null || Math.abs(now - keys) <= Math.max(keys, now) / 100) return;
    this.report.notes.add(NOTES.sizesDiffer(keys, now));
  }

  private mayGoOn(): boolean | Promise<boolean> {
    if (this.over || this.full) return false;
    return this.report.phase === 'paused' ? this.resumed() : true;
  }

  private async resumed(): Promise<boolean> {
    while (this.report.phase === 'paused')
      await new Promise<void>((resolve) => void this.wakers.push(resolve));
    return !this.over;
  }

  private onPage(): void {
    if (!this.over)
      this.timer ??= setTimeout(
        () => this.reportState(),
        this.reportedAt + REPORT_EVERY_MS - performance.now(),
      );
  }

  /** Whether the requested number of keys is counted. */
  private get full(): boolean {
    const { limit } = this.options;
    return limit > 0 && this.grouping.keys >= limit;
  }

  private setPhase(phase: ScanState['phase']): void {
    this.report.phase = phase;
    this.reportState();
  }

  private reportState(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.reportedAt = performance.now();
    this.onState(this.state);
  }

  private end(phase: 'done' | 'stopped' | 'failed'): void {
    if (this.over) return;
    this.over = true;
    this.unsubscribe();
    this.report.run(false);
    for (const slot of slotsIn(this.dirty)) this.report.unsettled[slot] = 1;
    if (this.cluster.topology) this.noteOpenSlots();
    if (this.grouping.staleKeys > 0) this.report.notes.add(NOTES.stalePrefixes(this.grouping.staleKeys));
    if (phase === 'failed' && !this.report.failure) this.report.failure = noNodeScanned(this.current?.reason);
    this.rows.refresh();
    this.setPhase(phase);
    // Last, because work that it cuts off asks whether it may go on.
    this.current?.close();
    for (const wake of this.wakers.splice(0)) wake();
  }

  private noteOpenSlots(): void {
    const open = openSlots(this.topology);
    if (!open.includes(1)) return;
    // Through codis only the target is asked, and asked whole.
    if (this.grouping.codis) return void this.report.notes.add(NOTES.movingSlots(toRanges(slotsIn(open))));
    for (const slot of slotsIn(open)) this.report.unsettled[slot] = 1;
    this.report.notes.add(NOTES.openSlots());
  }

  private whole() {
    const shards = this.topology.shards.filter(({ slotCount }) => slotCount > 0).length;
    return {
      keys: this.grouping.keys,
      memory: memoryOfAll(this.grouping),
      shards: Math.max(1, shards),
      unit: this.grouping.codis ? ('group' as const) : ('shard' as const),
    };
  }

  private maxMemoryOf(shard: number | null): number {
    const node = this.topology.shards.find(({ number }) => number === shard)?.primary?.address;
    return this.cluster.metrics.find(({ address }) => address === node)?.maxMemory ?? 0;
  }
}
