/** One pass of a scan: counts the wanted slots on all nodes that have them in one map, at the same time. */
import { argsOf } from '../../../shared/resp/resp.ts';
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { ScanOptions } from '../../../shared/slots/scan-model.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import type { Cluster } from '../cluster.ts';
import { FailureError } from '../../../shared/failure.ts';
import type { NodePool } from '../wire/node-pool.ts';
import { countsOf } from '../topology/behind-codis.ts';
import { placeOf } from '../wire/place-of.ts';
import { numberOf, readReply, ServerError } from '../wire/read-reply.ts';
import type { Counter, Grouping } from './grouping.ts';
import { scanCodisGroup } from './codis-scan.ts';
import { scanNode, type ScanGate } from './node-scan.ts';
import { SampleQuestions } from './sample-questions.ts';
import { planScan, scanMap, slotsIn, slotsToScan, type Unit } from './scan-plan.ts';
import type { ScanReport } from './scan-report.ts';

/** Milliseconds for DBSIZE. */
const TIMEOUT_MS = 5000;

export interface PassHost {
  cluster: Cluster;
  options: ScanOptions;
  grouping: Grouping;
  report: ScanReport;
  gate: Omit<ScanGate, 'onPage'> & { onPage(): void };
}

interface Running {
  unit: Unit;
  counter: Counter;
  abort: AbortController;
}

export class ScanPass {
  readonly first: boolean;
  /** By slot: 1 if it was wanted but not counted completely. */
  readonly missed = new Uint8Array(SLOT_COUNT);
  /** Why the last node failed; empty if none did. */
  reason = '';
  private readonly host: PassHost;
  private readonly pool: NodePool;
  private running: Running[] = [];

  constructor(host: PassHost, first: boolean) {
    this.host = host;
    this.first = first;
    this.pool = this.openPool();
  }

  /**
   * Before the first key, calls `onBegin` with the slots whose nodes answer; their earlier counts are removed by then. Resolves
   * with the slots that were counted completely; the others are in `missed`. Rejects with a FailureError if a server refuses
   * the scan.
   */
  async run(
    wanted: Uint8Array,
    topology: Topology,
    onBegin: (slots: Uint8Array) => void,
  ): Promise<Uint8Array> {
    const units = planScan(topology, wanted, this.host.options.replicas);
    this.missed.set(wanted);
    try {
      const ready = await this.ready(units);
      const slots = coveredBy(units, ready);
      await this.forget(slots);
      this.begin(ready, slots, topology);
      onBegin(slots);
      await Promise.all(this.running.map((one) => this.scan(one)));
      const done = slots.slice();
      for (const slot of slotsIn(slots)) {
        const whole = this.running.every(({ unit, counter }) => !unit.accept[slot] || counter.accept[slot]);
        done[slot] = whole ? 1 : 0;
        if (whole) this.missed[slot] = 0;
      }
      return done;
    } finally {
      // If one server refuses the scan, end the others too; they do not count as lost.
      this.close();
    }
  }

  /** Stops counting the slots that have a 1, because they have moved. */
  leave(slots: Uint8Array): void {
    for (const { counter, abort } of this.running) {
      for (const slot of slotsIn(slots)) counter.accept[slot] = 0;
      if (!counter.accept.includes(1)) abort.abort();
    }
  }

  close(): void {
    for (const { abort } of this.running) abort.abort();
    this.pool.close();
  }

  /** Returns the sum of DBSIZE over all nodes of a full scan; null if one does not answer. */
  async sizes(): Promise<number | null> {
    const { cluster, options } = this.host;
    const pool = this.openPool();
    try {
      const topology = scanMap(cluster.topology!);
      const units = planScan(topology, slotsToScan(topology), options.replicas);
      const sizes = await Promise.all(units.map((unit) => this.sizeOf(pool, unit)));
      return sizes.reduce((sum, size) => sum + size, 0);
    } catch {
      return null;
    } finally {
      pool.close();
    }
  }

  private openPool(): NodePool {
    const { database, replicas } = this.host.options;
    return this.host.cluster.openPool({ database, setup: replicas ? [argsOf('READONLY')] : [] });
  }

  /** The proxy through which everything is asked; null without one. */
  private get proxy(): NodeAddress | null {
    const { topology } = this.host.cluster;
    return topology?.codis ? topology.source : null;
  }

  private async sizeOf(pool: NodePool, { node, accept }: Unit): Promise<number> {
    if (this.proxy === null) return sizeOf(pool, node);
    const connection = pool.get(this.proxy);
    const counts = countsOf(
      readReply(await connection.send(argsOf('SLOTSINFO', node), { timeout: TIMEOUT_MS })),
    );
    return counts.reduce((sum, [slot, keys]) => sum + (accept[slot] === 1 ? keys : 0), 0);
  }

