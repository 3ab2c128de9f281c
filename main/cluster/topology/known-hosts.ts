/**
 * The hosts that the user trusts with the password by connecting: the seeds and the nodes of the first map. The user is
 * notified before any host that a server names later gets the password.
 */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { Notice } from '../../../shared/session/notice.ts';
import { nodesOf } from './shard-numbers.ts';
import { formatAddress, hostOf, type HostPort } from '../wire/address.ts';

export class KnownHosts {
  private readonly hosts: Set<string>;
  private readonly onNew: (notice: Notice) => void;
  /** True with Sentinels until the first map: the user connects to whatever host they name. */
  private trusts: boolean;
  private isMapped = false;

  constructor(seeds: readonly NodeAddress[], hasSentinel: boolean, onNew: (notice: Notice) => void) {
    this.hosts = new Set(seeds.map(hostOf));
    this.trusts = hasSentinel;
    this.onNew = onNew;
  }

  /** Only the first map counts: a server may have made up a later one. */
  learn(topology: Topology): void {
    if (this.isMapped) return;
    this.isMapped = true;
    this.trusts = false;
    for (const { address } of topology.shards.flatMap(nodesOf)) this.hosts.add(hostOf(address));
  }

  /** Trusts a host that the user names. */
  trust(address: NodeAddress): void {
    this.hosts.add(hostOf(address));
  }

  /** Called before a password goes to this place. Notifies once per host. */
  readonly meet = ({ host, port }: HostPort): void => {
    if (this.hosts.has(host)) return;
    this.hosts.add(host);
    if (this.trusts) return;
    const node = formatAddress(host, port);
    this.onNew({
      tone: 'bad',
      text: `This connection’s password now also goes to ${node}: a server named this host, and it was not in the map when you connected. If you do not know it, disconnect and change the password.`,
    });
  };
}
