/** Reads what a repair needs to know, and plans it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlanRefusal } from '../../../../shared/operations/moves.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';
import type { RequestOf } from '../../../../shared/operations/request.ts';
import { runningMigrations } from '../atomic/running-migrations.ts';
import type { ClusterReading } from '../reading/cluster-reading.ts';
import type { OperationNodes } from '../reading/nodes.ts';
import { readCluster } from '../reading/read-cluster.ts';
import { readSlotCounts } from '../reading/slot-measures.ts';
import { planFix } from './plan-fix.ts';

/** Milliseconds that gossip has to settle differing views by itself. */
const SETTLE_MS = 10_000;
const LOOK_MS = 500;

export async function fixPlan(
  request: RequestOf<'fix'>,
  first: ClusterReading,
  nodes: OperationNodes,
): Promise<Plan | PlanRefusal> {
  const until = Date.now() + SETTLE_MS;
  for (let reading = first; ; reading = await readCluster(nodes, first.seed)) {
    const [running] = await runningMigrations(nodes, reading);
    if (running)
      return {
        refusal: `The servers are moving slots by themselves (${running.listedBy[0]} lists it). Wait until they have.`,
      };
    const plan = planFix(request, reading, await readSlotCounts(nodes, reading));
    if ('refusal' in plan || !onlyAnnounces(plan) || Date.now() >= until) return plan;
    await sleep(LOOK_MS);
  }
}

/** Whether the nodes merely see different owners, as they do for a moment after every change. */
const onlyAnnounces = ({ steps }: Plan): boolean =>
  steps.length > 0 && steps.every(({ action }) => action.kind === 'announce-slots');
