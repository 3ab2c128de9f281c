import type { NodeAddress } from '../cluster/topology.ts';

/** What the cluster announces, and where that node is reached. */
export interface AddressEntry {
  announced: NodeAddress;
  reached: NodeAddress;
}
