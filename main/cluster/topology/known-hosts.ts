/**
 * The hosts that the user chose to trust with the password by connecting: the seeds, and the nodes of the first map. Any host
 * that a server names later is told before it gets the password.
 */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { Notice } from '../../../shared/session/notice.ts';
import { nodesOf } from './shard-numbers.ts';
import { formatAddress, hostOf, type HostPort } from '../wire/address.ts';

export class KnownHosts {
  private readonly hosts: Set<string>;
  private readonly onNew: (notice: Notice) => void;
  /** Before the first map, whatever Sentinels name is what the user connects to. */
  private trusts: boolean;
  private isMapped = false;

  constructor(seeds: readonly NodeAddress[], hasSentinel: boolean, onNew: (notice: Notice) => void) {
    this.hosts = new Set(seeds.map(hostOf));
    this.trusts = hasSentinel;
    this.onNew = onNew;
  }

  /** Only the first map counts: a later one may be what a server made up. */
  learn(topology: Topology): void {
    if (this.isMapped) return;
    this.isMapped = true;
    this.trusts = false;
    for (const { address } of topology.shards.flatMap(nodesOf)) this.hosts.add(hostOf(address));
  }

  /** The user names it. */
  trust(address: NodeAddress): void {
    this.hosts.add(hostOf(address));
  }

  /** Before a password goes to this place. Each host is told once. */
  readonly meet = ({ host, port }: HostPort): void => {
    if (this.hosts.has(host)) return;
    this.hosts.add(host);
    if (this.trusts) return;
    const node = formatAddress(host, port);
    this.onNew({
      tone: 'bad',
      text: `The password of this connection now goes to ${node} as well: a server named it, and it was not in the map when you connected. If you do not know this host, disconnect and change the password.`,
    });
  };
}
