/** The lessons' cluster, stage by stage. */
import path from 'node:path';
import { FailureError, type Failure } from '../../shared/failure.ts';
import {
  NO_LESSON,
  type LessonAction,
  type LessonEvidence,
  type LessonStage,
  type LessonStatus,
} from '../../shared/lessons/lesson.ts';
import { SLOT_COUNT } from '../../shared/slots/slots.ts';
import { findRedisServer, isRecent, type RedisServer } from '../demo/find-redis-server.ts';
import { hasPrimaryLink } from '../demo/join.ts';
import { cleanUpLeftovers } from '../demo/leftovers.ts';
import { poll } from '../demo/poll.ts';
import { operate, servesAll } from './engine.ts';
import { failOver, isWhole, killShard, rejoin, startShard, type Drama } from './drama.ts';
import { addressOf, LessonServers, PREFIX } from './lesson-servers.ts';
import { keysByServer, LessonProxy } from './lesson-proxy.ts';

/** Long enough to see a node suspected before it has failed. */
const NODE_TIMEOUT_MS = 5000;
const START_TIMEOUT_MS = 20_000;
const LOG_KEPT = 60;
/** The lessons' cluster: `--cluster create … --replicas 1`. */
const NODES = 6;
const NEW_NODES = 2;
/** Stages that follow each other without anything being thrown away. */
const CHAIN: readonly LessonStage[] = ['nothing', 'files', 'servers', 'joined'];
/** The stage that an action begins with. */
const BEGINS_AT: { readonly [A in LessonAction]: LessonStage } = {
  'start-replica': 'one',
  'start-proxy': 'proxy',
  'list-keys': 'proxy',
  'write-files': 'nothing',
  'start-servers': 'files',
  join: 'servers',
  'kill-primary': 'joined',
  'start-again': 'down',
  'kill-shard': 'joined',
  'start-shard': 'split',
  'start-machine': 'joined',
  'add-machine': 'joined',
};

export interface LessonOptions {
  /** Called with a new object for every change. */
  onStatus: (status: LessonStatus) => void;
  /** Called before servers that run are ended, so that nobody is left connected to them. */
  onClear?: () => void;
  findServer?: () => Promise<RedisServer | null>;
  /** cluster-node-timeout of its nodes. */
  nodeTimeoutMs?: number;
}

export class LessonCluster {
  private readonly onStatus: (status: LessonStatus) => void;
  private readonly onClear: () => void;
  private readonly findServer: () => Promise<RedisServer | null>;
  private readonly nodeTimeoutMs: number;
  private current: LessonStatus = NO_LESSON;
  private servers: LessonServers | null = null;
  private proxy: LessonProxy | null = null;
  private stopping = new AbortController();
  private changes = 0;
  /** Number of stages that were asked for. */
  private asked = 0;
  private work: Promise<unknown> = Promise.resolve();

  constructor({
    onStatus,
    onClear = () => undefined,
    findServer = findRedisServer,
    nodeTimeoutMs = NODE_TIMEOUT_MS,
  }: LessonOptions) {
    this.onStatus = onStatus;
    this.onClear = onClear;
    this.findServer = findServer;
    this.nodeTimeoutMs = nodeTimeoutMs;
  }

  get status(): LessonStatus {
    return this.current;
  }

  /** Another number once servers were started, joined or killed. */
  get generation(): number {
    return this.changes;
  }

  /** Where a shell connects to: the proxy, or the nodes that run. */
  get addresses(): string[] {
    if (this.proxy) return [this.proxy.address];
    const running = (this.servers?.running ?? []).map(addressOf);
    // A plain server's replica is not where one begins.
    return this.current.stage === 'one' ? running.slice(0, 1) : running;
  }

  get isBehindProxy(): boolean {
    return this.proxy !== null;
  }

  get password(): string {
    return this.servers?.password ?? '';
  }

  /**
   * Brings the servers to a stage; if it is not on the way, from nothing. `again`: from nothing in any case, and what is under
   * way is interrupted. Rejects with a FailureError: `server-missing`, `cancelled` by `stop` or `again`, or `internal`.
   */
  open(stage: LessonStage, again = false): Promise<void> {
    const asked = ++this.asked;
    if (again) this.stopping.abort();
    return this.queued(async (phase) => {
      // Whoever turns several lessons on wants the last of them.
      if (asked !== this.asked) return this.change({ phase });
      await this.reach(stage, again || phase !== 'ready');
    });
  }

  /** Does the part of a lesson; resolves with what the nodes say about it. Rejects as `open` does. */
  act(action: LessonAction): Promise<LessonEvidence> {
    const { asked } = this;
    return this.queued(async () => {
      // It was meant for servers that have been thrown away since.
      if (asked !== this.asked) throw new FailureError(...STOPPED);
      const from = BEGINS_AT[action];
      if (this.current.stage !== from) await this.reach(from, false);
      this.changes++;
      this.change({ log: [], events: [] });
      return this.acts[action]();
    });
  }

