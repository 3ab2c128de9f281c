/** Builds the answer to a split command from the outcomes of its parts. */
import { lowerWord } from '../../../shared/resp/resp.ts';
import type { Cluster } from '../cluster.ts';
import type { Outcome } from '../routing/redirect.ts';
import { mergeParts, type Part } from '../routing/split.ts';
import { isError } from '../wire/raw-reply.ts';
import { fateAtCodis } from '../../../shared/cluster/codis.ts';
import type { Answered } from './report.ts';

export function joinParts(
  cluster: Cluster,
  args: readonly Uint8Array[],
  parts: readonly Part[],
  outcomes: readonly Outcome[],
): Answered {
  const parted = parts.map((part, i) => {
    const { hops, node, reply, failure } = outcomes[i]!;
    const last = hops.at(-1);
    return {
      slot: part.slot,
      node: node ?? last?.node ?? null,
      shard: cluster.topology?.codis
        ? cluster.shardOfSlot(part.slot)
        : cluster.shardOf(node ?? last?.node ?? null),
      keys: part.places.length,
      problem: failure?.message ?? (reply && isError(reply) ? last!.detail : ''),
      unknownFate:
        failure?.code === 'unknown-fate' ||
        failure?.code === 'cancelled' ||
        (last?.outcome === 'error' && fateAtCodis(last.detail, part.args, part.places.length) === 'unknown'),
    };
  });
  // Behind codis it never was.
  const isAtomic = lowerWord(args[0]) === 'mset' && parts.length > 1 && !cluster.topology?.codis;
  const replies = outcomes.map(({ reply }) => reply);
  return {
    hops: outcomes.flatMap(({ hops }) => hops),
    node: null,
    reply: mergeParts(args, parts, replies),
    failure: null,
    extra: {
      routedBy: 'split',
      parts: parted,
      note: isAtomic ? 'no longer atomic: one MSET a slot' : '',
    },
  };
}
