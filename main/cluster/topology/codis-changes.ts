/** Finds the changes behind codis: its groups compared as shards, and servers that the proxy no longer reaches. Pure. */
import { counted } from '../../../shared/format/count.ts';
import type { NodeStats } from '../../../shared/cluster/node-stats.ts';
import type { CodisMap, NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import { CODIS_SLOTS } from '../../../shared/slots/codis-slots.ts';
import { countSlots, slotsOfRanges } from '../../../shared/slots/slot-ranges.ts';
import { finding, type Finding } from './finding.ts';
import { nodesOf } from './shard-numbers.ts';
import { toRanges } from './slot-ranges.ts';

/**
 * The groups as a cluster's shards. As in a cluster, a moving slot is still its source's: SLOTSMAPPING gives it to the
 * target when the move begins.
 */
export function groupsAsShards(topology: Topology, { groups, migrations, offline }: CodisMap): Topology {
  const moving = new Set(migrations.flatMap(({ slots }) => slotsOfRanges(slots)));
  const shards = groups.map((group) => {
    const leaving = migrations.filter(({ from }) => from === group.primary?.address);
    const own = slotsOfRanges(group.slots).filter((slot) => !moving.has(slot));
    const slots = [...own, ...leaving.flatMap((migration) => slotsOfRanges(migration.slots))];
    return { ...group, slots: toRanges(slots), slotCount: slots.length };
  });
  const covered = CODIS_SLOTS - countSlots(offline);
  const { codis: _, ...plain } = topology;
  return { ...plain, kind: 'cluster', shards, migrations, covered };
}

/** The first entry of a timeline. */
export const codisFirstRead = ({ groups, offline }: CodisMap): Finding =>
  finding('first-read', {
    groups: true,
    slots: toRanges(groups.flatMap(({ slots }) => slotsOfRanges(slots))),
    detail: [
      `codis, ${counted(groups.length, 'group')}, ${counted(groups.flatMap(nodesOf).length, 'server')}`,
      ...(offline.length > 0 ? [`${counted(countSlots(offline), 'slot')} offline`] : []),
    ].join(', '),
  });

/** Watches which servers the proxy reaches. */
export class CodisReach {
  private readonly silent = new Set<NodeAddress>();

  reset(): void {
    this.silent.clear();
  }

  /** Servers that the proxy has ceased to reach, or reaches again, by its own words to INFO. */
  take(map: CodisMap, stats: readonly NodeStats[]): Finding[] {
    const troubles = new Map(stats.map(({ address, trouble }) => [address, trouble]));
    const placed = map.groups.flatMap((group) =>
      nodesOf(group).map(({ address }) => ({ node: address, shard: group.number })),
    );
    const known = new Set(placed.map(({ node }) => node));
    for (const node of this.silent) if (!known.has(node)) this.silent.delete(node);
    return placed.flatMap((about) => {
      const trouble = troubles.get(about.node);
      if (trouble === undefined || (trouble !== null) === this.silent.has(about.node)) return [];
      if (trouble === null) {
        this.silent.delete(about.node);
        return [finding('recovered', { groups: true, about })];
      }
      this.silent.add(about.node);
      return [finding('unreachable', { groups: true, about, detail: trouble.reason })];
    });
  }
}
