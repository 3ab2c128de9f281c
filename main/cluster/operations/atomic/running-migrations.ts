/** Migrations that the servers themselves have under way. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import type { ClusterReading } from '../reading/cluster-reading.ts';
import type { OperationNodes } from '../reading/nodes.ts';
import { LIST } from './dialect.ts';
import { parseJobs, type Job } from './jobs.ts';

export interface RunningMigration extends Job {
  /** The nodes that list it: the source, the target, replicas. */
  listedBy: NodeAddress[];
}

/** Of all nodes that can migrate and answer; each job once, as its source sees it if the source answers. */
export async function runningMigrations(
  nodes: OperationNodes,
  reading: ClusterReading,
): Promise<RunningMigration[]> {
  const found = new Map<string, RunningMigration>();
  await Promise.all(
    reading.nodes.map(async ({ address, abilities, trouble }) => {
      if (trouble || !abilities.atomic) return;
      const answer = await nodes.ask(address, LIST[abilities.atomic]);
      if (answer.kind !== 'reply') return;
      for (const job of parseJobs(answer.reply, abilities.atomic)) {
        if (job.end !== null) continue;
        const known = found.get(job.id);
        const listedBy = [...(known?.listedBy ?? []), address];
        found.set(job.id, { ...(known && job.side === 'import' ? known : job), listedBy });
      }
    }),
  );
  return [...found.values()];
}
