/** A node's own CLUSTER NODES. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { parseClusterNodes, type NodeLine } from '../../topology/reading.ts';
import { textOf } from '../../wire/read-reply.ts';
import type { OperationNodes } from '../reading/nodes.ts';
import { announcedBusPort } from './bus-port.ts';

export interface OwnMap {
  own: NodeLine;
  lines: NodeLine[];
  busPort: number | undefined;
}

/** Null if it does not answer. */
export async function mapAt(nodes: OperationNodes, address: NodeAddress): Promise<OwnMap | null> {
  const answer = await nodes.ask(address, ['CLUSTER', 'NODES']);
  if (answer.kind !== 'reply') return null;
  const text = textOf(answer.reply);
  const lines = parseClusterNodes(text, address);
  const own = lines.find(({ flags }) => flags.includes('myself'));
  return own ? { own, lines, busPort: announcedBusPort(text) } : null;
}
