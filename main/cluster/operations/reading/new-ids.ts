import type { Plan } from '../../../../shared/operations/plan.ts';
import { readableName } from '../../wire/address.ts';
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

/** Those of the nodes that a create makes a cluster of; none for other plans. */
export const createdIds = async (plan: Plan, nodes: OperationNodes): Promise<ReadonlyMap<string, string>> =>
  plan.request.kind === 'create' ? newIds(plan, nodes) : new Map<string, string>();
