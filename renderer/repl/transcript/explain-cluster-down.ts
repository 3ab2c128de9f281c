/** Why CLUSTERDOWN: the slots and shards that are the cause, by the map, and what to do. Pure. */
import { counted } from '../../../shared/format/count.ts';
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { Execution } from '../../../shared/session/execution.ts';
import { gapsMessage, OWNERLESS, slotHealth, troubleOfSlot } from '../../../shared/cluster/slot-health.ts';
import { slotOwners } from '../../../shared/cluster/slot-owners.ts';

const ownerOf = (topology: Topology, slot: number): NodeAddress | null =>
  topology.shards[slotOwners(topology)[slot]! - 1]?.primary?.address ?? null;

/** Shards that are named. */
const NAMED = 5;

export function explainClusterDown(
  text: string,
  { slot, node }: Execution,
  topology: Topology | null,
): string[] {
  if (/not served/.test(text)) {
    const trouble = slot === null ? null : troubleOfSlot(topology, slot);
    if (trouble) return [trouble.message, trouble.advice];
    const owner = slot === null || !topology ? null : ownerOf(topology, slot);
    if (topology && owner !== null && owner === node)
      return [
        `The map of ${topology.source} gives slot ${slot} to ${node}, and ${node} says itself that nobody owns it.`,
        `If that stays so, type: @node:${node} cluster addslots ${slot}`,
      ];
    const owned = slot === null || topology?.kind !== 'cluster' ? '' : ` though ${topology.source} does`;
    return [
      `${node ?? 'The node'} knows no owner of the slot of this key${owned}: it may not have heard yet. Try again.`,
    ];
  }
  const causes = topology?.kind === 'cluster' ? causesOf(topology) : [];
  if (causes.length === 0)
    return [
      `${node ?? 'The node'} refuses commands because some slots have no owner that works, or because it does not reach most of the primaries.`,
      ...(topology?.kind === 'cluster'
        ? [
            `By the map of ${topology.source} every slot is served: ${node ?? 'the node'} may be cut off, or lag behind.`,
          ]
        : []),
    ];
  return [
    'The cluster refuses commands because slots are not served and cluster-require-full-coverage is yes, or because most primaries are down.',
    ...causes,
    'With cluster-require-full-coverage no, the other slots go on while most primaries are up. A node that is down looks at the setting at once; one that serves, only when a node or slot changes next.',
  ];
}

function causesOf(topology: Topology): string[] {
  const { gaps, unserved } = slotHealth(topology);
  const shards = [...unserved.values()];
  const more = shards.length - NAMED;
  return [
    ...(gaps.length > 0 ? [`${gapsMessage(gaps)} ${OWNERLESS}`] : []),
    ...shards.slice(0, NAMED).map(({ message, advice }) => `${message} ${advice}`),
    ...(more > 0 ? [`And ${counted(more, 'more shard')}.`] : []),
  ];
}
