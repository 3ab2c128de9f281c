/** Plans that all nodes forget one that will not come back. */
import type { PlanRefusal } from '../../../../shared/operations/moves.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';
import type { RequestOf } from '../../../../shared/operations/request.ts';
import { planOf } from '../planning/plan-of.ts';
import { nodeById, replicasOf, type ClusterReading } from '../reading/cluster-reading.ts';
import { forgetRemarks, forgetStep, noNode } from './steps.ts';
import { seedWithout, slotsRefusal } from './leaving.ts';

export function planForget(request: RequestOf<'forget'>, reading: ClusterReading): Plan | PlanRefusal {
  const node = nodeById(reading, request.node);
  if (!node) return noNode(request.node);
  const { id, address } = node;
  const seed = seedWithout(reading, id);
  if (seed === null) return { refusal: `No other node than ${address} answers.` };
  const refusal = slotsRefusal(reading, node);
  if (refusal) return { refusal };
  if (replicasOf(reading, id).some(({ trouble }) => trouble === null))
    return {
      refusal: `${address} has replicas, which cannot forget it. Remove it instead: that gives them another primary.`,
    };
  return planOf(reading, {
    request,
    title: `Forget ${address}`,
    remarks: [
      ...(node.trouble === null
        ? [
            `${address} answers, and still knows the others: unless it is reset, it comes back. Removing it does both.`,
          ]
        : []),
      ...forgetRemarks(reading, id),
    ],
    nodes: [id],
    owners: [],
    cluster: seed,
    steps: [forgetStep(reading, node)],
  });
}
