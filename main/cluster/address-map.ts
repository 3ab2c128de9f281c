/**
 * What the cluster announces, and where it is reached: entries made by hand, and those that were found because an announced
 * address cannot be reached and another place answers with the same node's id (Docker, port forwarding, NAT).
 */
import type { NodeAddress, Topology } from '../../shared/model.ts';
import { words } from '../../shared/resp.ts';
import { formatAddress, parseAddress, type HostPort } from './address.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { NodeConnection } from './node-connection.ts';
import { readReply, textOf } from './read-reply.ts';
import { nodesOf } from './topology.ts';

export interface AddressEntry {
  announced: NodeAddress;
  reached: NodeAddress;
}

/** Milliseconds that an announced address, or a place in its stead, is given to answer. */
const PATIENCE = 1500;
/** Nodes asked at once. */
const AT_ONCE = 16;

export class AddressMap {
  /** By announced address. */
  private readonly entries: Map<NodeAddress, HostPort>;
  private readonly found = new Map<NodeAddress, NodeAddress>();
  /** Addresses that were looked at: each once. */
  private readonly seen = new Set<NodeAddress>();

  constructor(entries: readonly AddressEntry[] = []) {
    this.entries = new Map(
      entries.flatMap(({ announced, reached }) => {
        const place = parseAddress(reached);
        return place ? [[announced, place] as const] : [];
      }),
    );
  }

  /** Where a node is dialled. For ConnectionOptions.reach. */
  readonly reach = (place: HostPort): HostPort =>
    this.entries.get(formatAddress(place.host, place.port)) ?? place;

  /** What was found by itself. */
  get discovered(): AddressEntry[] {
    return [...this.found].map(([announced, reached]) => ({ announced, reached }));
  }

  /**
   * Looks at every address of the map that has not been looked at: where it cannot be reached, the seeds are tried, and its
   * port at the seeds' hosts; what answers with the node's id is the node. True where something was found. Never rejects.
   */
  async discover(
    topology: Topology,
    seeds: readonly NodeAddress[],
    connection: Omit<ConnectionOptions, 'host' | 'port'>,
  ): Promise<boolean> {
    if (topology.kind !== 'cluster') return false;
    const waiting = topology.shards
      .flatMap(nodesOf)
      .filter(
        ({ address, health }) => health !== 'failed' && !this.seen.has(address) && !this.entries.has(address),
      );
    const hosts = [...new Set(seeds.flatMap((seed) => parseAddress(seed)?.host ?? []))];
    const before = this.found.size;
    const ids = new Map<NodeAddress, Promise<string>>();
    const idAt = (place: NodeAddress) => {
      const known = ids.get(place) ?? askId(place, connection);
      ids.set(place, known);
      return known;
    };
    const lane = async () => {
      for (let node = waiting.shift(); node; node = waiting.shift()) {
        const { address, id } = node;
        this.seen.add(address);
        // The usual case, and cheap: it was a node's own answer that gave the map.
        if (seeds.includes(address) || (await idAt(address)) !== '') continue;
        const port = parseAddress(address)?.port ?? 0;
        const places = [...seeds, ...hosts.map((host) => formatAddress(host, port))];
        for (const place of new Set(places)) {
          if (place === address || (await idAt(place)) !== id) continue;
          this.entries.set(address, parseAddress(place)!);
          this.found.set(address, place);
          break;
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    return this.found.size > before;
  }
}

/** CLUSTER MYID (3.0); empty where nothing answers. A refusal is an answer: `?`. */
async function askId(
  address: NodeAddress,
  connection: Omit<ConnectionOptions, 'host' | 'port'>,
): Promise<string> {
  const place = parseAddress(address);
  if (!place) return '';
  const node = new NodeConnection({
    ...connection,
    ...place,
    protocol: 2,
    connectTimeout: Math.min(PATIENCE, connection.connectTimeout),
  });
  try {
    const reply = await node.send(words('CLUSTER', 'MYID'), { timeout: PATIENCE });
    try {
      return textOf(readReply(reply));
    } catch {
      return '?';
    }
  } catch {
    return '';
  } finally {
    node.close();
  }
}
