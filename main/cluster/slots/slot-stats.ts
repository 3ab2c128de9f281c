/** Reads CLUSTER SLOT-STATS (Valkey 8.0, Redis 8.2) from every primary. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import { SLOT_METRICS, type SlotStats } from '../../../shared/slots/slot-model.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import type { Cluster } from '../cluster.ts';
import { FailureError } from '../../../shared/failure.ts';
import { readReply, ServerError } from '../wire/read-reply.ts';
import { takeStats } from '../wire/slot-stats-reply.ts';
import { primariesOf } from '../topology/building.ts';
import { unmappedFailure } from '../topology/unmapped.ts';

/** Milliseconds for one reply, which has a line for each slot of the node. */
const TIMEOUT_MS = 5000;
const QUESTION = argsOf('CLUSTER', 'SLOT-STATS', 'SLOTSRANGE', '0', String(SLOT_COUNT - 1));

/**
 * Returns the statistics of all slots; `supported` is false if no node knows the command. Rejects with a FailureError:
 * `bad-argument` for a server without slots, `unreachable` if no node answers.
 */
export async function readSlotStats(cluster: Cluster): Promise<SlotStats> {
  if (cluster.topology?.kind === 'unmapped')
    throw unmappedFailure('Cannot read slot statistics', cluster.topology);
  if (cluster.topology?.kind !== 'cluster')
    throw new FailureError(
      'bad-argument',
      'This server is not in a cluster, so it has no slot statistics.',
      'Connect to a cluster node.',
    );
  const stats: SlotStats = { supported: true, note: '', metrics: {}, at: 0 };
  const unknown: NodeAddress[] = [];
  const refused: string[] = [];
  let answered = 0;
  const nodes = primariesOf(cluster.topology).filter((node) => cluster.shardOf(node) !== null);
  await Promise.all(
    nodes.map(async (node) => {
      try {
        const reply = readReply(await cluster.probe(node).send(QUESTION, { timeout: TIMEOUT_MS }));
        takeStats(reply, stats.metrics, (slot) => cluster.cache.owner(slot) === node);
        answered++;
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        if (error instanceof ServerError && /unknown (sub)?command/i.test(text)) unknown.push(node);
        else refused.push(`${node}: ${text.slice(0, 200)}`);
      }
    }),
  );
  stats.at = Date.now();
  if (answered === 0 && unknown.length === 0)
    throw new FailureError(
      'unreachable',
      `No primary answered CLUSTER SLOT-STATS: ${refused[0] ?? 'there is none'}.`,
      'Try again when the shards are back. If it was refused, the user needs the permission +cluster|slot-stats.',
    );
  stats.supported = answered > 0;
  stats.note = stats.supported ? noteOf(stats, unknown, refused) : unsupported(cluster.server.name);
  return stats;
}

const unsupported = (server: string) =>
  `CLUSTER SLOT-STATS needs Valkey 8.0 or Redis 8.2${server ? `; ${server} does not know it` : ''}.`;

function noteOf({ metrics }: SlotStats, unknown: readonly NodeAddress[], refused: readonly string[]): string {
  const messages: string[] = [];
  const given = SLOT_METRICS.filter((metric) => metrics[metric]);
  if (given.length === 1 && given[0] === 'key-count')
    messages.push(
      'The servers only count keys. CONFIG SET cluster-slot-stats-enabled yes adds CPU time and network traffic.',
    );
  if (unknown.length > 0) messages.push(`These nodes do not know the command: ${unknown.join(', ')}.`);
  if (refused.length > 0) messages.push(`These nodes returned no statistics: ${refused.join('; ')}.`);
  return messages.join(' ');
}
