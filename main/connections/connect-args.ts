/** The arguments of `connect HOST PORT`. Pure. */
import { formatAddress, isHost, parseAddress } from '../cluster/wire/address.ts';
import type { NodeAddress } from '../../shared/cluster/topology.ts';
import { latin1 } from '../../shared/resp/resp.ts';

export function readPlace(args: readonly Uint8Array[]): { address: NodeAddress } | { problem: string } {
  const host = latin1(args[1]!).replace(/^\[(.*)\]$/, '$1');
  const port = latin1(args[2]!);
  if (!isHost(host)) return { problem: 'Invalid server host.' };
  const address = formatAddress(host, /^\d{1,5}$/.test(port) ? Number(port) : 0);
  return parseAddress(address) ? { address } : { problem: 'Invalid server port.' };
}
