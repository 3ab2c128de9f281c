/** The host and port of a node in the map. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { parseAddress, type HostPort } from './address.ts';
import { NoAddressError } from './errors.ts';

/** Throws a NoAddressError if the cluster knows no address of the node. */
export function placeOf(node: NodeAddress): HostPort {
  const place = parseAddress(node);
  if (!place) throw new NoAddressError(node);
  return place;
}
