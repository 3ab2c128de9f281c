/**
 * One scan of the whole keyspace, grouped by hash tag: SCAN on every shard at once, bounded in memory, right under a moving map.
 *
 * A slot is counted where the map has it when a pass begins. Where the map says otherwise later, or the node is lost, the slot
 * is not counted any further; when the pass is over, what was counted of it is taken out, and a pass over the nodes that
 * have it by then counts it anew: until nothing has moved, or it is said to be unsettled.
 */
import type {
  PrefixRow,
  RowPage,
  ScanOptions,
  ScanState,
  TagQuery,
  TagRow,
} from '../../../shared/slots/scan-model.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import type { Cluster } from '../cluster.ts';
import { FailureError } from '../../../shared/failure.ts';
import { Grouping, type GroupingLimits } from './grouping.ts';
import { randomOf, Samples } from './samples.ts';
import { exportScan } from './scan-export.ts';
import { ScanPass, type PassHost } from './scan-pass.ts';
import { ALL_SLOTS, openSlots, placesOf, slotsIn, type Places } from './scan-plan.ts';
import { memoryOfAll, ScanReport } from './scan-report.ts';
import { ScanRows } from './scan-rows.ts';
import { unmappedFailure } from '../topology/unmapped.ts';

/** Milliseconds between two states that are told, at least. */
const TELL_EVERY = 250;
/** Passes over what has moved. */
const MOST_PASSES = 5;
/** Milliseconds between two looks for a node that is gone. */
const LOOK_EVERY = 300;

const number = (value: number) => value.toLocaleString('en-US');

export interface ScanTuning {
  /** Bounds of the tables; those of GROUPING_LIMITS where not given. */
  limits?: GroupingLimits;
  /** Of the choice of samples and of the tables' hashes. */
  seed?: number;
  /** Milliseconds that a node or its successor is waited for; 30,000 where not given: twice the usual cluster-node-timeout. */
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
  private readonly unfollow: () => void;
  /** By slot: where it was counted, and whether that holds no more. */
  private counted: Places;
  private readonly dirty = new Uint8Array(SLOT_COUNT);
  private current: ScanPass | null = null;
  private over = false;
  private wakeUp: (() => void)[] = [];
  private timer: NodeJS.Timeout | null = null;
  private told = -Infinity;

