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
  return (await import('./pipe-for-cluster.ts')).pipeForCluster(context);
}
