/** Where a node of the map is dialled. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { parseAddress, type HostPort } from './address.ts';
import { NoAddressError } from './errors.ts';

/** Throws a NoAddressError for a node that the cluster knows no address of. */
export function placeOf(node: NodeAddress): HostPort {
  const place = parseAddress(node);
  if (!place) throw new NoAddressError(node);
  return place;
}
