/** `--pipe`: mass insertion from stdin, into one node or into a whole cluster. */
import { isForCluster, isGuarded } from '../../flags.ts';
import type { ModeContext } from '../mode-context.ts';
import { pipeIntoOneNode } from './pipe-one-node.ts';

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
  // One node has no slots.
  const isCluster = nodes.cluster?.clustered === true;
  const code = await (isCluster ? new ClusterPipe(context, nodes.cluster!).run() : pipeIntoOneNode(context));
  nodes.close();
  return code;
}
