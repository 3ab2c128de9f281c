/** `--pipe -c`: into a cluster by slot, into codis without transactions, into one node as it is. */
import { isCodisName } from '../../../../shared/cluster/codis.ts';
import { counted } from '../../../../shared/format/count.ts';
import type { ModeContext } from '../mode-context.ts';
import { openModeNodes } from '../mode-nodes.ts';
import { ClusterPipe } from './pipe-into-cluster.ts';
import { pipeIntoOneNode } from './pipe-one-node.ts';
import { WithoutTransactions } from './without-transactions.ts';

/** Resolves with the exit code. */
export async function pipeForCluster(context: ModeContext): Promise<number> {
  const nodes = await openModeNodes(context);
  if (nodes === null) return 1;
  const { cluster } = nodes;
  const code = await (cluster?.clustered
    ? new ClusterPipe(context, cluster).run()
    : isCodisName(cluster?.server.name ?? '')
      ? pipeIntoCodis(context)
      : // One node has no slots.
        pipeIntoOneNode(context));
  nodes.close();
  return code;
}

async function pipeIntoCodis(context: ModeContext): Promise<number> {
  const input = new WithoutTransactions(context.stdin);
  const code = await pipeIntoOneNode(context, input);
  const { dropped, problem } = input;
  if (dropped > 0)
    context.output.error(
      `${counted(dropped, 'command')} from MULTI to EXEC not sent: codis refuses MULTI, and would run the others one by one.\n`,
    );
  if (problem !== null) context.output.error(`The rest of the input was not sent: ${problem}.\n`);
  return dropped > 0 || problem !== null ? 1 : code;
}
