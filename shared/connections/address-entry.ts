import type { NodeAddress } from '../model.ts';

/** What the cluster announces, and where that node is reached. */
export interface AddressEntry {
  announced: NodeAddress;
  reached: NodeAddress;
}
