/** Readings of clusters that are written down by hand. */
import {
  claimsOf,
  type ClusterReading,
  type NodeReading,
  type NodeTrouble,
} from '../../../../../main/cluster/operations/reading/cluster-reading.ts';
import type { NodeLine } from '../../../../../main/cluster/topology/reading.ts';

export interface DrawnNode {
  id: string;
  slots?: [first: number, last: number][];
  /** Id of its primary. */
  of?: string;
  host?: string;
  trouble?: NodeTrouble['kind'];
  keys?: number;
  info?: Record<string, string>;
  clusterInfo?: Record<string, string>;
  /** As the nodes that answer flag it: `fail`. */
  flag?: string;
  /** When the others last heard from it. */
  pongAt?: number;
  marks?: Pick<NodeLine, 'migrating' | 'importing'>;
  epoch?: number;
}

/** Every node that answers knows all. Ports are 7000 and up, in this order; the first that answers is the seed. */
export function clusterReading(drawn: readonly DrawnNode[]): ClusterReading {
  const lines = drawn.map((node, i): NodeLine => {
    const { id, slots = [], of, host = '127.0.0.1', flag, pongAt, marks, epoch } = node;
    return {
      id,
      address: `${host}:${7000 + i}`,
      flags: [of === undefined ? 'master' : 'slave', ...(flag === undefined ? [] : [flag])],
      primaryId: of ?? null,
      configEpoch: epoch ?? i + 1,
      pongAt: pongAt ?? null,
      linkState: 'connected',
      slots: slots.map(([first, last]) => ({ first, last })),
      migrating: [],
      importing: [],
      ...marks,
    };
  });
  const nodes = drawn.map(
    ({ of, trouble, keys = 0, info = {}, clusterInfo = {}, epoch }, i): NodeReading => ({
      id: lines[i]!.id,
      address: lines[i]!.address,
      trouble: trouble ? { kind: trouble, says: `says ${trouble}` } : null,
      line: lines[i]!,
      role: of === undefined ? 'primary' : 'replica',
      primaryId: of ?? null,
      configEpoch: epoch ?? i + 1,
      view: trouble ? null : lines,
      clusterInfo: new Map(Object.entries(clusterInfo)),
      info: new Map(Object.entries(info)),
      server: 'Redis 7.0.15',
      keys: trouble ? null : keys,
      abilities: { atomic: null, slotStats: false },
      links: null,
    }),
  );
  const seed = nodes.find(({ trouble }) => trouble === null)!;
  return { readAt: 0, seed: seed.address, seedId: seed.id, nodes, owners: claimsOf(nodes) };
}
