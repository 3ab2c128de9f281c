/** Which nodes do not see or do not know each other. Pure. */
import { counted } from '../../../../shared/format/count.ts';
import type { Finding } from '../../../../shared/operations/finding.ts';
import { linesAbout, type ClusterReading, type NodeReading } from '../reading/cluster-reading.ts';
import { at, finding, list } from './words.ts';

/** Nodes in a handshake have an id of their own at each node that was introduced to them. */
export function isInHandshake(reading: ClusterReading, { id, view }: NodeReading): boolean {
  if (view !== null) return false;
  const lines = linesAbout(reading, id);
  return lines.length > 0 && lines.every(({ line }) => line.flags.includes('handshake'));
}

/** Pairs of nodes that both answer here: the links to a dead node are down, and that is no news. */
export function linkFindings(reading: ClusterReading): Finding[] {
  const cut = new Map(reading.nodes.map((node) => [node, new Set<NodeReading>()]));
  const byId = new Map(reading.nodes.map((node) => [node.id, node]));
  const accepted = new Map(reading.nodes.map((node) => [node, node.links && new Set(node.links.from)]));
  for (const node of reading.nodes)
    for (const { id, linkState } of node.view ?? []) {
      const other = byId.get(id);
      if (!other?.view || other === node) continue;
      // CLUSTER NODES counts an attempt as a link; the other side's CLUSTER LINKS (7.0) has it once it is accepted.
      const from = node.links && accepted.get(other);
      if (linkState === 'connected' && (!from || from.has(node.id))) continue;
      cut.get(node)!.add(other);
      cut.get(other)!.add(node);
    }
  const found: Finding[] = [];
  for (;;) {
    // The node with the most broken links is the likeliest to blame.
    const [worst] = [...cut].sort(([, a], [, b]) => b.size - a.size);
    if (!worst || worst[1].size === 0) return found;
    const [node, others] = [worst[0], [...worst[1]]];
    cut.delete(node);
    for (const other of others) cut.get(other)!.delete(node);
    const [only] = others;
    found.push(
      finding({
        kind: 'link-down',
        severity: 'warning',
        text:
          others.length === 1
            ? `${node.address} and ${only!.address} have no link between them, though both answer.`
            : `${node.address} has no link with ${counted(others.length, 'node')}, though all answer: ${list(others)}.`,
        advice:
          'Look whether the bus port (port + 10000, or cluster-announce-bus-port) of each is open from the other.',
        nodes: [node.address, ...at(others)],
      }),
    );
  }
}

export function memberFindings(reading: ClusterReading): Finding[] {
  const views = reading.nodes.flatMap((node) =>
    node.view ? [{ node, ids: new Set(node.view.map(({ id }) => id)) }] : [],
  );
  return reading.nodes.flatMap((node) => {
    if (isInHandshake(reading, node)) return [];
    const strangers = views.flatMap(({ node: other, ids }) => (ids.has(node.id) ? [] : [other]));
    if (strangers.length === 0) return [];
    return finding({
      kind: 'not-a-member',
      severity: 'warning',
      text: `${node.address} is known to some nodes and not to others: not to ${list(strangers)}.`,
      advice:
        'If it is joining or leaving, wait a minute. If it stays, introduce it again (CLUSTER MEET), or remove it with del-node.',
      nodes: [node.address, ...at(strangers)],
    });
  });
}
