/** Keeps the map of the cluster: reads it from any node that answers, on a timer, on MOVED, on a lost node. */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import { nodesOf } from './shard-numbers.ts';
import { buildTopology, standaloneTopology } from './building.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import { hasAddress } from '../../../shared/cluster/no-address.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import { formatAddress, parseAddress } from '../wire/address.ts';
import { BackOff } from '../wire/back-off.ts';
import { ConnectionError } from '../wire/errors.ts';
import { firstAnswer } from '../wire/first-answer.ts';
import type { NodePool } from '../wire/node-pool.ts';
import {
  parseClusterNodes,
  parseClusterShards,
  parseClusterSlots,
  withAddresses,
  type NodeLine,
  type ShardReading,
} from './reading.ts';
import { infoFields, isDenied, numberOf, readReply, ServerError, textOf } from '../wire/read-reply.ts';
import { readHello, tellKind, type ServerKind } from './server-kind.ts';
import { ViewsWatch } from './views-watch.ts';

/** Milliseconds a node may take to answer a question about the map. */
const TIMEOUT_MS = 2000;
/** Every node is asked for its own map and open slots up to this many, or every primary; beyond, only the one that gave the map. */
const ASKED = 64;
/** Nodes that are dialled at most in one try while none answers. */
const TRIED = 16;
/** Milliseconds between two tries at least, whoever asks for them, while none answers. */
const APART = 500;
/** Milliseconds after which Sentinels are asked again though the master answers: it may be cut off from them. */
const RECHECK = 10_000;
/** Bytes of one answer about the map that are looked into: more than 20,000 nodes need, and less than half a second's work. */
const MOST_BYTES = 8 * 2 ** 20;
/** Milliseconds between two readings while a command waits for what the map will say, and those for each node. */
const ATTENDED = 100;
const ATTENDED_EACH = 2;
/** Characters of a refusal that are kept. */
const MOST_SAID = 200;
/** Replicas taken from one INFO at most. */
const REPLICAS = 100;

export interface TopologyWatchOptions {
  pool: NodePool;
  seeds: readonly NodeAddress[];
  tls: boolean;
  /** Whether replicas are asked for their views too. A program that runs one command shows none, and is quicker without. */
  replicas: boolean;
  /** Asks Sentinels where the master is; the seeds are of no account then. Rejects with a FailureError. */
  findMaster?: (() => Promise<NodeAddress>) | undefined;
  /** False for a node that has just refused and is not to be dialled for its own view yet. */
  mayAsk?(node: NodeAddress): boolean;
  /** These nodes were asked for their views and are silent, and no connection to them is open. */
  onSilent?(nodes: readonly NodeAddress[]): void;
  onTopology(topology: Topology): void;
  /** No node answered. Called again at every further try that fails. */
  onLost(error: unknown): void;
}

export class TopologyWatch {
  topology: Topology | null = null;
  /** Of the server that gave the map; a proxy is asked for nothing but PING from then on. */
  kind: ServerKind | null = null;
  private running: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;
  /** How many wait for what the map will say. */
  private attending = 0;
  private readonly backOff = new BackOff();
  /** When the last try ended without an answer, by performance.now(). */
  private failedAt = -Infinity;
  /** How often the nodes were gone through. */
  private tries = 0;
  /** The node that gave the map, as the cluster names it: a seed may be another name of it. */
  private self: NodeAddress = '';
  private foundMasterAt = -Infinity;
  /** CLUSTER SHARDS came with 7.0; asked once, then remembered. */
  private hasShards = true;
  /** What the user may not ask, by node and question; asked again when the user asks, or logs in. */
  private readonly denied = new Map<string, ServerError>();
  private readonly options: TopologyWatchOptions;
  private readonly views = new ViewsWatch(async (node) =>
    parseClusterNodes(await this.ask(node, 'CLUSTER', 'NODES'), node),
  );

  constructor(options: TopologyWatchOptions) {
    this.options = options;
  }

