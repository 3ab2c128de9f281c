/** Plans and runs an operation as the command does, with its journal kept in memory. */
import { executors } from '../../main/cluster/operations/run/executors.ts';
import { planOperation } from '../../main/cluster/operations/run/operate.ts';
import { runPlan, type Resume, type RunDeps } from '../../main/cluster/operations/run/runner.ts';
import type { OperationNodes } from '../../main/cluster/operations/reading/nodes.ts';
import { readCluster } from '../../main/cluster/operations/reading/read-cluster.ts';
import type { JournalRecord } from '../../shared/operations/journal.ts';
import type { Plan } from '../../shared/operations/plan.ts';
import type { OperationReport } from '../../shared/operations/progress.ts';
import { requestSchema } from '../../shared/operations/request.ts';
import { planned } from './run-steps.ts';

/** Fails the test for a refusal. */
export async function planFor(
  nodes: OperationNodes,
  seed: string,
  request: object,
  sourceNodes?: OperationNodes,
): Promise<Plan> {
  const reading = await readCluster(nodes, seed);
  const lookup = () => Promise.reject(new Error('no name is looked up'));
  return planned(await planOperation(requestSchema.parse(request), reading, nodes, lookup, sourceNodes));
}

export async function runOperation(
  plan: Plan,
  nodes: OperationNodes,
  deps: Partial<RunDeps> = {},
  resume: Resume | null = null,
): Promise<OperationReport & { records: JournalRecord[] }> {
  const records: JournalRecord[] = [];
  const report = await runPlan(
    plan,
    {
      nodes,
      executors,
      journal: { append: (record) => Promise.resolve(void records.push(record)) },
      onProgress: () => undefined,
      resolveConflict: () => Promise.resolve('stop'),
      keepValue: () => Promise.resolve('kept.jsonl'),
      control: { wish: 'run', rate: null },
      id: 'one',
      pid: process.pid,
      ...deps,
    },
    resume,
  );
  return { ...report, records };
}
