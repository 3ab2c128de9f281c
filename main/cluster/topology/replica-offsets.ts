/** Replica offsets as the primary reports them: `slave0:ip=127.0.0.1,port=7001,state=online,offset=1,lag=0` in INFO. Pure. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { parseAddress } from '../wire/address.ts';

/** Lines read at most. */
const MAX_LINES = 100;

/**
 * Returns the offset of each replica in its primary's INFO. A replica that is announced under another name than the primary
 * sees is matched by its port, if no other replica has the same port.
 */
export function replicaOffsets(
  info: ReadonlyMap<string, string>,
  replicas: readonly NodeAddress[],
): Map<NodeAddress, number> {
  const byAddress = new Map<string, number>();
  const byPort = new Map<string, number[]>();
  const lines = [...info].filter(([name]) => /^slave\d+$/.test(name)).slice(0, MAX_LINES);
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
