/** Count and keys of one slot from who has them, and what a node says of keys (TYPE, PTTL, MEMORY USAGE, OBJECT ENCODING). */
import type { KeyFacts, SlotDetail, SlotPart } from '../../shared/slot-model.ts';
import { words as asWords } from '../../shared/resp.ts';
import type { Cluster } from './cluster.ts';
import { FailureError } from './failure.ts';
import { itemsOf, numberOf, readReply } from './read-reply.ts';

/** Milliseconds a panel's question may take. */
const PATIENCE = 5000;

/** Count and first `limit` keys of a slot, asked of its owner. */
export async function readSlotKeys(cluster: Cluster, slot: number, limit: number): Promise<SlotDetail> {
  const node = cluster.cache.owner(slot);
  if (!node)
    throw new FailureError(
      'no-owner',
      `No node owns slot ${slot}.`,
      'Assign it with CLUSTER ADDSLOTS, or bring its shard back.',
    );
  const start = performance.now();
  const ask = (...text: string[]) =>
    cluster
      .probe(node)
      .send(asWords(...text), { timeout: PATIENCE })
      .then(readReply);
  try {
    const [count, keys] = await Promise.all([
      ask('CLUSTER', 'COUNTKEYSINSLOT', String(slot)),
      limit > 0 ? ask('CLUSTER', 'GETKEYSINSLOT', String(slot), String(limit)) : null,
    ]);
    const part: SlotPart = {
      node,
      shard: cluster.shardOf(node),
      role: 'owner',
      count: numberOf(count),
      keys: itemsOf(keys ?? undefined).flatMap((key) => (key.type === 'string' ? [key.bytes.slice()] : [])),
      problem: '',
    };
    return { slot, parts: [part], milliseconds: performance.now() - start };
  } catch (error) {
    void cluster.refresh('node lost');
    const text = error instanceof Error ? error.message : String(error);
    throw new FailureError(
      'unreachable',
      `${node} did not answer for slot ${slot}: ${text}.`,
      'Try again when the shard is back.',
    );
  }
}

/** What `node` says of keys of one slot, in their order. `role` target: each question goes with ASKING. */
export function readKeyFacts(
  _cluster: Cluster,
  _question: { slot: number; node: string; role: SlotPart['role']; keys: Uint8Array[] },
): Promise<KeyFacts[]> {
  throw new FailureError('internal', 'Not there yet.', '');
}