  /**
   * Reads the map now; a call during a read waits for that one. While no node answers, tries are apart (BackOff): only
   * `asked` tries at once, the others leave it to the next try. Never rejects.
   */
  refresh(cause: Topology['cause']): Promise<void> {
    if (cause === 'asked') {
      this.backOff.reset();
      this.denied.clear();
    } else if (!this.running && this.backOff.isOn && cause !== 'timer') return Promise.resolve();
    this.running ??= this.read(cause)
      // A socket that ended is not yet a node that does not answer: each is asked once more, on another one.
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

  /** Where no node answers, the waits begin anew: the next try is half a second after the last one at most. */
  hurry(): void {
    if (!this.backOff.isOn || this.running) return;
    this.backOff.reset();
    // It is still on: what failed has not been tried since.
    this.pause(Math.max(0, this.failedAt + Math.min(APART, this.backOff.next()) - performance.now()));
  }

  /** Reads the map for the first time; rejects with what a seed said where none answers. */
  async start(): Promise<void> {
    await this.read('connect');
    this.pause(this.interval);
  }

  stop(): void {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
  }

  /** Nodes of the map, those in health first, then the seeds. */
  candidates(): NodeAddress[] {
    const nodes = this.topology?.shards.flatMap(nodesOf) ?? [];
    const good = nodes.filter((n) => n.health === 'online').map((n) => n.address);
    const source = this.topology && good.includes(this.self) ? [this.topology.source] : [];
    const order = [...source, ...good, ...this.options.seeds, ...nodes.map((n) => n.address)];
    return [...new Set(order.filter(hasAddress))];
  }

  /** Reads the map often, until the answer is called: a command waits for a change. */
  attend(): () => void {
    this.attending++;
    if (!this.running && !this.backOff.isOn) this.pause(this.interval);
    return () => void this.attending--;
  }

  /** Milliseconds between two readings while nodes answer. */
  private get interval(): number {
    const count = this.topology?.shards.reduce((sum, shard) => sum + nodesOf(shard).length, 0) ?? 0;
    if (this.attending > 0) return Math.max(ATTENDED, count * ATTENDED_EACH);
    return Math.max(2000, count * 20);
  }

  private pause(milliseconds: number): void {
    if (this.timer) clearTimeout(this.timer);
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.refresh('timer'), milliseconds);
    this.timer.unref();
  }

  private async read(cause: Topology['cause']): Promise<void> {
    const topology = this.options.findMaster
      ? await this.readMaster(this.options.findMaster, cause)
      : await this.readAny(cause);
    if (this.stopped) return;
    this.topology = topology;
    this.options.onTopology(topology);
  }

  private async readAny(cause: Topology['cause']): Promise<Topology> {
    const readAt = Date.now();
    let order = this.nextTried();
    for (;;) {
      const first = await firstAnswer(order, (address) => this.readKind(address));
      try {
        return await this.readFrom(first.from, first.answer, readAt, cause);
      } catch (error) {
        order = order.filter((address) => address !== first.from);
        if (this.stopped || order.length === 0) throw error;
      }
    }
  }

  /** Of many candidates the likeliest and some of the seeds, and others each time. */
  private nextTried(): NodeAddress[] {
    const all = this.candidates();
    if (all.length <= TRIED) return all;
    const [seeds, known] = [this.options.seeds.slice(0, TRIED / 4), all.slice(1)];
    const from = (this.tries++ * (TRIED / 2)) % known.length;
    const some = [...known.slice(from), ...known.slice(0, from)].slice(0, TRIED / 2);
    return [...new Set([all[0]!, ...some, ...seeds])];
  }

  /** What answers there, and that it answers; what it is, is not asked again. */
  private async readKind(address: NodeAddress): Promise<ServerKind> {
    const known = this.kind;
    if (known?.kind === 'proxy') await this.ask(address, 'PING');
    else if (known?.kind === 'standalone') await this.readRole(address);
    else {
      const kind = await tellKind((...text) => this.question(address, ...text));
      // A node of a cluster that hangs up again and again fails; it has not become a proxy.
      if (known && kind.kind === 'proxy') throw new Error(`${address} closes every connection`);
      return kind;
    }
    return known;
  }

