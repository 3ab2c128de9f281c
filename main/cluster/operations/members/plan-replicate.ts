/** Plans that a node becomes a replica of a primary. */
import { counted } from '../../../../shared/format/count.ts';
import type { PlanRefusal } from '../../../../shared/operations/moves.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';
import type { RequestOf } from '../../../../shared/operations/request.ts';
import { hostOf } from '../../wire/address.ts';
import { planOf } from '../planning/plan-of.ts';
import {
  nodeById,
  replicasOf,
  slotsOf,
  type ClusterReading,
  type NodeReading,
} from '../reading/cluster-reading.ts';
import { noNode, replicateSteps } from './steps.ts';

export function planReplicate(request: RequestOf<'replicate'>, reading: ClusterReading): Plan | PlanRefusal {
  const node = nodeById(reading, request.node);
  const primary = nodeById(reading, request.primary);
  if (!node) return noNode(request.node);
  if (!primary) return noNode(request.primary);
  const refusal = refusalOf(reading, node, primary);
  if (refusal) return { refusal };
  const old = nodeById(reading, node.primaryId ?? '');
  const left = old ? replicasOf(reading, old.id).length - 1 : 0;
  const own = replicasOf(reading, node.id);
  return planOf(reading, {
    request,
    title: `Make ${node.address} a replica of ${primary.address}`,
    remarks: [
      `The data of ${node.address} is replaced by a copy of that of ${primary.address}.`,
      ...(old && left === 0 ? [`${old.address} is left without a replica.`] : []),
      ...(hostOf(node.address) === hostOf(primary.address)
        ? ['Both are on one host: if it fails, both are gone.']
        : []),
    ],
    notes:
      own.length > 0
        ? [
            `${counted(own.length, 'replica')} of ${node.address} ${own.length > 1 ? 'become' : 'becomes'} a replica of ${primary.address} too.`,
          ]
        : [],
    nodes: [node.id, primary.id],
    owners: [],
    steps: replicateSteps(node.address, primary, old?.address ?? null),
  });
}

function refusalOf(reading: ClusterReading, node: NodeReading, primary: NodeReading): string | null {
  const silent = [node, primary].find(({ trouble }) => trouble !== null);
  if (silent) return `${silent.address} does not answer.`;
  if (node.id === primary.id) return 'A node cannot be its own replica.';
  if (primary.role === 'replica')
    return `${primary.address} is a replica, and only a primary can have replicas.`;
  if (node.primaryId === primary.id) return `${node.address} is a replica of ${primary.address} already.`;
  if (slotsOf(reading, node.id).length > 0) return `${node.address} has slots. Move them away first.`;
  if (node.role === 'primary' && (node.keys ?? 0) > 0)
    return `${node.address} holds ${counted(node.keys!, 'key')} without having slots, which would be deleted. Fix the cluster first.`;
  return null;
}
