/**
 * A program that runs one operation with its journal, as the command does, and kills itself (SIGKILL) at the event of a given
 * number or label: before or after a record is on disk, or when a command that changes something has been sent or answered.
 */
import { writeFileSync } from 'node:fs';
import {
  OperationNodes,
  type Answer,
  type Arg,
  type AskOptions,
} from '../../main/cluster/operations/reading/nodes.ts';
import { readCluster } from '../../main/cluster/operations/reading/read-cluster.ts';
import { executors } from '../../main/cluster/operations/run/executors.ts';
import { foldJournal } from '../../main/cluster/operations/run/journal.ts';
import { planOperation } from '../../main/cluster/operations/run/operate.ts';
import { runPlan } from '../../main/cluster/operations/run/runner.ts';
import { JournalRefusal, OperationJournal, readJournal } from '../../main/storage/operation-journal.ts';
import { requestSchema } from '../../shared/operations/request.ts';
import type { DyingRun } from './dying-runs.ts';

const given = JSON.parse(process.argv[2]!) as DyingRun;
const CHANGES =
  /^(CLUSTER (SETSLOT|MIGRATESLOTS|MEET|FORGET|RESET|REPLICATE|FAILOVER)|MIGRATE|FUNCTION RESTORE)\b/;

let events = 0;

function event(label: string): void {
  if (++events !== given.dieAt && label !== given.dieAt) return;
  writeFileSync(given.labelFile, label);
  process.kill(process.pid, 'SIGKILL');
}

class DyingNodes extends OperationNodes {
  override async ask(node: string, args: readonly Arg[], options?: AskOptions): Promise<Answer> {
    return this.counted(args, super.ask(node, args, options));
  }

  override async pipeline(
    node: string,
    commands: readonly (readonly Arg[])[],
    options?: AskOptions,
  ): Promise<Answer[]> {
    return this.counted(commands[0] ?? [], super.pipeline(node, commands, options));
  }

  override async transaction(node: string, commands: readonly (readonly Arg[])[]): Promise<Answer[] | null> {
    return this.counted(commands.at(-1) ?? [], super.transaction(node, commands));
  }

  private async counted<T>(args: readonly Arg[], sent: Promise<T>): Promise<T> {
    const found = CHANGES.exec(args.slice(0, 2).join(' '));
    if (!found) return sent;
    const name = found[1]!.startsWith('CLUSTER SETSLOT') ? `CLUSTER SETSLOT ${String(args[3])}` : found[1]!;
    // Whether the server has it by then is open: both happen.
    await new Promise((resolve) => setImmediate(resolve));
    event(`${name} sent`);
    const answer = await sent;
    event(`${name} answered`);
    return answer;
  }
}

async function main(): Promise<void> {
  const nodes = new DyingNodes({ database: 0, protocol: 2, connectTimeout: 3000 });
  const state = foldJournal(
    await readJournal(given.place).then(
      ({ records }) => records,
      (error: unknown) => {
        if (error instanceof JournalRefusal) return [];
        throw error;
      },
    ),
  );
  const plan =
    state?.plan ??
    (await planOperation(
      requestSchema.parse(given.request),
      await readCluster(nodes, given.seed),
      nodes,
      () => Promise.reject(new Error('no name is looked up')),
    ));
  if ('refusal' in plan) throw new Error(plan.refusal);
  const journal = await OperationJournal.open(given.place);
  const report = await runPlan(
    plan,
    {
      nodes,
      executors,
      journal: {
        append: async (record) => {
          const name = 'state' in record ? `${record.record} ${record.state}` : record.record;
          event(`before ${name}`);
          await journal.append(record);
          event(`after ${name}`);
        },
      },
      onProgress: () => undefined,
      resolveConflict: () => Promise.resolve('stop'),
      keepValue: () => Promise.reject(new Error('no value is kept')),
      control: { wish: 'run', rate: null },
      id: given.place.id,
      pid: process.pid,
    },
    state && state.stepsDone,
  );
  process.stdout.write(JSON.stringify(report), () => process.exit(0));
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