  private async readFrom(
    address: NodeAddress,
    kind: ServerKind,
    readAt: number,
    cause: Topology['cause'],
  ): Promise<Topology> {
    this.kind = kind;
    if (kind.kind !== 'cluster') {
      const role = kind.kind === 'proxy' ? 'primary' : (await this.readRole(address)).role;
      this.self = address;
      const topology = standaloneTopology(address, role, readAt, [], this.topology);
      return { ...topology, kind: kind.kind, cause };
    }
    const { info } = kind;
    const [shards, text] = await Promise.all([
      this.readShards(address).catch(asRefusal),
      this.ask(address, 'CLUSTER', 'NODES').catch(asRefusal),
    ]);
    if (shards instanceof ServerError) {
      this.self = address;
      const topology = standaloneTopology(address, 'primary', readAt, [], this.topology);
      return {
        ...topology,
        kind: 'unmapped',
        refusal: escapeForLine(shards.message.slice(0, MOST_SAID)),
        cause,
      };
    }
    const nodes = withAddresses(parseClusterNodes(text instanceof ServerError ? '' : text, address), shards);
    const { replicas, mayAsk, onSilent, pool } = this.options;
    const asked = askedFor(nodes, address, replicas).filter((node) => mayAsk?.(node) ?? true);
    const [views, reports] = await Promise.all([this.views.read(asked), this.readReports(address, nodes)]);
    onSilent?.([...views.silent].filter((node) => pool.get(node).state !== 'ready'));
    this.self = nodes.find((line) => line.flags.includes('myself'))?.address ?? address;
    return buildTopology(
      {
        shards,
        nodes,
        views: views.readings,
        silent: views.silent,
        reports,
        info,
        source: address,
        readAt,
        cause,
      },
      this.topology,
    );
  }

  private async readShards(address: NodeAddress): Promise<ShardReading[]> {
    if (this.hasShards) {
      try {
        return parseClusterShards(
          await this.question(address, 'CLUSTER', 'SHARDS'),
          address,
          this.options.tls,
        );
      } catch (error) {
        if (!(error instanceof ServerError)) throw error;
        if (!isDenied(error)) this.hasShards = false;
      }
    }
    return parseClusterSlots(await this.question(address, 'CLUSTER', 'SLOTS'), address);
  }

  /** Who else holds the nodes in trouble for unreachable, by id (CLUSTER COUNT-FAILURE-REPORTS, 3.0). */
  private async readReports(address: NodeAddress, nodes: readonly NodeLine[]): Promise<Map<string, number>> {
    const reports = new Map<string, number>();
    const ask = async (id: string) => {
      const count = numberOf(await this.question(address, 'CLUSTER', 'COUNT-FAILURE-REPORTS', id));
      if (Number.isSafeInteger(count) && count > 0) reports.set(id, count);
    };
    // A figure more or less; the map does not wait for a refusal to be explained.
    await Promise.allSettled(
      nodes
        .filter(isInTrouble)
        .slice(0, ASKED)
        .map((line) => ask(line.id)),
    );
    return reports;
  }

  /** The master's map while it answers as one; otherwise that of the server that Sentinels name. */
  private async readMaster(
    findMaster: () => Promise<NodeAddress>,
    cause: Topology['cause'],
  ): Promise<Topology> {
    const read = async (address: NodeAddress): Promise<Topology> => {
      const readAt = Date.now();
      const { role, replicas } = await this.readRole(address);
      if (role === 'replica') throw new Error(`${address} is a replica now`);
      this.self = address;
      return { ...standaloneTopology(address, role, readAt, replicas, this.topology), cause };
    };
    const known = this.topology?.source;
    const current = known === undefined ? null : await read(known).catch(() => null);
    const isDue = performance.now() - this.foundMasterAt >= RECHECK;
    if (current && !isDue) return current;
    try {
      const master = await findMaster();
      this.foundMasterAt = performance.now();
      return master === known && current ? current : await read(master);
    } catch (error) {
      // Sentinels that are all gone are no reason to leave a master that answers.
      if (!current) throw error;
      this.foundMasterAt = performance.now();
      return current;
    }
  }

