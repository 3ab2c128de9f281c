import type { Plan } from '../../../../shared/operations/plan.ts';
import { movesSlots } from '../../../../shared/operations/moves-slots.ts';
import { parseAddress, readableName } from '../../wire/address.ts';
import { textOf } from '../../wire/read-reply.ts';
import type { OperationNodes } from './nodes.ts';

/** IDs by address (CLUSTER MYID) of the nodes that a plan has join a cluster; `unknown` for one that does not say. */
export async function newIds(
  { fingerprint }: Plan,
  nodes: OperationNodes,
): Promise<ReadonlyMap<string, string>> {
  const asked = fingerprint.newNodes.map(async (address): Promise<[string, string]> => {
    const answer = await nodes.ask(address, ['CLUSTER', 'MYID']);
    return [address, answer.kind === 'reply' ? readableName(textOf(answer.reply)) : 'unknown'];
  });
  return new Map(await Promise.all(asked));
}

/** Addresses of the nodes that the plan gives a new ID. */
export const renamedIn = ({ steps }: Pick<Plan, 'steps'>): ReadonlySet<string> =>
  new Set(
    steps.flatMap(({ action }) => (action.kind === 'reset' && action.how === 'hard' ? [action.node] : [])),
  );

/** What the plan calls them: one that a reset gives a new ID has only its address until then. */
export async function namesInPlan(plan: Plan, nodes: OperationNodes): Promise<ReadonlyMap<string, string>> {
  const renamed = renamedIn(plan);
  const ids = await newIds(plan, nodes);
  return new Map([...ids].map(([address, id]) => [address, renamed.has(address) ? address : id]));
}

/** The ID of a primary that an action names: by its ID, or by its address if it has got one only since. Rejects with NodeFailure. */
export const idOf = async (name: string, nodes: OperationNodes): Promise<string> =>
  parseAddress(name) ? readableName(textOf(await nodes.reply(name, ['CLUSTER', 'MYID']))) : name;

/** The plan with IDs only. Rejects with NodeFailure. */
export async function withIds(plan: Plan, nodes: OperationNodes): Promise<Plan> {
  const steps = plan.steps.map(async (step) =>
    movesSlots(step.action)
      ? { ...step, action: { ...step.action, to: await idOf(step.action.to, nodes) } }
      : step,
  );
  return { ...plan, steps: await Promise.all(steps) };
}

/** Those of the nodes that a create makes a cluster of; none for other plans. */
export const createdIds = async (plan: Plan, nodes: OperationNodes): Promise<ReadonlyMap<string, string>> =>
  plan.request.kind === 'create' ? newIds(plan, nodes) : new Map<string, string>();
