/** Opens a socket to a node and logs in, for what speaks to it without a client library. */
import type { Duplex } from 'node:stream';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { parseAddress } from './address.ts';
import { socketWords } from './connect-failure.ts';
import { openSocket } from './dial.ts';
import { ConnectionError, NoAddressError } from './errors.ts';
import type { PoolSettings } from './node-pool.ts';
import { silenceTimer } from './silence-timer.ts';

/** Nothing is sent. Rejects with a ConnectionError. */
export async function dialNode(settings: PoolSettings, node: NodeAddress): Promise<Duplex> {
  const place = parseAddress(node);
  if (!place) throw new NoAddressError(node);
  const { reach, family = 0, tls, dial, connectTimeout } = settings;
  const transport = { place: reach?.(place) ?? place, name: place.host, family, tls, dial };
  const abort = new AbortController();
  const stop = silenceTimer(connectTimeout, () => abort.abort());
  try {
    return await openSocket(transport, abort.signal);
  } catch (error) {
    if (error instanceof ConnectionError) throw error;
    const words = abort.signal.aborted
      ? `no answer within ${connectTimeout} ms`
      : socketWords(error as Error);
    throw new ConnectionError('unreachable', words, false);
  } finally {
    stop();
  }
}

/** The words of AUTH; null if no password is set. `onLogin` is called with the node's place first. */
export function loginWords(
  { username, password, onLogin }: PoolSettings,
  node: NodeAddress,
): string[] | null {
  if (!password) return null;
  onLogin?.(parseAddress(node)!);
  return ['AUTH', ...(username ? [username] : []), password];
}
