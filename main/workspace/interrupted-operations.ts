/** The operations that a window offers to resume when it connects. */
import type { Topology } from '../../shared/cluster/topology.ts';
import type { ListedOperation } from '../../shared/operations/operation.ts';
import type { Plan } from '../../shared/operations/plan.ts';
import { isUnderWay, unfinishedOperations } from '../operating/journals.ts';

export type Interrupted = Pick<ListedOperation, 'name' | 'kind' | 'pausedAt' | 'stepsDone' | 'steps'>;

/** Unfinished operations on this cluster, which no process is running. */
export async function interruptedOperations(
  directory: string,
  topology: Topology | null,
): Promise<Interrupted[]> {
  const here = idsIn(topology);
  const found: Interrupted[] = [];
  for (const { place, state } of (await unfinishedOperations(directory)).unfinished) {
    const { plan, pausedAt, stepsDone } = state;
    if (!isOn(plan, here) || (await isUnderWay(state))) continue;
    const { kind } = plan.request;
    found.push({ name: place.id, kind, pausedAt, stepsDone: stepsDone.size, steps: plan.steps.length });
  }
  return found;
}

export const idsIn = (topology: Topology | null): ReadonlySet<string> =>
  new Set(
    topology?.shards.flatMap(({ primary, replicas }) =>
      [primary, ...replicas].flatMap((node) => (node ? [node.id] : [])),
    ),
  );

export const isOn = ({ fingerprint }: Plan, ids: ReadonlySet<string>): boolean =>
  fingerprint.nodes.some(({ id }) => ids.has(id));
