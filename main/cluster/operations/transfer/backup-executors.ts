/** Saves a primary's keys, and what is known of all nodes, in files that the caller opens. */
import { escapeForLine } from '../../../../shared/format/escape.ts';
import { counted } from '../../../../shared/format/count.ts';
import type { ActionOf } from '../../../../shared/operations/action.ts';
import { NodeFailure } from '../reading/nodes.ts';
import { readCluster } from '../reading/read-cluster.ts';
import type { BackupFile, Executor, Executors, StepContext, StepEnd } from '../run/context.ts';
import { fetchRdb } from './fetch-rdb.ts';
import { nodesJson } from './nodes-json.ts';

const MAX_WORDS = 500;

/** The user has said twice that the operation ends. */
class Stopped extends Error {}

const failed = (what: string, error: unknown): StepEnd => {
  const says = error instanceof Error ? error.message : String(error);
  return { end: 'failed', text: `${what}: ${escapeForLine(says.slice(0, MAX_WORDS))}`, unknown: false };
};

/** Has the file written: it gets its name only once `write` has resolved. */
async function saved(
  file: string,
  { openFile }: StepContext,
  write: (to: BackupFile) => Promise<void>,
): Promise<void> {
  if (!openFile) throw new Error('no place for files was given');
  const to = await openFile(file);
  try {
    await write(to);
    await to.commit();
  } catch (error) {
    await to.discard();
    throw error;
  }
}

const saveNode: Executor<ActionOf<'save-node'>> = async ({ node, file }, context) => {
  let bytes = 0;
  try {
    await saved(file, context, (to) =>
      fetchRdb(context.nodes.settings, node, async (piece) => {
        if (context.control.wish === 'stop') throw new Stopped();
        await to.write(piece);
        bytes += piece.length;
        context.report({}, { bytes: piece.length });
      }),
    );
  } catch (error) {
    if (error instanceof Stopped)
      return { end: 'left', text: `${node} is not saved; the unfinished file was removed.` };
    return failed(`${node} is not saved`, error);
  }
  const text = `${node} is saved: ${counted(bytes, 'byte')} in ${escapeForLine(file)}.`;
  context.outcome({ state: 'ok', node, text });
  return { end: 'done', text };
};

const saveNodesFile: Executor<ActionOf<'save-nodes-file'>> = async ({ file }, context) => {
  try {
    const json = nodesJson(await readCluster(context.nodes, context.cluster));
    await saved(file, context, (to) => to.write(Buffer.from(json)));
  } catch (error) {
    const isFile = !(error instanceof NodeFailure);
    return failed(isFile ? `${escapeForLine(file)} is not written` : 'The nodes were not read', error);
  }
  return { end: 'done', text: `${escapeForLine(file)} is written.` };
};

export const backupExecutors = {
  'save-node': saveNode,
  'save-nodes-file': saveNodesFile,
} satisfies Executors<'save-node' | 'save-nodes-file'>;