  /** Ends all servers and deletes their files. Never rejects. */
  stop(): Promise<void> {
    this.stopping.abort();
    this.asked++;
    const done = this.work
      .catch(() => undefined)
      .then(() => this.dispose())
      .then(() => this.change(NO_LESSON));
    this.work = done;
    return done;
  }

  private readonly acts: { readonly [A in LessonAction]: () => Promise<LessonEvidence> } = {
    'start-replica': async () => {
      const [first, second] = this.ports;
      await this.need.start([second!]);
      await this.until('the replica to be in sync', () => hasPrimaryLink(this.need.client(second!)));
      const info = await this.need.client(first!).text('INFO replication');
      return { says: lineOf(info, 'connected_slaves'), node: addressOf(first!) };
    },
    'start-proxy': async () => {
      await this.proxy?.stop();
      this.proxy = await LessonProxy.start(this.ports, this.need.password, this.stopping.signal);
      this.change({});
      return { says: 'PONG', node: this.proxy.address };
    },
    'list-keys': async () => ({ says: await keysByServer(this.need), node: '' }),
    'write-files': async () => {
      await this.build('files');
      const [first] = this.current.files;
      const directory = first ? path.dirname(path.dirname(first.path)) : '';
      return { says: `${NODES} × redis.conf: ${directory}`, node: '' };
    },
    'start-servers': async () => {
      await this.build('servers');
      const info = await this.need.client(this.ports[0]!).text('CLUSTER INFO');
      return { says: lineOf(info, 'cluster_known_nodes'), node: addressOf(this.ports[0]!) };
    },
    join: async () => {
      await this.build('joined');
      return { says: `[OK] All ${SLOT_COUNT} slots covered.`, node: addressOf(this.ports[0]!) };
    },
    'kill-primary': async () => {
      const evidence = await failOver(this.drama);
      this.change({ stage: 'down' });
      return evidence;
    },
    'start-again': async () => {
      const evidence = await rejoin(this.drama);
      this.change({ stage: 'joined' });
      return evidence;
    },
    'kill-shard': async () => {
      const evidence = await killShard(this.drama);
      this.change({ stage: 'split' });
      return evidence;
    },
    'start-shard': async () => {
      const evidence = await startShard(this.drama);
      this.change({ stage: 'joined' });
      return evidence;
    },
    'start-machine': async () => {
      const ports = await this.newServers();
      const info = await this.need.client(ports[0]!).text('CLUSTER INFO');
      return { says: lineOf(info, 'cluster_known_nodes'), node: addressOf(ports[0]!) };
    },
    'add-machine': () => this.grow(),
  };

  private get need(): LessonServers {
    if (!this.servers) throw new Error('The lesson has no servers. Reset it.');
    return this.servers;
  }

  private get ports(): number[] {
    return this.need.ports;
  }

  private get drama(): Drama {
    return {
      servers: this.need,
      nodeTimeoutMs: this.nodeTimeoutMs,
      signal: this.stopping.signal,
      onEvent: (event) => this.change({ events: [...this.current.events, event] }),
    };
  }

  /** Goes on from the stage that there is if that is possible; begins with nothing otherwise. */
  private async reach(stage: LessonStage, again: boolean): Promise<void> {
    const { servers, current } = this;
    const isWhole = servers !== null && current.nodes.every(({ lost }) => !lost);
    // Servers that run beside the cluster belong to one lesson only.
    const isAlone = servers !== null && current.stage === 'joined' && servers.ports.length > NODES;
    const at = isWhole && !isAlone && !again ? current.stage : null;
    if (at === stage) return;
    this.changes++;
    if (stage === 'joined' && (at === 'down' || at === 'split')) return this.repair(at);
    const goal = stage === 'down' || stage === 'split' ? 'joined' : stage;
    const isOnTheWay = at !== null && CHAIN.includes(at) && CHAIN.indexOf(at) <= CHAIN.indexOf(goal);
    if (!isOnTheWay) await this.clear();
    await this.build(stage);
  }

  private async grow(): Promise<LessonEvidence> {
    const [seed] = this.need.running;
    const [primary, replica] = await this.newServers();
    const deps = { password: this.need.password, log: this.log, signal: this.stopping.signal };
    await operate({ kind: 'add-primary', node: addressOf(primary), share: true }, addressOf(seed!), deps);
    await operate({ kind: 'add-replica', node: addressOf(replica), primary: null }, addressOf(seed!), deps);
    this.change({ stage: 'grown' });
    await this.until('all nodes to know the new ones', () => isWhole(this.need));
    const info = await this.need.client(primary).text('CLUSTER INFO');
    const says = [lineOf(info, 'cluster_slots_assigned'), lineOf(info, 'cluster_known_nodes')].join(' ');
    return { says, node: addressOf(primary) };
  }

  /** Two empty nodes that run beside the cluster. */
  private async newServers(): Promise<[number, number]> {
    if (this.ports.length === NODES) await this.need.prepare('cluster', NEW_NODES);
    const [primary, replica] = this.ports.slice(NODES) as [number, number];
    await this.need.start([primary, replica]);
    return [primary, replica];
  }

