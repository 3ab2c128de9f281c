/** The nodes that a form offers: those for which main would make a plan. Pure. */
import { allNodes, isDown } from '../../kit/topology-lookup.ts';
import type { State } from '../../window/state.ts';

export const everyNode = ({ topology }: Pick<State, 'topology'>) => allNodes(topology);
export const primaries = ({ topology }: Pick<State, 'topology'>) =>
  allNodes(topology).filter(({ role }) => role === 'primary');

/** Nodes without slots that are gone. One that is chosen is listed all the same: it may just have come back. */
export const gone = ({ topology }: State, chosen: string) =>
  allNodes(topology).filter((node) => node.id === chosen || (isDown(node) && !hasSlots(topology, node.id)));

/** Nodes that can become a replica of another primary: they answer, and have no slots. */
export const movable = ({ topology }: State) =>
  allNodes(topology).filter((node) => !isDown(node) && !hasSlots(topology, node.id));

/** Primaries that the node is not a replica of yet. */
export function otherPrimaries({ topology }: State, id: string) {
  const own = topology?.shards.find(({ replicas }) => replicas.some((node) => node.id === id))?.primary;
  return primaries({ topology }).filter((node) => node.id !== id && node.id !== own?.id && !isDown(node));
}

const hasSlots = (topology: State['topology'], id: string): boolean =>
  topology?.shards.some(({ primary, slotCount }) => primary?.id === id && slotCount > 0) ?? false;
