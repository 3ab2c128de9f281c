/** `--pipe`: mass insertion from stdin, into one node or into a whole cluster. */
import { isCodisName } from '../../../../shared/cluster/codis.ts';
import { counted } from '../../../../shared/format/count.ts';
import { isForCluster, isGuarded } from '../../flags.ts';
import type { ModeContext } from '../mode-context.ts';
import { pipeIntoOneNode } from './pipe-one-node.ts';
import { WithoutTransactions } from './without-transactions.ts';

/** Resolves with the exit code. */
export async function pipe(context: ModeContext): Promise<number> {
  const { flags, output } = context;
  if (isGuarded(flags)) {
    output.error(
      '--pipe sends all of its input unasked: it goes with neither --read-only nor --production.\n',
    );
    return 1;
  }
  if (!isForCluster(flags)) return pipeIntoOneNode(context);
  const [{ openModeNodes }, { ClusterPipe }] = await Promise.all([
    import('../mode-nodes.ts'),
    import('./pipe-into-cluster.ts'),
  ]);
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
