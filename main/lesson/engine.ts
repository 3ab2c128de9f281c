/** Changes of the lesson's cluster by the engine of operations, with its own words for each step. */
import type { z } from 'zod';
import { requestSchema } from '../../shared/operations/request.ts';
import { SLOT_COUNT } from '../../shared/slots/slots.ts';
import { OperationNodes } from '../cluster/operations/reading/nodes.ts';
import { readCluster } from '../cluster/operations/reading/read-cluster.ts';
import type { NodeClient } from '../demo/node-client.ts';

interface Deps {
  password: string;
  /** Called with one line for each remark and each step. */
  log(line: string): void;
  signal: AbortSignal;
}

/** `seed` is a node of the cluster; null for a cluster that is to be created. Rejects with the reason if it is not done. */
export async function operate(
  request: z.input<typeof requestSchema>,
  seed: string | null,
  { password, log, signal }: Deps,
): Promise<void> {
  const [{ executors }, { planOperation }, { runPlan }] = await Promise.all([
    import('../cluster/operations/run/executors.ts'),
    import('../cluster/operations/run/operate.ts'),
    import('../cluster/operations/run/runner.ts'),
  ]);
  const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 3000, password });
  try {
    const reading = seed === null ? null : await readCluster(nodes, seed);
    const lookup = () => Promise.reject(new Error('The nodes of a lesson have no names.'));
    const plan = await planOperation(requestSchema.parse(request), reading, nodes, lookup);
    if ('refusal' in plan) throw new Error(plan.refusal);
    log(`>>> ${plan.title}`);
    for (const remark of plan.remarks) log(remark);
    let told = -1;
    const report = await runPlan(plan, {
      nodes,
      executors,
      // A throw-away cluster is built again, not repaired.
      journal: { append: () => Promise.resolve() },
      onProgress: ({ step, title, state }) => {
        if (state === 'running' && step !== told) log(title);
        told = step;
      },
      resolveConflict: () => Promise.resolve('stop'),
      keepValue: () => Promise.reject(new Error('A lesson keeps no value.')),
      control: {
        get wish() {
          return signal.aborted ? 'stop' : 'run';
        },
        rate: null,
      },
      id: 'lesson',
      pid: process.pid,
    });
    signal.throwIfAborted();
    if (report.state === 'failed' || report.state === 'cancelled') throw new Error(report.remarks.join(' '));
  } finally {
    nodes.close();
  }
}

/** True once a node says that the cluster is ok and that every slot is served. */
export async function servesAll(client: NodeClient): Promise<boolean> {
  const info = await client.text('CLUSTER INFO');
  return info.includes('cluster_state:ok') && info.includes(`cluster_slots_ok:${SLOT_COUNT}\r\n`);
}
