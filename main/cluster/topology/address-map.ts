/**
 * Maps announced addresses to the addresses where nodes are reached: the user's entries, and those discovered because an
 * announced address is out of reach while another place answers with the same node id (Docker, port forwarding, NAT).
 */
import type { AddressEntry } from '../../../shared/connections/address-entry.ts';
import type { ClusterNode, NodeAddress } from '../../../shared/cluster/topology.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import { formatAddress, parseAddress, type HostPort } from '../wire/address.ts';
import type { ConnectionOptions } from '../wire/link-options.ts';
import { NodeConnection } from '../wire/node-connection.ts';
import { readReply, textOf } from '../wire/read-reply.ts';

/** Milliseconds for an announced address, or a candidate for it, to answer. */
const TIMEOUT_MS = 1500;
/** Nodes asked at once. */
const AT_ONCE = 32;
/** Milliseconds before an address is examined again: its substitute may have changed. */
const RETRY_AFTER_MS = 60_000;

export interface Discovery {
  /** Addresses that are reached elsewhere from now on. */
  found: AddressEntry[];
  /** Addresses that were reached elsewhere and answer themselves again. */
  returned: NodeAddress[];
  /** Addresses that do not answer and have no substitute. */
  missing: NodeAddress[];
}

export class AddressMap {
  /** The user's entries. */
  readonly entries: readonly AddressEntry[];
  private readonly given: ReadonlyMap<NodeAddress, HostPort>;
  private readonly found = new Map<NodeAddress, NodeAddress>();
  /** When each address was last examined. */
  private readonly examinedAt = new Map<NodeAddress, number>();

  constructor(entries: readonly AddressEntry[] = []) {
    this.entries = entries;
    this.given = new Map(
      entries.flatMap(({ announced, reached }) => {
        const place = parseAddress(reached);
        return place ? [[announced, place] as const] : [];
      }),
    );
  }

  /** Returns the place to dial for a node. Used as ConnectionOptions.reach. */
  readonly reach = (place: HostPort): HostPort => {
    const found = this.found.get(formatAddress(place.host, place.port));
    return this.byHand((found === undefined ? null : parseAddress(found)) ?? place);
  };

  /** The entries that were found, not made by the user. */
  get discovered(): AddressEntry[] {
    return [...this.found].map(([announced, reached]) => ({ announced, reached }));
  }

  /**
   * Searches for nodes that did not answer. If an address is out of reach, it tries the seeds, and the same port at the
   * seeds' hosts; the place that returns the node's id is the node. An address is examined at most once a minute, and never
   * searched for if the user made an entry for it. An aborted signal stops the search. Never rejects.
   */
  async discover(
    nodes: readonly Pick<ClusterNode, 'id' | 'address'>[],
    seeds: readonly NodeAddress[],
    connection: Omit<ConnectionOptions, 'host' | 'port'>,
    signal?: AbortSignal,
  ): Promise<Discovery> {
    const now = Date.now();
    const isDue = (address: NodeAddress) =>
      now - (this.examinedAt.get(address) ?? -Infinity) >= RETRY_AFTER_MS;
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
        this.examinedAt.set(address, now);
        const port = parseAddress(address)?.port ?? 0;
        const places = this.given.has(address)
          ? []
          : [...seeds, ...hosts.map((host) => formatAddress(host, port))];
        // All at once: a silent place takes the whole timeout.
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
    // If no place answers, the network is down and nothing is known about these addresses.
    if (answers.every((id) => id === ''))
      for (const address of discovery.missing) this.examinedAt.delete(address);
    return discovery;
  }

  /** Lets every address be examined again at once. */
  forgetExaminations(): void {
    this.examinedAt.clear();
  }

  private readonly byHand = (place: HostPort): HostPort =>
    this.given.get(formatAddress(place.host, place.port)) ?? place;
}

/** Asks CLUSTER MYID (3.0). Empty if nothing answers; `?` for an error reply, which is an answer too. */
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
