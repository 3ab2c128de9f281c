/** A node's own CLUSTER NODES. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { ImplausibleMap, parseClusterNodes, type NodeLine } from '../../topology/reading.ts';
import { textOf } from '../../wire/read-reply.ts';
import type { OperationNodes } from '../reading/nodes.ts';
import { announcedBusPort } from './bus-port.ts';

export interface OwnMap {
  own: NodeLine;
  lines: NodeLine[];
  busPort: number | undefined;
}

/** Null if it does not answer, or names more than a cluster can have. */
export async function mapAt(nodes: OperationNodes, address: NodeAddress): Promise<OwnMap | null> {
  const answer = await nodes.ask(address, ['CLUSTER', 'NODES']);
  if (answer.kind !== 'reply') return null;
  const text = textOf(answer.reply);
  const lines = linesIn(text, address);
  const own = lines?.find(({ flags }) => flags.includes('myself'));
  return lines && own ? { own, lines, busPort: announcedBusPort(text) } : null;
}

function linesIn(text: string, address: NodeAddress): NodeLine[] | null {
  try {
    return parseClusterNodes(text, address);
  } catch (error) {
    if (error instanceof ImplausibleMap) return null;
    throw error;
  }
}
