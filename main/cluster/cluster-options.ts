/** How a cluster is reached, and how it is labelled. */
import type { NodeAddress } from '../../shared/cluster/topology.ts';
import type { Environment } from '../../shared/session/session.ts';
import type { AddressMap } from './topology/address-map.ts';
import type { SentinelSeeds } from './topology/sentinel.ts';
import type { ConnectionOptions } from './wire/link-options.ts';

export interface ClusterOptions {
  label: string;
  environment: Environment;
  readOnly: boolean;
  seeds: readonly NodeAddress[];
  connection: Omit<ConnectionOptions, 'host' | 'port'>;
  /** Maps addresses, in place of `connection.reach`. If omitted, a map without entries that only finds addresses itself. */
  addressMap?: AddressMap;
  /** The server is the master that these Sentinels name, and the seeds are ignored. */
  sentinel?: SentinelSeeds;
}
