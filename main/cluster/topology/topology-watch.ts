/** Keeps the map of the cluster: reads it from any node that answers, on a timer, on a MOVED, when a node is lost. */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import { hasAddress } from '../../../shared/cluster/no-address.ts';
import { BackOff } from '../wire/back-off.ts';
import { ConnectionError } from '../wire/errors.ts';
import { firstAnswer } from '../wire/first-answer.ts';
import type { NodePool } from '../wire/node-pool.ts';
import { MapReader, type MapReaderOptions, type ReadStart } from './map-reader.ts';
import { MasterReader } from './master-reader.ts';
import { Questions } from './questions.ts';
import type { ServerKind } from './server-kind.ts';
import { nodesOf } from './shard-numbers.ts';

/** The most nodes dialled in one try while none answers. */
const MOST_TRIED = 16;
/** The least milliseconds between two tries while none answers, whatever their cause. */
const APART_MS = 500;
/** Milliseconds between two readings while a command waits for a new map, and those added for each node. */
const ATTENDED_MS = 100;
const ATTENDED_EACH_MS = 2;

export interface TopologyWatchOptions extends MapReaderOptions {
  pool: NodePool;
  seeds: readonly NodeAddress[];
  /** Asks Sentinels where the master is; the seeds are ignored then. Rejects with a FailureError. */
  findMaster?: (() => Promise<NodeAddress>) | undefined;
  onTopology(topology: Topology): void;
  /** No node answered. Called at every failed try. */
  onLost(error: unknown): void;
}

export class TopologyWatch {
  topology: Topology | null = null;
  private readonly options: TopologyWatchOptions;
  private readonly questions: Questions;
  private readonly reader: MapReader;
  private readonly master: MasterReader | null;
  private running: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;
  /** The number of commands that wait for a new map. */
  private attending = 0;
  private readonly backOff = new BackOff();
  /** When the last try ended without an answer, by performance.now(). */
  private failedAt = -Infinity;
  /** The number of passes over the nodes. */
  private tries = 0;

  constructor(options: TopologyWatchOptions) {
    this.options = options;
    this.questions = new Questions(options.pool);
    this.reader = new MapReader(this.questions, options);
    this.master = options.findMaster ? new MasterReader(this.questions, options.findMaster) : null;
  }

  /** The kind of the server that gave the map; null before the first map, and behind Sentinels. */
  get kind(): ServerKind | null {
    return this.reader.kind;
  }

  /** Another kind than the server's words first told, and the map read again for it. */
  correct(kind: ServerKind): Promise<void> {
    this.reader.kind = kind;
    return this.refresh('asked');
  }

  /**
   * Reads the map now; a call during a read waits for that one. While no node answers, tries are spaced (BackOff): only
   * `asked` tries at once, and other causes wait for the next try. Never rejects.
   */
  refresh(cause: Topology['cause']): Promise<void> {
    if (cause === 'asked') {
      this.backOff.reset();
      this.questions.forgetRefusals();
    } else if (!this.running && this.backOff.isOn && cause !== 'timer') return Promise.resolve();
    this.running ??= this.read(cause)
      // A lost socket does not mean a dead node: each node is asked once more, on another socket.
      .catch((error: unknown) => (isLost(error) ? this.read(cause) : Promise.reject(error)))
      .then(() => this.backOff.reset())
      .catch((error: unknown) => {
        if (this.stopped) return;
        this.failedAt = performance.now();
        this.pause(this.backOff.next());
        this.options.onLost(error);
      })
      .finally(() => {
        this.running = null;
        if (!this.backOff.isOn) this.pause(this.interval);
      });
    return this.running;
  }

  /** Reads the map by a reading that begins now or later, so that it holds whatever has happened until now. Never rejects. */
  async refreshAnew(): Promise<void> {
    await this.running;
    await this.refresh('asked');
  }

  /** Restarts the waits while no node answers: the next try comes at most half a second after the last one. */
  hurry(): void {
    if (!this.backOff.isOn || this.running) return;
    this.backOff.reset();
    // The back-off stays on, because nothing has been tried since the failure.
    this.pause(Math.max(0, this.failedAt + Math.min(APART_MS, this.backOff.next()) - performance.now()));
  }

