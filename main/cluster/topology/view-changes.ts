/** Compares which nodes disagree with the map in two readings and returns timeline entries. Pure. */
import type { ChangeSide } from '../../../shared/cluster/change.ts';
import type { NodeAddress, NodeView } from '../../../shared/cluster/topology.ts';
import { finding, type Finding } from './finding.ts';
import type { Comparison } from './node-index.ts';
import { unite } from './slot-ranges.ts';

/** Returns nodes that newly disagree, those with the same view in one entry; then nodes that agree again. */
export function viewChanges({ before, after, is }: Comparison): Finding[] {
  if (before.views.length === 0 && after.views.length === 0) return [];
  const signature = (view: NodeView) => JSON.stringify(view.differs);
  const old = new Map(before.views.map((view) => [view.node, signature(view)]));
  const alike = new Map<string, NodeView[]>();
  for (const view of after.views) {
    const key = signature(view);
    if (old.get(view.node) !== key) alike.set(key, [...(alike.get(key) ?? []), view]);
  }
  const shards = new Map([...is.values()].map((placed) => [placed.node.address, placed]));
  const about = (node: NodeAddress): ChangeSide => ({ node, shard: shards.get(node)?.shard ?? null });
  const found = [...alike.values()].map((views) => {
    const [{ differs }] = views as [NodeView];
    const only = differs.length === 1 ? differs[0]! : null;
    return finding('views-differ', {
      ...nodesNamed(
        views.map((view) => view.node),
        about,
      ),
      // A null node means that the view has no owner for them.
      to: only && (only.owner === null ? { node: null, shard: null } : about(only.owner)),
      slots: unite(differs.flatMap(({ slots }) => slots)),
    });
  });
  const differing = new Set(after.views.map((view) => view.node));
  const agreeing = [...old.keys()].filter((node) => {
    const health = shards.get(node)?.node.health;
    return !differing.has(node) && (health === 'online' || health === 'loading');
  });
  return [...found, ...(agreeing.length ? [finding('views-agree', nodesNamed(agreeing, about))] : [])];
}

/** One node as `about`, several as a text. */
function nodesNamed(
  nodes: readonly NodeAddress[],
  about: (node: NodeAddress) => ChangeSide,
): Partial<Finding> {
  if (nodes.length === 1) return { about: about(nodes[0]!) };
  const more = nodes.length - 3;
  return { detail: `${nodes.slice(0, 3).join(', ')}${more > 0 ? ` and ${more} more` : ''}` };
}