  /**
   * Begins at once; throws a FailureError where the map is not known. `onState` is told at most four times a second, and
   * at every change of phase.
   */
  constructor(
    cluster: Cluster,
    id: number,
    options: ScanOptions,
    onState: (state: ScanState) => void,
    { limits, seed = Math.floor(Math.random() * 2 ** 32), timeoutMs: timeoutMs = 30_000 }: ScanTuning = {},
  ) {
    const { topology } = cluster;
    if (!topology)
      throw new FailureError('not-connected', 'The map of the cluster is not known.', 'Connect first.');
    if (topology.kind === 'unmapped') throw unmappedFailure('The keyspace cannot be scanned', topology);
    if (topology.kind === 'proxy')
      throw new FailureError(
        'refused',
        'A proxy does not know SCAN: it has no list of the keys behind it.',
        'Connect to the servers behind it, one by one, and scan there.',
      );
    this.cluster = cluster;
    this.options = options;
    this.onState = onState;
    this.timeoutMs = timeoutMs;
    this.counted = placesOf(topology);
    const samples = new Samples(options.samples, randomOf(seed));
    this.grouping = new Grouping(options.separator, samples, seed, limits);
    this.report = new ScanReport(id, options);
    this.rows = new ScanRows(this.grouping, {
      id,
      shardOf: (slot) => this.report.shardOf[slot]! || null,
      whole: () => this.whole(),
      maxMemoryOf: (shard) => this.maxMemoryOf(shard),
    });
    if (topology.kind === 'standalone')
      this.report.notes.add('This server is not in a cluster: slots are where its keys would be in one.');
    this.unfollow = cluster.follow({
      onTopology: (map) => this.compare(placesOf(map)),
      onClosed: () => {
        this.report.notes.add('The connection to the cluster was closed before the end.');
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
    for (const wake of this.wakeUp.splice(0)) wake();
  }

  /** What was counted stays to be read. */
  stop(): void {
    this.end('stopped');
  }

  tags(query: TagQuery): RowPage<TagRow> {
    return this.rows.tagPage(query);
  }

  prefixes(query: TagQuery): RowPage<PrefixRow> {
    return this.rows.prefixPage(query);
  }

  /** The whole result, piece by piece, for a file. Throws a FailureError while the scan goes on: then nothing holds still. */
  export(form: 'csv' | 'json'): Generator<string> {
    if (!this.over)
      throw new FailureError(
        'refused',
        'The scan is still going on.',
        'Wait for its end, or stop it, then export.',
      );
    return exportScan(form, this.state, this.rows);
  }

  private async run(): Promise<void> {
    try {
      this.tell();
      await this.pass();
      if (this.full)
        this.report.notes.add(
          `It ended after ${number(this.options.limit)} keys, as was asked: the figures are of a part.`,
        );
      else await this.settle();
      if (!this.over) await this.compareSizes();
      const any = this.full || [...this.report.shards.values()].some(({ done }) => done);
      this.end(any ? 'done' : 'failed');
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.report.failure =
        error instanceof FailureError
          ? error.failure
          : { code: 'internal', message: `The scan ended: ${text}.`, advice: 'Start it again.' };
      this.end('failed');
    }
  }

  /** Scans for all that is dirty; gives how many slots were counted to their end. */
  private async pass(): Promise<number> {
    const topology = this.cluster.topology!;
    const first = this.current === null;
    const places = placesOf(topology);
    const wanted = first ? ALL_SLOTS.slice() : this.dirty.slice();
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
      // The map may have changed while the nodes were asked how many keys they have.
      this.compare(placesOf(this.cluster.topology!));
    });
    if (!this.full) for (const slot of slotsIn(pass.missed)) this.dirty[slot] = 1;
    if (!this.over) await this.readMap();
    let whole = 0;
    for (const slot of slotsIn(done)) if (this.dirty[slot] === 0) whole++;
    return whole;
  }

  /** What no shard claims at the beginning is not waited for; later it is a shard that was lost. */
  private leaveOut(wanted: Uint8Array, places: Places): void {
    let without = 0;
    for (const slot of slotsIn(wanted)) {
      if (places[slot] !== '') continue;
      wanted[slot] = 0;
      without++;
    }
    if (without > 0)
      this.report.notes.add(`${number(without)} slots have no owner: nothing of them is counted.`);
  }

  private async settle(): Promise<void> {
    let until = performance.now() + this.timeoutMs;
    for (let passes = 0; !this.over && this.dirty.includes(1) && passes < MOST_PASSES;) {
      if (this.report.phase === 'running') this.setPhase('settling');
      if ((await this.pass()) > 0) {
        passes++;
        until = performance.now() + this.timeoutMs;
      } else if (performance.now() > until) break;
      else {
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
        await this.mayGoOn();
        await this.cluster.refresh('node lost');
      }
    }
  }

  /** Reads it twice: the first reading may have begun before what has just happened. */
  private async readMap(): Promise<void> {
    await this.cluster.refresh('asked');
    if (!this.over) await this.cluster.refresh('asked');
  }

  private compare(now: Places): void {
    const changed = new Uint8Array(SLOT_COUNT);
    for (let slot = 0; slot < SLOT_COUNT; slot++)
      if (now[slot] !== this.counted[slot]) this.dirty[slot] = changed[slot] = 1;
    this.current?.leave(changed);
  }

  /** Where every key was to be counted, DBSIZE tells whether that came about. */
  private async compareSizes(): Promise<void> {
    const { match, type, limit } = this.options;
    if (match !== '' || type !== '' || limit > 0 || this.dirty.includes(1)) return;
    const now = await this.current!.sizes();
    const { keys } = this.grouping;
    if (now === null || Math.abs(now - keys) <= Math.max(keys, now) / 100) return;
    this.report.notes.add(
      `${number(keys)} keys were counted, and the nodes hold ${number(now)} now: keys came or went meanwhile; and SCAN may list a key twice while a server's table of keys changes its size.`,
    );
  }

  private mayGoOn(): boolean | Promise<boolean> {
    if (this.over || this.full) return false;
    return this.report.phase === 'paused' ? this.resumed() : true;
  }

  private async resumed(): Promise<boolean> {
    while (this.report.phase === 'paused')
      await new Promise<void>((resolve) => void this.wakeUp.push(resolve));
    return !this.over;
  }

  private onPage(): void {
    if (!this.over) this.timer ??= setTimeout(() => this.tell(), this.told + TELL_EVERY - performance.now());
  }

  /** As many keys are counted as were asked for. */
  private get full(): boolean {
    const { limit } = this.options;
    return limit > 0 && this.grouping.keys >= limit;
  }

  private setPhase(phase: ScanState['phase']): void {
    this.report.phase = phase;
    this.tell();
  }

  private tell(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.told = performance.now();
    this.onState(this.state);
  }

  private end(phase: 'done' | 'stopped' | 'failed'): void {
    if (this.over) return;
    this.over = true;
    this.unfollow();
    this.report.run(false);
    for (const slot of slotsIn(this.dirty)) this.report.unsettled[slot] = 1;
    if (this.cluster.topology) this.noteOpenSlots();
    if (this.grouping.staleKeys > 0)
      this.report.notes.add(
        `Prefixes were not counted anew in slots that moved: one may be off by up to ${number(this.grouping.staleKeys)} keys.`,
      );
    if (phase === 'failed' && !this.report.failure)
      this.report.failure = {
        code: 'unreachable',
        message: `No node could be scanned: ${this.current?.reason ?? 'none is known'}.`,
        advice: 'Try again when the shards are back.',
      };
    this.rows.refresh();
    this.setPhase(phase);
    // Last: what it cuts off would go on to ask whether it may.
    this.current?.close();
    for (const wake of this.wakeUp.splice(0)) wake();
  }

  private noteOpenSlots(): void {
    const open = openSlots(this.cluster.topology!);
    if (!open.includes(1)) return;
    for (const slot of slotsIn(open)) this.report.unsettled[slot] = 1;
    this.report.notes.add(
      'Slots were on their way between two nodes: both were scanned for them, and a key that moved meanwhile is counted twice or not at all.',
    );
  }

  private whole() {
    const shards = this.cluster.topology?.shards.filter(({ slotCount }) => slotCount > 0).length ?? 0;
    return { keys: this.grouping.keys, memory: memoryOfAll(this.grouping), shards: Math.max(1, shards) };
  }

  private maxMemoryOf(shard: number | null): number {
    const node = this.cluster.topology?.shards.find(({ number }) => number === shard)?.primary?.address;
    return this.cluster.metrics.find(({ address }) => address === node)?.maxMemory ?? 0;
  }
}