  /** Reads the map for the first time; rejects with a seed's error if none answers. */
  async start(): Promise<void> {
    await this.read('connect');
    this.pause(this.interval);
  }

  stop(): void {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
  }

  /** Nodes of the map, healthy ones first, then the seeds. */
  candidates(): NodeAddress[] {
    const nodes = this.topology?.shards.flatMap(nodesOf) ?? [];
    const good = nodes.filter((n) => n.health === 'online').map((n) => n.address);
    const self = this.master ? this.topology?.source : this.reader.self;
    const source = this.topology && good.includes(self!) ? [this.topology.source] : [];
    const order = [...source, ...good, ...this.options.seeds, ...nodes.map((n) => n.address)];
    return [...new Set(order.filter(hasAddress))];
  }

  /** Reads the map often, because a command waits for a change, until the returned function is called. */
  attend(): () => void {
    this.attending++;
    if (!this.running && !this.backOff.isOn) this.pause(this.interval);
    return () => void this.attending--;
  }

  /** Milliseconds between two readings while nodes answer. */
  private get interval(): number {
    const count = this.topology?.shards.reduce((sum, shard) => sum + nodesOf(shard).length, 0) ?? 0;
    if (this.attending > 0) return Math.max(ATTENDED_MS, count * ATTENDED_EACH_MS);
    return Math.max(2000, count * 20);
  }

  private pause(milliseconds: number): void {
    if (this.timer) clearTimeout(this.timer);
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.refresh('timer'), milliseconds);
    this.timer.unref();
  }

  private async read(cause: Topology['cause']): Promise<void> {
    const topology = await (this.master?.read(cause, this.topology) ?? this.readAny(cause));
    if (this.stopped) return;
    this.topology = topology;
    this.options.onTopology(topology);
  }

  private readAny(cause: Topology['cause']): Promise<Topology> {
    return this.readFirst(this.nextTried(), { readAt: Date.now(), cause, before: this.topology });
  }

  /** Returns the map of a node that knows itself alone only if no other node answers. */
  private async readFirst(order: readonly NodeAddress[], start: ReadStart): Promise<Topology> {
    const topology = await this.readOne(order, start);
    const others = order.filter((address) => address !== topology.source);
    const isTaken = !isAlone(topology) || start.before === null || isAlone(start.before);
    if (isTaken || others.length === 0) return topology;
    return this.readFirst(others, start).catch(() => topology);
  }

  /** Returns the map of the first of these nodes that answers with one. */
  private async readOne(order: readonly NodeAddress[], start: ReadStart): Promise<Topology> {
    for (let left = order; ;) {
      const first = await firstAnswer(left, (address) => this.reader.readKind(address));
      try {
        return await this.reader.read(first.from, first.answer, start);
      } catch (error) {
        left = left.filter((address) => address !== first.from);
        if (this.stopped || left.length === 0) throw error;
      }
    }
  }

  /** The likeliest candidate, some of the seeds and some of the others, which change from try to try. */
  private nextTried(): NodeAddress[] {
    const all = this.candidates();
    if (all.length <= MOST_TRIED) return all;
    const [seeds, known] = [this.options.seeds.slice(0, MOST_TRIED / 4), all.slice(1)];
    const from = (this.tries++ * (MOST_TRIED / 2)) % known.length;
    const some = [...known.slice(from), ...known.slice(0, from)].slice(0, MOST_TRIED / 2);
    return [...new Set([all[0]!, ...some, ...seeds])];
  }
}

/** A node that was removed and reset has a map of itself. The cluster that it was in goes on without it. */
const isAlone = ({ kind, shards }: Topology): boolean =>
  kind === 'cluster' &&
  shards.flatMap(nodesOf).length === 1 &&
  shards.every(({ slotCount }) => slotCount === 0);

const isLost = (error: unknown) => error instanceof ConnectionError && error.kind === 'lost';
