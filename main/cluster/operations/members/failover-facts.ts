/** What decides whether a replica can take over: votes, links, and how far it is behind. Pure. */
import { grouped } from '../../../../shared/format/count.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import { nodeById, ownersIn, type ClusterReading, type NodeReading } from '../reading/cluster-reading.ts';

export interface Votes {
  /** Primaries with slots that answer, and how many of them must vote. */
  available: number;
  needed: number;
  total: number;
}

export function votesIn(reading: ClusterReading): Votes {
  const voters = ownersIn(reading);
  const available = voters.filter(({ trouble }) => trouble === null).length;
  return { available, needed: Math.floor(voters.length / 2) + 1, total: voters.length };
}

const offset = (node: NodeReading | undefined, field: string): number | null => {
  const text = node?.info.get(field);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
};

/** Bytes of the primary's stream that the replica has not got; null if either does not say. */
export function lagOf(reading: ClusterReading, replica: NodeReading): number | null {
  const sent = offset(nodeById(reading, replica.primaryId ?? ''), 'master_repl_offset');
  const got = offset(replica, 'slave_repl_offset');
  return sent === null || got === null ? null : Math.max(0, sent - got);
}

export const isLinkUp = (replica: NodeReading): boolean => replica.info.get('master_link_status') === 'up';

/** Primaries with slots that answer and do not list the node as a replica of its primary: they do not vote for it. */
export const strangersTo = (reading: ClusterReading, { id, primaryId }: NodeReading): NodeReading[] =>
  ownersIn(reading).filter((node) => {
    const line = node.view?.find((one) => one.id === id);
    const isKnown = line?.flags.includes('slave') && line.primaryId === primaryId;
    return node.view !== null && !isKnown;
  });

/** Why a failover that was accepted had no effect, the likeliest first: one sentence. */
export function whyNoFailover(
  reading: ClusterReading,
  replica: NodeReading,
  how: 'plain' | 'force' | 'takeover',
): string {
  const { available, needed, total } = votesIn(reading);
  if (how !== 'takeover' && available < needed)
    return `Only ${available} of ${total} primaries with slots answer, and ${needed} must vote.`;
  const strangers = strangersTo(reading, replica).map(({ address }) => address);
  if (how !== 'takeover' && strangers.length > 0)
    return `${strangers.join(', ')} cannot vote for it, not knowing yet that it is a replica of its primary.`;
  if (how === 'plain' && !isLinkUp(replica)) {
    const status = replica.info.get('master_link_status') ?? 'unknown';
    return `Its link to its primary is ${escapeForLine(status.slice(0, 40))}, so it cannot catch up.`;
  }
  const lag = lagOf(reading, replica);
  if (how === 'plain' && lag !== null && lag > 0)
    return `It is ${grouped(lag)} bytes behind its primary, and had to catch up before the servers' time was over.`;
  return 'The nodes do not say why; the log of the replica does.';
}
