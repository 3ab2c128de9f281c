/** Which nodes began, or ceased, to disagree with the map between two readings, as entries of the timeline. Pure. */
import type { ChangeSide } from '../../../shared/cluster/change.ts';
import type { NodeAddress, NodeView } from '../../../shared/cluster/topology.ts';
import { finding, type Finding } from './finding.ts';
import type { Comparison } from './node-index.ts';
import { unite } from './slot-ranges.ts';

/** Nodes that disagree now, or otherwise than before, those that say the same told at once; then those that agree again. */
export function viewChanges({ before, after, is }: Comparison): Finding[] {
  if (before.views.length === 0 && after.views.length === 0) return [];
  const signature = (view: NodeView) => JSON.stringify(view.differs);
  const old = new Map(before.views.map((view) => [view.node, signature(view)]));
  const alike = new Map<string, NodeView[]>();
  for (const view of after.views) {
    const words = signature(view);
    if (old.get(view.node) !== words) alike.set(words, [...(alike.get(words) ?? []), view]);
  }
  const shards = new Map([...is.values()].map((placed) => [placed.node.address, placed]));
  const about = (node: NodeAddress): ChangeSide => ({ node, shard: shards.get(node)?.shard ?? null });
  const found = [...alike.values()].map((views) => {
    const [{ differs }] = views as [NodeView];
    const only = differs.length === 1 ? differs[0]! : null;
    return finding('views-differ', {
      ...told(
        views.map((view) => view.node),
        about,
      ),
      // No node: it says that nobody owns them.
      to: only && (only.owner === null ? { node: null, shard: null } : about(only.owner)),
      slots: unite(differs.flatMap(({ slots }) => slots)),
    });
  });
  const differing = new Set(after.views.map((view) => view.node));
  const agreeing = [...old.keys()].filter((node) => {
    const health = shards.get(node)?.node.health;
    return !differing.has(node) && (health === 'online' || health === 'loading');
  });
  return [...found, ...(agreeing.length ? [finding('views-agree', told(agreeing, about))] : [])];
}

/** Nodes that say the same: one by its name, more in words. */
function told(nodes: readonly NodeAddress[], about: (node: NodeAddress) => ChangeSide): Partial<Finding> {
  if (nodes.length === 1) return { about: about(nodes[0]!) };
  const more = nodes.length - 3;
  return { detail: `${nodes.slice(0, 3).join(', ')}${more > 0 ? ` and ${more} more` : ''}` };
}
