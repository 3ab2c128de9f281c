/**
 * What the cluster announces, and where it is reached: entries made by hand, and those that were found because an announced
 * address cannot be reached and another place answers with the same node's id (Docker, port forwarding, NAT).
 */
import type { AddressEntry } from '../../../shared/connections/address-entry.ts';
import type { ClusterNode, NodeAddress } from '../../../shared/cluster/topology.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import { formatAddress, parseAddress, type HostPort } from '../wire/address.ts';
import type { ConnectionOptions } from '../wire/link-options.ts';
import { NodeConnection } from '../wire/node-connection.ts';
import { readReply, textOf } from '../wire/read-reply.ts';

/** Milliseconds that an announced address, or a place in its stead, is given to answer. */
const TIMEOUT_MS = 1500;
/** Nodes asked at once. */
const AT_ONCE = 32;
/** Milliseconds before an address is looked at again: what stands in its stead may have changed. */
const AGAIN = 60_000;

export interface Discovery {
  /** What leads elsewhere from now on. */
  found: AddressEntry[];
  /** Addresses that did, and answer themselves again. */
  returned: NodeAddress[];
  /** Addresses that do not answer, and for which nothing else does. */
  missing: NodeAddress[];
}

export class AddressMap {
  /** Made by hand. */
  readonly entries: readonly AddressEntry[];
  private readonly given: ReadonlyMap<NodeAddress, HostPort>;
  private readonly found = new Map<NodeAddress, NodeAddress>();
  /** When addresses were looked at. */
  private readonly looked = new Map<NodeAddress, number>();

  constructor(entries: readonly AddressEntry[] = []) {
    this.entries = entries;
    this.given = new Map(
      entries.flatMap(({ announced, reached }) => {
        const place = parseAddress(reached);
        return place ? [[announced, place] as const] : [];
      }),
    );
  }

  /** Where a node is dialled. For ConnectionOptions.reach. */
  readonly reach = (place: HostPort): HostPort => {
    const found = this.found.get(formatAddress(place.host, place.port));
    return this.byHand((found === undefined ? null : parseAddress(found)) ?? place);
  };

  /** What was found by itself. */
  get discovered(): AddressEntry[] {
    return [...this.found].map(([announced, reached]) => ({ announced, reached }));
  }

  /**
   * Looks at nodes that did not answer: where an address cannot be reached, the seeds are tried, and its port at the seeds'
   * hosts; what answers with the node's id is the node. An address is looked at once a minute at most, and not at all
   * where an entry was made for it by hand. Once the signal is aborted no further one is looked at. Never rejects.
   */
  async discover(
    nodes: readonly Pick<ClusterNode, 'id' | 'address'>[],
    seeds: readonly NodeAddress[],
    connection: Omit<ConnectionOptions, 'host' | 'port'>,
    signal?: AbortSignal,
  ): Promise<Discovery> {
    const now = Date.now();
    const isDue = (address: NodeAddress) => now - (this.looked.get(address) ?? -Infinity) >= AGAIN;
    const waiting = nodes.filter(({ address }) => isDue(address));
    const hosts = [...new Set(seeds.flatMap((seed) => parseAddress(seed)?.host ?? []))];
    const direct = { ...connection, reach: this.byHand };
    const ids = new Map<NodeAddress, Promise<string>>();
    const idAt = (place: NodeAddress) => {
      const known = ids.get(place) ?? askId(place, direct);
      ids.set(place, known);
      return known;
    };
    const discovery: Discovery = { found: [], returned: [], missing: [] };
    const lane = async () => {
      for (let node = waiting.shift(); node && !signal?.aborted; node = waiting.shift()) {
        const { address, id } = node;
        this.looked.set(address, now);
        const port = parseAddress(address)?.port ?? 0;
        const places = this.given.has(address)
          ? []
          : [...seeds, ...hosts.map((host) => formatAddress(host, port))];
        // At once, because a place that is silent takes its time.
        const [own, ...others] = await Promise.all([address, ...places].map(idAt));
        const reached = places.find((place, i) => place !== address && others[i] === id);
        if (own !== '') {
          if (this.found.delete(address)) discovery.returned.push(address);
        } else if (reached === undefined) discovery.missing.push(address);
        else if (this.found.get(address) !== reached) {
          this.found.set(address, reached);
          discovery.found.push({ announced: address, reached });
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    const answers = await Promise.all(ids.values());
    // Nothing is reached at all: that says nothing about these addresses.
    if (answers.every((id) => id === ''))
      for (const address of discovery.missing) this.looked.delete(address);
    return discovery;
  }

  /** Addresses are looked at again when they do not answer, whenever that was done last. */
  forgetLooks(): void {
    this.looked.clear();
  }

  private readonly byHand = (place: HostPort): HostPort =>
    this.given.get(formatAddress(place.host, place.port)) ?? place;
}

/** CLUSTER MYID (3.0); empty where nothing answers. A refusal is an answer: `?`. */
async function askId(
  address: NodeAddress,
  connection: Omit<ConnectionOptions, 'host' | 'port'>,
): Promise<string> {
  const place = parseAddress(address);
  if (!place) return '';
  const node = new NodeConnection({
    own: 'panels',
    ...connection,
    ...place,
    protocol: 2,
    connectTimeout: Math.min(TIMEOUT_MS, connection.connectTimeout),
  });
  try {
    const reply = await node.send(argsOf('CLUSTER', 'MYID'), { timeout: TIMEOUT_MS });
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
