/** From what the user asks for to a plan. */
import type { PlanRefusal } from '../../../../shared/operations/moves.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';
import type { OperationRequest } from '../../../../shared/operations/request.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import { planAddPrimary, planAddReplica } from '../create/plan-add.ts';
import { planCreate } from '../create/plan-create.ts';
import { readNewNode, readNewNodes, type Lookup } from '../create/read-new-nodes.ts';
import { planFailover } from '../members/plan-failover.ts';
import { planForget } from '../members/plan-forget.ts';
import { planRemove } from '../members/plan-remove.ts';
import { planReplace } from '../members/plan-replace.ts';
import { planReplicate } from '../members/plan-replicate.ts';
import { moveSteps } from '../planning/move-steps.ts';
import { planSlotRebalance, planSlotReshard } from '../planning/plan-moves.ts';
import type { ClusterReading } from '../reading/cluster-reading.ts';
import { NodeFailure, type OperationNodes } from '../reading/nodes.ts';
import { fixPlan } from '../repair/read-and-plan.ts';
import { planCall } from '../settings/plan-call.ts';
import { planSettings } from '../settings/plan-settings.ts';
import { readSettings } from '../settings/values.ts';
import { planBackup } from '../transfer/plan-backup.ts';
import { planImport } from '../transfer/plan-import.ts';
import { readSource } from '../transfer/read-source.ts';
import { withMovedAmounts } from '../weighing/plan-amounts.ts';
import { slotWeights, type SlotWeights } from '../weighing/slot-weights.ts';

/** `reading` is null only for a request to create a cluster; `sourceNodes` are for a request to import keys. */
export async function planOperation(
  request: OperationRequest,
  reading: ClusterReading | null,
  nodes: OperationNodes,
  lookup: Lookup,
  sourceNodes?: OperationNodes,
): Promise<Plan | PlanRefusal> {
  try {
    if (request.kind === 'create')
      return planCreate(request, await readNewNodes(nodes, request.nodes, lookup), Date.now());
    if (!reading) return { refusal: 'No cluster was read.' };
    const plan = await planIn(request, reading, nodes, lookup, sourceNodes);
    if ('refusal' in plan) return plan;
    const whole = await withMovedAmounts(plan, reading, nodes);
    // What a repair loses comes first.
    return request.kind === 'fix'
      ? { ...whole, remarks: [...new Set([...plan.remarks, ...whole.remarks])] }
      : whole;
  } catch (error) {
    if (error instanceof NodeFailure) return { refusal: escapeForLine(error.message.slice(0, 500)) };
    throw error;
  }
}

async function planIn(
  request: OperationRequest,
  reading: ClusterReading,
  nodes: OperationNodes,
  lookup: Lookup,
  sourceNodes?: OperationNodes,
): Promise<Plan | PlanRefusal> {
  switch (request.kind) {
    case 'fix':
      return fixPlan(request, reading, nodes);
    case 'reshard': {
      if (request.by === 'load')
        return { refusal: 'A reshard counts slots, keys or bytes. Rebalance by load instead.' };
      const weights = await slotWeights(nodes, reading, request.by);
      if ('refusal' in weights) return weights;
      return noted(planSlotReshard(request, reading, weights.measure), weights);
    }
    case 'rebalance': {
      const weights = await slotWeights(nodes, reading, request.by);
      if ('refusal' in weights) return weights;
      return noted(planSlotRebalance(request, reading, weights.measure), weights);
    }
    case 'add-primary': {
      const weights = await slotWeights(nodes, reading, request.share ? request.by : 'slots');
      if ('refusal' in weights) return weights;
      const answer = await readNewNode(nodes, request.node, lookup);
      return noted(
        planAddPrimary(request, reading, answer, { moveSteps, measure: weights.measure }),
        weights,
      );
    }
    case 'add-replica':
      return planAddReplica(request, reading, await readNewNode(nodes, request.node, lookup));
    case 'remove-node':
      return planRemove(request, reading, moveSteps);
    case 'replace-node':
      return planReplace(request, reading, await readNewNode(nodes, request.by, lookup));
    case 'failover':
      return planFailover(request, reading);
    case 'replicate':
      return planReplicate(request, reading);
    case 'forget':
      return planForget(request, reading);
    case 'call':
      return planCall(request, reading);
    case 'settings': {
      const names = request.changes.map(({ name }) => name);
      return planSettings(request, reading, await readSettings(nodes, reading, names));
    }
    case 'import': {
      if (!sourceNodes) return { refusal: `No login to ${request.from} was given.` };
      return planImport(request, reading, await readSource(sourceNodes, request.from, request.database));
    }
    case 'backup':
      return planBackup(request, reading);
    default:
      return { refusal: `No plan can be made for ${request.kind} yet.` };
  }
}

const noted = (plan: Plan | PlanRefusal, { notes }: SlotWeights): Plan | PlanRefusal =>
  'refusal' in plan ? plan : { ...plan, notes: [...notes, ...plan.notes] };
