import type { NodeAddress } from '../cluster/topology.ts';

/** An address that the cluster announces, and where that node is reached. */
export interface AddressEntry {
  announced: NodeAddress;
  reached: NodeAddress;
}
