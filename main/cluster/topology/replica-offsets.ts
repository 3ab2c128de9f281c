/** How far replicas are by their primary's account: `slave0:ip=127.0.0.1,port=7001,state=online,offset=1,lag=0` of INFO. Pure. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { parseAddress } from '../wire/address.ts';

/** Lines that are read at most. */
const MOST = 100;

/**
 * The offset that a primary's INFO gives for each of `replicas`. One that is announced by another name than the primary
 * sees is known by its port, where no other of them has it.
 */
export function replicaOffsets(
  info: ReadonlyMap<string, string>,
  replicas: readonly NodeAddress[],
): Map<NodeAddress, number> {
  const byAddress = new Map<string, number>();
  const byPort = new Map<string, number[]>();
  const lines = [...info].filter(([name]) => /^slave\d+$/.test(name)).slice(0, MOST);
  for (const [, line] of lines) {
    const parts = new Map(line.split(',').map((part) => part.split('=', 2) as [string, string]));
    const offset = Number(parts.get('offset') || NaN);
    if (!Number.isSafeInteger(offset)) continue;
    const port = parts.get('port') ?? '';
    byAddress.set(`${parts.get('ip')}:${port}`, offset);
    byPort.set(port, [...(byPort.get(port) ?? []), offset]);
  }
  const offsets = new Map<NodeAddress, number>();
  for (const address of replicas) {
    const same = byPort.get(String(parseAddress(address)?.port)) ?? [];
    const offset = byAddress.get(address) ?? (same.length === 1 ? same[0] : undefined);
    if (offset !== undefined) offsets.set(address, offset);
  }
  return offsets;
}
