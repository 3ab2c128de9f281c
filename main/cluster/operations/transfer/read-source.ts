/** Looks at the server that keys are to come from. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import type { PlanRefusal } from '../../../../shared/operations/moves.ts';
import { infoFields, keysByDatabase, serverMode, textOf } from '../../wire/read-reply.ts';
import type { ClusterReading } from '../reading/cluster-reading.ts';
import type { OperationNodes } from '../reading/nodes.ts';

const MAX_WORDS = 300;

export interface SourceReading {
  address: NodeAddress;
  database: number;
  /** Keys in that database. */
  keys: number;
  isReplica: boolean;
  runId: string;
}

/** A refusal if it is no plain server, which includes a node or a proxy of a cluster. */
export async function readSource(
  sourceNodes: OperationNodes,
  address: NodeAddress,
  database: number,
): Promise<SourceReading | PlanRefusal> {
  const answer = await sourceNodes.ask(address, ['INFO', 'everything']);
  if (answer.kind !== 'reply')
    return {
      refusal: `${address} cannot be read: ${escapeForLine(answer.says.slice(0, MAX_WORDS)).replace(/\.$/, '')}.`,
    };
  const info = infoFields(textOf(answer.reply));
  if (info.get('cluster_enabled') !== '0' || serverMode(info) !== 'standalone')
    return {
      refusal: `The source node should not be a cluster node: ${address} is not a single server without cluster mode.`,
    };
  return {
    address,
    database,
    keys: keysByDatabase(info).get(database) ?? 0,
    isReplica: info.get('role') === 'slave',
    runId: info.get('run_id') ?? '',
  };
}

/** Why keys cannot come from there; null if they can. */
export function unfitSource(source: SourceReading, reading: ClusterReading, copy: boolean): string | null {
  const { address, isReplica, runId } = source;
  // A key that is restored where it came from would be deleted with its only value.
  if (reading.nodes.some(({ info }) => runId === '' || info.get('run_id') === runId))
    return `${address} leads to a node of this cluster.`;
  if (isReplica && !copy) return `${address} is a replica, so keys cannot leave it; they can be copied.`;
  return null;
}