  /** Returns the units whose nodes answer. */
  private async ready(units: readonly Unit[]): Promise<Unit[]> {
    const { report, grouping, options } = this.host;
    const answers = await Promise.all(
      units.map(async (unit) => {
        try {
          const size = await this.sizeOf(this.pool, unit).catch((error: unknown) => {
            // A user may have the right to SCAN but not to DBSIZE.
            if (error instanceof ServerError && /^NOPERM/.test(error.message)) return 0;
            throw error;
          });
          return { unit, size };
        } catch (error) {
          this.failed(unit, error);
          return null;
        }
      }),
    );
    const ready = answers.filter((answer) => answer !== null);
    for (const { unit, size } of ready) {
      const before = report.shards.get(unit.shard);
      const old = before?.node ?? unit.node;
      const shard = report.shard(unit.shard, unit.node);
      if (before && old !== unit.node)
        shard.note = `restarted on ${unit.node} ${options.replicas ? `in place of ${old}` : 'after a failover'}`;
      else if (before?.note) shard.note = `restarted on ${unit.node} after its connection was lost`;
      Object.assign(shard, { node: unit.node, expected: size, scanned: 0, done: false });
    }
    // The number of matching keys is unknown.
    if (this.first && options.match === '' && options.type === '')
      grouping.samples.expect(ready.reduce((sum, { size }) => sum + size, 0));
    return ready.map(({ unit }) => unit);
  }

  /** One piece per turn of the event loop, because there may be a million rows. */
  private async forget(slots: Uint8Array): Promise<void> {
    const { grouping } = this.host;
    if (this.first) return;
    for (const _piece of grouping.discard(slots)) await new Promise((resolve) => setImmediate(resolve));
  }

  private begin(ready: readonly Unit[], slots: Uint8Array, topology: Topology): void {
    const { grouping, report } = this.host;
    for (const { number, slots: ranges } of topology.shards)
      for (const { first, last } of topology.kind === 'standalone'
        ? [{ first: 0, last: SLOT_COUNT - 1 }]
        : ranges)
        for (let slot = first; slot <= last; slot++) if (slots[slot]) report.shardOf[slot] = number;
    this.running = ready.map((unit) => {
      const counter = grouping.counter(
        unit.accept.map((one, slot) => one & slots[slot]!),
        ready.length,
      );
      return { unit, counter, abort: new AbortController() };
    });
  }

  private async scan({ unit, counter, abort }: Running): Promise<void> {
    const { options, gate, grouping, report } = this.host;
    const shard = report.shard(unit.shard, unit.node);
    const questions = new SampleQuestions(
      { ...this.pool.current, ...placeOf(unit.node) },
      {
        onAnswer: (sample, type, bytes) => grouping.samples.settle(sample, type, bytes),
        onTrouble: (what, reason) =>
          report.notes.add(
            what === 'memory'
              ? `MEMORY USAGE is not available: ${reason}. Memory is unknown.`
              : `${unit.node} stopped answering questions for type and memory: ${reason}.`,
          ),
      },
    );
    if (options.samples > 0) questions.connectEarly();
    // A pending call must not delay the end; the connection to a proxy is every group's.
    const connection = this.pool.get(this.proxy ?? unit.node);
    abort.signal.addEventListener('abort', () => this.proxy === null && connection.close(), { once: true });
    try {
      const onPage = (listed: number) => {
        shard.scanned += listed;
        gate.onPage();
      };
      const parts = { connection, counter, questions, options, signal: abort.signal };
      const scan = this.proxy === null ? scanNode : scanCodisGroup;
      const whole = await scan({ ...parts, gate: { ...gate, onPage } });
      if (!abort.signal.aborted) await questions.room(true);
      if (whole) shard.done = true;
      else counter.accept.fill(0);
    } catch (error) {
      counter.accept.fill(0);
      if (error instanceof FailureError) throw error;
      if (!abort.signal.aborted) this.failed(unit, error);
    } finally {
      questions.close();
    }
  }

  private failed({ shard, node }: Unit, error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    this.reason = `${node}: ${text}`;
    this.host.report.shard(shard, node).note = `${node} was lost: ${text}`;
    void this.host.cluster.refresh('node lost');
  }
}

const sizeOf = async (pool: NodePool, node: NodeAddress) =>
  numberOf(readReply(await pool.get(node).send(argsOf('DBSIZE'), { timeout: TIMEOUT_MS })));

/** Returns the slots for which every node to be scanned is ready. */
function coveredBy(units: readonly Unit[], ready: readonly Unit[]): Uint8Array {
  const slots = new Uint8Array(SLOT_COUNT);
  for (const { accept } of ready) for (const slot of slotsIn(accept)) slots[slot] = 1;
  for (const unit of units)
    if (!ready.includes(unit)) for (const slot of slotsIn(unit.accept)) slots[slot] = 0;
  return slots;
}