  private async readRole(
    address: NodeAddress,
  ): Promise<{ role: 'primary' | 'replica'; replicas: { address: NodeAddress; online: boolean }[] }> {
    try {
      const fields = infoFields(await this.ask(address, 'INFO', 'replication'));
      const role = fields.get('role') === 'slave' ? 'replica' : 'primary';
      return { role, replicas: role === 'primary' ? replicasOf(fields) : [] };
    } catch (error) {
      if (isDenied(error)) {
        const role = textOf((await this.hello(address)).get('role'));
        return { role: role === 'replica' || role === 'slave' ? 'replica' : 'primary', replicas: [] };
      }
      // A proxy without INFO is still a server one can talk to; one that wants a login is not.
      if (!(error instanceof ServerError) || /^(NOAUTH|WRONGPASS)/.test(error.message)) throw error;
      return { role: 'primary', replicas: [] };
    }
  }

  private hello(address: NodeAddress) {
    return readHello((...text) => this.question(address, ...text));
  }

  /** Rejects with the refusal of before where the user may not ask: each further question would be an entry in ACL LOG. */
  private async question(address: NodeAddress, ...text: string[]) {
    const question = [address, ...text.slice(0, 2)].join(' ');
    const refusal = this.denied.get(question);
    if (refusal) throw refusal;
    try {
      const reply = await this.options.pool.get(address).send(argsOf(...text), { timeout: TIMEOUT_MS });
      if (reply.bytes > MOST_BYTES)
        throw new Error(`its answer to ${text.join(' ')} has more than ${MOST_BYTES / 2 ** 20} MB`);
      return readReply(reply);
    } catch (error) {
      if (isDenied(error)) this.denied.set(question, error);
      throw error;
    }
  }

  private async ask(address: NodeAddress, ...text: string[]): Promise<string> {
    return textOf(await this.question(address, ...text));
  }
}

/** For catch(): that the user may not ask is an answer as well. */
function asRefusal(error: unknown): ServerError {
  if (isDenied(error)) return error;
  throw error;
}

/** `slave0:ip=127.0.0.1,port=7001,state=online,offset=1,lag=0`. */
function replicasOf(fields: ReadonlyMap<string, string>): { address: NodeAddress; online: boolean }[] {
  const lines = [...fields].filter(([name]) => /^slave\d+$/.test(name)).slice(0, REPLICAS);
  return lines.flatMap(([, line]) => {
    const parts = new Map(line.split(',').map((part) => part.split('=', 2) as [string, string]));
    const address = formatAddress(parts.get('ip') ?? '', Number(parts.get('port')));
    return parseAddress(address) ? [{ address, online: parts.get('state') === 'online' }] : [];
  });
}

const isLost = (error: unknown) => error instanceof ConnectionError && error.kind === 'lost';

const isInTrouble = (line: NodeLine) => line.flags.includes('fail') || line.flags.includes('fail?');

/** Whose views are asked besides the source's own: those in health, of all nodes, or of the primaries with slots. */
function askedFor(nodes: readonly NodeLine[], source: NodeAddress, replicas: boolean): NodeAddress[] {
  const known = nodes.filter((line) => !line.flags.includes('handshake') && hasAddress(line.address));
  const primaries = known.filter((line) => line.slots.length > 0);
  const chosen = replicas && known.length <= ASKED ? known : primaries.length <= ASKED ? primaries : [];
  return (
    chosen
      // The source, too, where it is announced by another name: whether that can be reached is not known yet.
      .filter((line) => !isInTrouble(line) && line.address !== source)
      .map((line) => line.address)
  );
}
