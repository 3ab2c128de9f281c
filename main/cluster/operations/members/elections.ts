/**
 * When a replica may be told to take over. A server counts the votes of its last election for two node timeouts, and holds no new
 * election before four (clusterHandleSlaveFailover). Seen on Redis 7.0.15: a primary that had become a replica and was told
 * within that time to take over won at once by the old votes and with their epoch, took writes, gave back to the primary with the
 * higher epoch 80 ms later, and lost them. On Redis 8.0 nothing happened. Valkey 8.1 and 9.1 hold a new election.
 */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { itemsOf, textOf } from '../../wire/read-reply.ts';
import type { NodeReading } from '../reading/cluster-reading.ts';
import type { OperationNodes } from '../reading/nodes.ts';

const NEW_ELECTIONS = /^Valkey (8\.[1-9]|9\.|[1-9]\d)/;
const NODE_TIMEOUTS = 4;
const DEFAULT_TIMEOUT_MS = 15_000;
/** Servers take no shorter time for an election. */
const MIN_TIMEOUT_MS = 1000;
/** Ages are told in whole seconds. */
const ROUNDING_MS = 1000;

/** Whether votes of an earlier election may count for it; null if it does not say. */
export function mayHaveOldVotes({ clusterInfo, server }: NodeReading): boolean | null {
  if (NEW_ELECTIONS.test(server)) return false;
  const sent = clusterInfo.get('cluster_stats_messages_auth-req_sent');
  // The counter is missing while it is 0.
  if (sent === undefined) return clusterInfo.has('cluster_stats_messages_sent') ? false : null;
  return sent !== '0';
}

/** Milliseconds until a new election is certain to be held; 0 if one can be held now. */
export async function msToNextElection(nodes: OperationNodes, replica: NodeReading): Promise<number> {
  if (mayHaveOldVotes(replica) === false) return 0;
  const { address } = replica;
  const [timeout, age] = await Promise.all([nodeTimeoutOf(nodes, address), replicaForMs(nodes, replica)]);
  return Math.max(0, NODE_TIMEOUTS * Math.max(timeout, MIN_TIMEOUT_MS) + ROUNDING_MS - age);
}

async function nodeTimeoutOf(nodes: OperationNodes, node: NodeAddress): Promise<number> {
  const answer = await nodes.ask(node, ['CONFIG', 'GET', 'cluster-node-timeout']);
  const text = answer.kind === 'reply' ? textOf(itemsOf(answer.reply)[1]) : '';
  return /^\d+$/.test(text) ? Number(text) : DEFAULT_TIMEOUT_MS;
}

/** How long it has been a replica at least: the age of its link to its primary, or the time that this is down. */
async function replicaForMs(nodes: OperationNodes, { address, info }: NodeReading): Promise<number> {
  const answer = await nodes.ask(address, ['CLIENT', 'LIST', 'TYPE', 'master']);
  const link = answer.kind === 'reply' ? / age=(\d+) /.exec(textOf(answer.reply))?.[1] : undefined;
  return Number(link ?? /^\d+$/.exec(info.get('master_link_down_since_seconds') ?? '')?.[0] ?? 0) * 1000;
}
