/** Where the prompt goes after a command, and when its node is no longer part of the cluster. Pure. */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import { nodesOf } from '../topology/shard-numbers.ts';
import { refugeFrom } from '../topology/building.ts';
import { hasAddress } from '../../../shared/cluster/no-address.ts';
import type { Outcome } from '../routing/redirect.ts';
import type { Extra } from './report.ts';
import type { Route } from '../routing/route.ts';

export interface PromptMove {
  to: NodeAddress;
  /** Why the node that the prompt named cannot stay. */
  why: 'failed' | 'demoted' | 'noAddress' | 'moved' | 'gone';
}

/**
 * Null if it stays: its node is healthy, or was never in the map (a seed by another name, an address that was typed).
 * `before` is null at the first map.
 */
export function promptMove(here: NodeAddress, before: Topology | null, after: Topology): PromptMove | null {
  const refuge = refugeFrom(here, after);
  if (refuge) return { to: refuge, why: 'failed' };
  const primary = after.shards[0]?.primary?.address;
  if (after.kind === 'standalone') {
    const was = before?.kind === 'standalone' && before.shards[0]?.primary?.address === here;
    return was && primary && primary !== here ? { to: primary, why: 'demoted' } : null;
  }
  if (after.kind === 'unmapped') return null;
  const nodes = after.shards.flatMap(nodesOf);
  if (after.source === here || nodes.some(({ address }) => address === here)) return null;
  const known = before?.shards.flatMap(nodesOf).find(({ address }) => address === here);
  if (!known) return null;
  const same = nodes.find(({ id }) => id === known.id);
  if (same && !hasAddress(same.address)) return { to: after.source, why: 'noAddress' };
  if (same) return { to: same.address, why: 'moved' };
  return { to: after.source, why: 'gone' };
}

/**
 * Null if it stays. As in redis-cli -c, the prompt follows the keys. It is not moved by an ASK, a question about a
 * slot, a target, or a node that gave no answer.
 */
export function promptAfter(first: Route, outcome: Outcome, extra: Extra): NodeAddress | null {
  // Before the map is read only a MOVED says that the keys have a slot.
  const hasSlot = first.slot !== null || outcome.hops.some((hop) => hop.outcome === 'moved');
  const stays =
    !hasSlot ||
    first.routedBy === 'slot-question' ||
    first.routedBy === 'replica' ||
    extra.routedBy === 'target' ||
    outcome.failure !== null ||
    outcome.hops.at(-1)?.asking;
  return stays ? null : outcome.node;
}
