/**
 * Reads the map from one node: the kind of server, its CLUSTER SHARDS or SLOTS and NODES, and the views of the others.
 */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import { hasAddress } from '../../../shared/cluster/no-address.ts';
import { CODIS } from '../../../shared/cluster/codis.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import { isDenied, numberOf, ServerError } from '../wire/read-reply.ts';
import { buildTopology, standaloneTopology } from './building.ts';
import { readCodisMap } from './codis-map.ts';
import type { Questions } from './questions.ts';
import {
  parseClusterNodes,
  parseClusterShards,
  parseClusterSlots,
  withAddresses,
  type NodeLine,
  type ShardReading,
} from './reading.ts';
import { readRole } from './role.ts';
import { sameMap } from './same-map.ts';
import { tellKind, type ServerKind } from './server-kind.ts';
import { ViewsWatch } from './views-watch.ts';

/**
 * Up to this many nodes, or else primaries, all are asked for their map and open slots; above, only the map's source
 * is.
 */
const MOST_ASKED = 64;
/** Characters of a refusal that are kept. */
const MOST_SAID = 200;

export interface MapReaderOptions {
  tls: boolean;
  /**
   * Whether replicas are asked for their views too. A program that runs one command shows none, and is faster without.
   */
  replicas: boolean;
  /** False for a node that has just refused, and must not be dialled for its own view yet. */
  mayAsk?(node: NodeAddress): boolean;
  /** These nodes were asked for their views and are silent, and no connection to them is open. */
  onSilent?(nodes: readonly NodeAddress[]): void;
}

/** The facts known when a reading begins. */
export interface ReadStart {
  readAt: number;
  cause: Topology['cause'];
  /** The map as last read. */
  before: Topology | null;
}

export class MapReader {
  /** The kind of the server that gave the map; codis gets nothing but SLOTSMAPPING from then on, another proxy PING. */
  kind: ServerKind | null = null;
  /** The node that gave the map, as the cluster names it: a seed may be another name of it. */
  self: NodeAddress = '';
  private readonly questions: Questions;
  private readonly options: MapReaderOptions;
  private readonly views: ViewsWatch;
  /** CLUSTER SHARDS came with 7.0; asked once, then remembered. */
  private hasShards = true;

  constructor(questions: Questions, options: MapReaderOptions) {
    this.questions = questions;
    this.options = options;
    this.views = new ViewsWatch(async (node) =>
      parseClusterNodes(await questions.text(node, 'CLUSTER', 'NODES'), node),
    );
  }

  /** Checks that the server answers, and returns its kind, which is asked only once. */
  async readKind(address: NodeAddress): Promise<ServerKind> {
    const known = this.kind;
    // codis passes PING to a server behind it, whose trouble is not the proxy's.
    if (known?.kind === 'proxy' && known.name === CODIS)
      await this.questions.reply(address, 'SLOTSMAPPING', '0');
    else if (known?.kind === 'proxy') await this.questions.text(address, 'PING');
    else if (known?.kind === 'standalone') await readRole(this.questions, address);
    else {
      const kind = await tellKind((...text) => this.questions.reply(address, ...text));
      // A cluster node that hangs up again and again is failing; it has not become a proxy.
      if (known && kind.kind === 'proxy') throw new Error(`${address} closes every connection`);
      return kind;
    }
    return known;
  }

  async read(address: NodeAddress, kind: ServerKind, start: ReadStart): Promise<Topology> {
    this.kind = kind;
    if (kind.kind === 'cluster') return this.readCluster(address, kind.info, start);
    if (kind.kind === 'proxy' && kind.name === CODIS) return this.readCodis(address, start);
    const role = kind.kind === 'proxy' ? 'primary' : (await readRole(this.questions, address)).role;
    return { ...this.alone(address, role, start), kind: kind.kind };
  }