  /** From the stage that there is to one after it. */
  private async build(stage: LessonStage): Promise<void> {
    if (stage === 'nothing') return this.change({ stage });
    this.servers ??= await this.makeServers();
    if (stage === 'one' || stage === 'proxy') {
      const ports = await this.need.prepare(stage === 'one' ? 'plain' : 'apart', 2);
      await this.need.start(stage === 'one' ? ports.slice(0, 1) : ports);
      return this.change({ stage, files: this.need.files() });
    }
    const goal = stage === 'down' || stage === 'split' ? 'joined' : stage;
    for (const next of CHAIN.slice(CHAIN.indexOf(this.current.stage) + 1, CHAIN.indexOf(goal) + 1)) {
      if (next === 'files') await this.need.prepare('cluster', NODES);
      if (next === 'servers') await this.need.start(this.ports);
      if (next === 'joined') await this.join();
      this.change({ stage: next, files: this.need.files() });
    }
    if (stage === 'down') await failOver(this.drama);
    if (stage === 'split') await killShard(this.drama);
    this.change({ stage });
  }

  private async join(): Promise<void> {
    const nodes = this.ports.map(addressOf);
    const deps = { password: this.need.password, log: this.log, signal: this.stopping.signal };
    await operate({ kind: 'create', nodes, replicas: 1 }, null, deps);
    for (const port of this.ports)
      await this.until(`${addressOf(port)} to serve all slots`, () => servesAll(this.need.client(port)));
    // A map that is read before would show replicas as shards of their own.
    await this.until('all nodes to know the replicas', () => isWhole(this.need));
    this.log('[OK] All nodes agree about slots configuration.');
    this.log(`[OK] All ${SLOT_COUNT} slots covered.`);
  }

  private async repair(from: 'down' | 'split'): Promise<void> {
    await (from === 'down' ? rejoin(this.drama) : startShard(this.drama));
    for (const port of this.need.running)
      await this.need.client(port).text('CONFIG SET cluster-require-full-coverage yes');
    this.change({ stage: 'joined' });
  }

  private async makeServers(): Promise<LessonServers> {
    cleanUpLeftovers(PREFIX);
    const server = await this.findServer();
    if (!server || !isRecent(server)) throw new FailureError(...SERVER_MISSING);
    this.stopping.signal.throwIfAborted();
    return new LessonServers(server, this.nodeTimeoutMs, () => this.change({}));
  }

  private async clear(): Promise<void> {
    await this.dispose();
    this.change({ stage: 'nothing', files: [], log: [], events: [] });
  }

  private async dispose(): Promise<void> {
    const { servers, proxy } = this;
    if (servers) this.onClear();
    this.servers = null;
    this.proxy = null;
    await proxy?.stop();
    await servers?.dispose();
  }

  private until(what: string, check: () => Promise<boolean>): Promise<true> {
    return poll(what, check, { timeout: START_TIMEOUT_MS, every: 50, signal: this.stopping.signal });
  }

  private readonly log = (line: string): void =>
    this.change({ log: [...this.current.log, line].slice(-LOG_KEPT) });

  /** One thing at a time; a failure is part of the status. */
  private queued<T>(act: (before: LessonStatus['phase']) => Promise<T>): Promise<T> {
    const done = this.work
      .catch(() => undefined)
      .then(async () => {
        if (this.stopping.signal.aborted) this.stopping = new AbortController();
        const before = this.current.phase;
        this.change({ phase: 'working', failure: null });
        try {
          const value = await act(before);
          if (this.current.phase === 'working') this.change({ phase: 'ready' });
          return value;
        } catch (error) {
          const failure = failureOf(error, this.stopping.signal.aborted);
          this.change({ phase: 'failed', failure });
          throw new FailureError(failure.code, failure.message, failure.advice);
        }
      });
    this.work = done.catch(() => undefined);
    return done;
  }

  private change(part: Partial<LessonStatus>): void {
    this.current = { ...this.current, ...part, nodes: part.nodes ?? this.servers?.nodes ?? [] };
    this.onStatus(this.current);
  }
}

const lineOf = (info: string, name: string): string =>
  info.split('\r\n').find((line) => line.startsWith(`${name}:`)) ?? '';

const STOPPED = ['cancelled', "The lesson's cluster was stopped.", 'Reset it to go on.'] as const;
const SERVER_MISSING = [
  'server-missing',
  'The lessons need redis-server 6.2 or later, or valkey-server, on this computer.',
  'Install one (apt install redis-server, brew install redis) and open the lessons again.',
] as const;

function failureOf(error: unknown, isStopped: boolean): Failure {
  if (error instanceof FailureError) return error.failure;
  if (isStopped) return new FailureError(...STOPPED).failure;
  const reason = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message: `The lesson's cluster failed: ${reason}`, advice: 'Reset it.' };
}
