/** The keys of the cluster for a mode: each once, with what went wrong on stderr. */
import { counted } from '../../../shared/format/count.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import { FailureError } from '../../../shared/failure.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { KeyListing, type OnKeys } from '../../cluster/scan/key-listing.ts';
import { listingProblems } from '../../cluster/scan/listing-words.ts';
import { untilInterrupt } from './interrupt.ts';
import type { KeyOptions } from './key-options.ts';
import type { ModeContext } from './mode-context.ts';
import type { ModeNodes } from './mode-nodes.ts';
import { Progress } from './progress.ts';

/** SCAN's COUNT: fewer calls than redis-cli's 10. */
const COUNT = 1000;
/** Milliseconds to wait for a lost node at a terminal; elsewhere it is at once an error, unless --wait says otherwise. */
const PATIENCE_MS = 30_000;

/** Resolves with the exit code. Ctrl+C ends it after the calls under way. */
export async function listKeys(
  { flags, output }: ModeContext,
  { current, isChosen }: ModeNodes,
  cluster: Cluster,
  { match, type, count }: KeyOptions,
  onKeys: OnKeys,
): Promise<number> {
  const progress = new Progress(output);
  let keys = 0;
  const options = {
    match,
    type,
    count: count ?? COUNT,
    pause: flags.interval,
    database: flags.target.connection.database,
    nodes: isChosen ? current() : null,
    timeoutMs: flags.waitMs ?? (process.stdin.isTTY && process.stdout.isTTY ? PATIENCE_MS : 0),
  };
  const listing = new KeyListing(cluster, options, (node, listed, pool) => {
    keys += listed.length;
    progress.show(() => counted(keys, 'key'));
    return onKeys(node, listed, pool);
  });
  const isTyped = untilInterrupt(() => listing.stop());
  try {
    const end = await listing.run();
    progress.clear();
    if (isTyped()) return 0;
    const problems = listingProblems(end, isChosen);
    for (const problem of problems) output.error(`${problem}\n`);
    return problems.length > 0 ? 1 : 0;
  } catch (error) {
    progress.clear();
    if (!(error instanceof FailureError)) throw error;
    const { message, advice } = error.failure;
    output.error(`${`${escapeForLine(message)} ${advice}`.trim()}\n`);
    return 1;
  }
}