  private async readCluster(address: NodeAddress, info: string | null, start: ReadStart): Promise<Topology> {
    const [shards, text] = await Promise.all([
      this.readShards(address).catch(asRefusal),
      this.questions.text(address, 'CLUSTER', 'NODES').catch(asRefusal),
    ]);
    if (shards instanceof ServerError) {
      const refusal = escapeForLine(shards.message.slice(0, MOST_SAID));
      return { ...this.alone(address, 'primary', start), kind: 'unmapped', refusal };
    }
    const nodes = withAddresses(parseClusterNodes(text instanceof ServerError ? '' : text, address), shards);
    const { replicas, mayAsk, onSilent } = this.options;
    const asked = askedFor(nodes, address, replicas).filter((node) => mayAsk?.(node) ?? true);
    const [views, reports] = await Promise.all([this.views.read(asked), this.readReports(address, nodes)]);
    onSilent?.([...views.silent].filter((node) => !this.questions.isConnected(node)));
    this.self = nodes.find((line) => line.flags.includes('myself'))?.address ?? address;
    const { before, readAt, cause } = start;
    const { readings, silent } = views;
    return buildTopology(
      { shards, nodes, views: readings, silent, reports, info, source: address, readAt, cause },
      before,
    );
  }

  private async readCodis(address: NodeAddress, start: ReadStart): Promise<Topology> {
    const { before } = start;
    const codis = readCodisMap(await this.questions.reply(address, 'SLOTSMAPPING'), before?.codis ?? null);
    const topology: Topology = { ...this.alone(address, 'primary', start), kind: 'proxy', codis };
    return { ...topology, version: (before?.version ?? 0) + (before && sameMap(before, topology) ? 0 : 1) };
  }

  /** The map of a single server. */
  private alone(
    address: NodeAddress,
    role: 'primary' | 'replica',
    { readAt, cause, before }: ReadStart,
  ): Topology {
    this.self = address;
    return { ...standaloneTopology(address, role, readAt, [], before), cause };
  }

  private async readShards(address: NodeAddress): Promise<ShardReading[]> {
    if (this.hasShards) {
      try {
        const shards = await this.questions.reply(address, 'CLUSTER', 'SHARDS');
        return parseClusterShards(shards, address, this.options.tls);
      } catch (error) {
        if (!(error instanceof ServerError)) throw error;
        if (!isDenied(error)) this.hasShards = false;
      }
    }
    return parseClusterSlots(await this.questions.reply(address, 'CLUSTER', 'SLOTS'), address);
  }

  /** How many nodes report each unhealthy node as unreachable, by id (CLUSTER COUNT-FAILURE-REPORTS, 3.0). */
  private async readReports(address: NodeAddress, nodes: readonly NodeLine[]): Promise<Map<string, number>> {
    const reports = new Map<string, number>();
    const ask = async (id: string) => {
      const reply = await this.questions.reply(address, 'CLUSTER', 'COUNT-FAILURE-REPORTS', id);
      const count = numberOf(reply);
      if (Number.isSafeInteger(count) && count > 0) reports.set(id, count);
    };
    const inTrouble = nodes.filter(isInTrouble).slice(0, MOST_ASKED);
    // This is only a metric: the map does not wait for a refusal to be explained.
    await Promise.allSettled(inTrouble.map((line) => ask(line.id)));
    return reports;
  }
}

/** For catch(): a refusal to the user is an answer as well. */
function asRefusal(error: unknown): ServerError {
  if (isDenied(error)) return error;
  throw error;
}

const isInTrouble = (line: NodeLine) => line.flags.includes('fail') || line.flags.includes('fail?');

/** The nodes to ask for their views besides the source: healthy ones of all nodes, or of the primaries with slots. */
function askedFor(nodes: readonly NodeLine[], source: NodeAddress, replicas: boolean): NodeAddress[] {
  const known = nodes.filter((line) => !line.flags.includes('handshake') && hasAddress(line.address));
  const primaries = known.filter((line) => line.slots.length > 0);
  const few = primaries.length <= MOST_ASKED ? primaries : [];
  const chosen = replicas && known.length <= MOST_ASKED ? known : few;
  return (
    chosen
      // Includes the source if it is announced by another name, since that name may be out of reach.
      .filter((line) => !isInTrouble(line) && line.address !== source)
      .map((line) => line.address)
  );
}
