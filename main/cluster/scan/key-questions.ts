/** Questions about keys that a node of the cluster has listed. */
import { FailureError } from '../../../shared/failure.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { decode, latin1, type Reply } from '../../../shared/resp/resp.ts';
import type { ListedKey } from './key-listing.ts';
import type { NodePool } from '../wire/node-pool.ts';
import { joinFrame } from '../wire/raw-reply.ts';

/** Milliseconds for one answer. */
const TIMEOUT_MS = 15_000;
/** The key has moved, or cannot be asked about now. */
const PASSING = /^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN|LOADING|MASTERDOWN|BUSY) ?/;

/**
 * Asks about each key, all at once. Keys without arguments are left out with null. Those that are to be listed again are put
 * into `moved`, with null as well. Rejects with a FailureError if the server refuses the question.
 */
export async function askAbout(
  pool: NodePool,
  node: NodeAddress,
  keys: readonly ListedKey[],
  argsFor: (listed: ListedKey, i: number) => readonly Uint8Array[] | null,
  moved: ListedKey[],
): Promise<(Reply | null)[]> {
  const connection = pool.get(node);
  return Promise.all(
    keys.map(async (listed, i) => {
      const args = argsFor(listed, i);
      if (args === null) return null;
      const frame = await connection.send(args, { timeout: TIMEOUT_MS }).catch(() => null);
      const reply = frame && decode(joinFrame(frame));
      const isPassing = reply === null || (reply.type === 'error' && PASSING.test(latin1(reply.bytes)));
      if (isPassing) {
        moved.push(listed);
        return null;
      }
      if (reply.type === 'error' && /^(NOPERM|NOAUTH|ERR unknown)/.test(latin1(reply.bytes)))
        throw new FailureError('refused', `${node}: ${latin1(reply.bytes)}`, '');
      return reply;
    }),
  );
}
