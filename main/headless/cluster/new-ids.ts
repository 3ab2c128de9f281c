import type { Plan } from '../../../shared/operations/plan.ts';
import type { OperationNodes } from '../../cluster/operations/reading/nodes.ts';
import { readableName } from '../../cluster/wire/address.ts';
import { textOf } from '../../cluster/wire/read-reply.ts';

/** Ids by address (CLUSTER MYID) of the nodes that a create makes a cluster of; none for other plans. */
export async function newIds(
  { request, fingerprint }: Plan,
  nodes: OperationNodes,
): Promise<ReadonlyMap<string, string>> {
  if (request.kind !== 'create') return new Map();
  const asked = fingerprint.newNodes.map(async (address): Promise<[string, string]> => {
    const answer = await nodes.ask(address, ['CLUSTER', 'MYID']);
    return [address, answer.kind === 'reply' ? readableName(textOf(answer.reply)) : 'unknown'];
  });
  return new Map(await Promise.all(asked));
}
