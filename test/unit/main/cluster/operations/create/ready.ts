/** New nodes and clusters for tests of planners. */
import type { ReadyNode } from '../../../../../../main/cluster/operations/create/new-nodes.ts';
import {
  claimsOf,
  type ClusterReading,
  type NodeReading,
} from '../../../../../../main/cluster/operations/reading/cluster-reading.ts';
import type { SlotRange } from '../../../../../../shared/cluster/topology.ts';

export interface NodeFacts {
  id: string;
  address: string;
  primaryId?: string;
  slots?: SlotRange[];
  server?: string;
}

export function nodeReading({
  id,
  address,
  primaryId,
  slots = [],
  server = 'Redis 7.0.15',
}: NodeFacts): NodeReading {
  const role = primaryId === undefined ? 'primary' : 'replica';
  const line = {
    id,
    address,
    flags: [role === 'primary' ? 'master' : 'slave'],
    primaryId: primaryId ?? null,
    configEpoch: 1,
    pongAt: null,
    linkState: 'connected' as const,
    slots,
    migrating: [],
    importing: [],
  };
  return {
    id,
    address,
    trouble: null,
    line,
    role,
    primaryId: primaryId ?? null,
    configEpoch: 1,
    view: [line],
    clusterInfo: new Map(),
    info: new Map(),
    server,
    keys: 0,
    abilities: { atomic: null, slotStats: false },
    links: null,
  };
}

export function clusterReading(facts: readonly NodeFacts[]): ClusterReading {
  const nodes = facts.map(nodeReading);
  const { address, id } = nodes[0]!;
  return { readAt: 1, seed: address, seedId: id, nodes, owners: claimsOf(nodes) };
}

export function readyNode(address: string, facts: Partial<ReadyNode> = {}): ReadyNode {
  const [ip, port] = address.split(':') as [string, string];
  return {
    address,
    ip,
    port: Number(port),
    busPort: Number(port) + 10_000,
    busOpen: true,
    leftovers: false,
    functions: 0,
    reading: nodeReading({ id: `id-of-${address}`, address }),
    ...facts,
  };
}
