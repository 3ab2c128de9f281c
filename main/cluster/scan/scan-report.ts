/** Builds the state of a scan for the window from the counts, at a bounded cost. */
import type { SlotRange } from '../../../shared/cluster/topology.ts';
import type { Failure } from '../../../shared/failure.ts';
import type { Estimate, ScanOptions, ScanShard, ScanState } from '../../../shared/slots/scan-model.ts';
import { CODIS_SLOTS } from '../../../shared/slots/codis-slots.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { toRanges } from '../topology/slot-ranges.ts';
import { totalOf } from './estimate.ts';
import type { Grouping } from './grouping.ts';
import { memorySums, typeShares } from './samples.ts';
import { slotsIn } from './scan-plan.ts';
import type { ScanRows } from './scan-rows.ts';
import { findTop, type ScanTop } from './scan-top.ts';

/** The next sweep over all rows waits for this multiple of the last one's time. */
const WORTH = 30;

export class ScanReport {
  phase: ScanState['phase'] = 'running';
  failure: Failure | null = null;
  /** By shard number. */
  readonly shards = new Map<number, ScanShard>();
  /** By slot: the shard it was counted for; 0 for none. */
  readonly shardOf = new Uint16Array(SLOT_COUNT);
  readonly recounted = new Uint8Array(SLOT_COUNT);
  readonly unsettled = new Uint8Array(SLOT_COUNT);
  /** Sentences, each once, in order of occurrence. */
  readonly notes = new Set<string>();
  readonly startedAt = Date.now();
  private readonly id: number;
  private readonly options: ScanOptions;
  private spent = 0;
  private since: number | null = performance.now();
  private top: { value: ScanTop; version: number; until: number } | null = null;

  constructor(id: number, options: ScanOptions) {
    this.id = id;
    this.options = options;
  }

  /** Stops or starts the clock. */
  run(running: boolean): void {
    if (this.since !== null) this.spent += performance.now() - this.since;
    this.since = running ? performance.now() : null;
  }

  /** Returns the shard's entry; creates it if there is none. */
  shard(number: number, node: string): ScanShard {
    let shard = this.shards.get(number);
    if (!shard) {
      shard = { shard: number, node, expected: 0, scanned: 0, keys: 0, tagged: 0, done: false, note: '' };
      this.shards.set(number, shard);
    }
    return shard;
  }

  state(grouping: Grouping, rows: ScanRows): ScanState {
    const shards = this.countedShards(grouping);
    const { samples, tags } = grouping;
    const answered = samples.answered;
    const { table: prefixes, lossy, distinct, lowBy } = rows.prefixes;
    const distinctTags = tags.tags();
    const running = this.since === null ? 0 : performance.now() - this.since;
    return {
      id: this.id,
      phase: this.phase,
      options: this.options,
      startedAt: this.startedAt,
      milliseconds: this.spent + running,
      keys: grouping.keys,
      expected: shards.reduce((sum, { expected }) => sum + expected, 0),
      tagged: shards.reduce((sum, { tagged }) => sum + tagged, 0),
      tags: Math.round(distinctTags.value),
      prefixes: Math.round(lossy ? distinct : prefixes.rows),
      shards,
      slots: grouping.slots.slice(0, grouping.codis ? CODIS_SLOTS : SLOT_COUNT),
      ...this.findTop(grouping, shards),
      memory: memoryOfAll(grouping),
      types: typeShares(answered),
      sampled: answered.length,
      estimates: tags.lossy || lossy ? { lowBy: tags.floor, tags: distinctTags, prefixesLowBy: lowBy } : null,
      recounted: this.ranges(this.recounted),
      unsettled: this.ranges(this.unsettled),
      notes: [...this.notes],
      failure: this.failure,
    };
  }

  private ranges(mask: Uint8Array): SlotRange[] {
    return toRanges(slotsIn(mask));
  }

  private countedShards({ slots, tagged }: Grouping): ScanShard[] {
    const keys = new Float64Array(2 ** 16);
    const withTag = new Float64Array(2 ** 16);
    for (let slot = 0; slot < SLOT_COUNT; slot++) {
      keys[this.shardOf[slot]!]! += slots[slot]!;
      withTag[this.shardOf[slot]!]! += tagged[slot]!;
    }
    return [...this.shards.values()]
      .sort((a, b) => a.shard - b.shard)
      .map((shard) => ({ ...shard, keys: keys[shard.shard]!, tagged: withTag[shard.shard]! }));
  }

  private findTop(grouping: Grouping, shards: readonly ScanShard[]): ScanTop {
    const now = performance.now();
    const over = this.since === null;
    if (!this.top || (this.top.version !== grouping.version && (over || now >= this.top.until))) {
      const value = findTop(
        grouping,
        this.shardOf,
        shards.map(({ shard }) => shard),
      );
      this.top = { value, version: grouping.version, until: now + WORTH * (performance.now() - now) };
    }
    return this.top.value;
  }
}

/** Memory of all keys, estimated from the samples; null if they are too few. */
export const memoryOfAll = ({ samples, keys }: Grouping): Estimate | null =>
  totalOf(memorySums(samples.answered), keys);
