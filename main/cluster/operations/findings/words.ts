/** What findings are made of. */
import { counted } from '../../../../shared/format/count.ts';
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import type { Finding } from '../../../../shared/operations/finding.ts';

/** Nodes that one sentence names; `nodes` of the finding has them all. */
const MAX_NAMED = 8;

type Words = Pick<Finding, 'kind' | 'severity' | 'text' | 'advice'> & Partial<Finding>;

export const finding = (words: Words): Finding => ({
  nodes: [],
  slots: [],
  marks: [],
  keys: null,
  ...words,
});

export const at = (nodes: readonly { address: NodeAddress }[]): NodeAddress[] =>
  nodes.map(({ address }) => address);

export function list(nodes: readonly { address: NodeAddress }[]): string {
  const named = at(nodes.slice(0, MAX_NAMED)).join(', ');
  const more = nodes.length - MAX_NAMED;
  return more > 0 ? `${named} and ${counted(more, 'other node')}` : named;
}
