/** `--rdb` and `--functions-rdb`: a node's snapshot in a file; with -c a file a primary. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { counted } from '../../../../shared/format/count.ts';
import { receiveCheckedRdb } from '../../../cluster/operations/transfer/receive-rdb.ts';
import { ConnectionError } from '../../../cluster/wire/errors.ts';
import { openNamedFile, type OpenedFile } from '../../../storage/backup-files.ts';
import { reasonText } from '../../errors.ts';
import { isForCluster, seedOf } from '../../flags.ts';
import { endOnSignals } from '../interrupt.ts';
import type { ModeContext } from '../mode-context.ts';
import { ModeEnd } from '../mode-end.ts';
import { openModeNodes } from '../mode-nodes.ts';
import { fileNames } from './file-names.ts';
import { lostText, reasonOf, SyncNode } from './sync-node.ts';

const STDOUT = '-';

export async function rdb(context: ModeContext): Promise<number> {
  const { flags, request, output } = context;
  const file = request.value.text;
  // Writing to stdout waits for its reader, and a signal would wait with it.
  if (file !== STDOUT) endOnSignals();
  if (isForCluster(flags)) return rdbOfCluster(context, file);
  await save(context, seedOf(flags), file, (text) => output.error(text));
  return 0;
}

/** Resolves with the bytes of the file. Rejects with a ModeEnd; then the file is as it was. */
async function save(
  { flags, request, output }: ModeContext,
  address: NodeAddress,
  file: string,
  say: (text: string) => void,
): Promise<number> {
  const node = await SyncNode.open(address, flags, say);
  try {
    await node.replconf('capa', 'eof');
    await node.replconf('rdb-only', '1');
    if (request.name === 'functions-rdb' && !(await node.replconf('rdb-filter-only', 'functions')))
      throw new ModeEnd('Failed requesting functions only RDB from server, aborting\n');
    const { incoming, header } = await node.sync();
    const isMarked = 'mark' in header;
    const amount = isMarked ? 'bytes of bulk transfer until EOF marker' : `${header.length} bytes`;
    say(`SYNC sent to master, writing ${amount} to '${file}'\n`);
    const to = file === STDOUT ? toStdout(output) : await opened(file);
    try {
      const bytes = await receiveCheckedRdb(incoming, header, (piece) => to.write(piece).catch(unwritten));
      node.close();
      await to.commit().catch((error: unknown) => {
        throw new ModeEnd(`Fail to fsync '${file}': ${reasonText(reasonOf(error))}\n`);
      });
      say(`Transfer finished with success${isMarked ? ` after ${bytes} bytes` : '.'}\n`);
      return bytes;
    } catch (error) {
      await to.discard();
      throw new ModeEnd(
        `${endText(error)}${file === STDOUT ? 'stdout has no whole snapshot' : `No snapshot was saved as '${file}'`}.\n`,
      );
    }
  } finally {
    node.close();
  }
}

const opened = (file: string): Promise<OpenedFile> =>
  openNamedFile(file).catch((error: unknown) => {
    throw new ModeEnd(`Error opening '${file}': ${reasonText(reasonOf(error))}\n`);
  });

function endText(error: unknown): string {
  if (error instanceof ModeEnd) return error.message;
  if (error instanceof ConnectionError && error.kind === 'protocol')
    return `The snapshot is of no use: ${error.message}\n`;
  return `I/O Error reading RDB payload from socket\n${reasonOf(error)}\n`;
}

function unwritten(error: unknown): never {
  throw new ModeEnd(`Error writing data to file: ${reasonText(reasonOf(error))}\n`);
}

const toStdout = (output: ModeContext['output']): OpenedFile => ({
  write: async (bytes) => output.bytes(bytes),
  commit: async () => {},
  discard: async () => {},
});

/** All of them at once, so that the files are of nearly the same moment. */
async function rdbOfCluster(context: ModeContext, file: string): Promise<number> {
  const { output } = context;
  const nodes = await openModeNodes(context);
  if (nodes === null) return 1;
  const addresses = nodes.current();
  nodes.close();
  if (file === STDOUT && addresses.length > 1) {
    output.error(
      `With -c there is a file for each of ${addresses.length} nodes: give a name instead of -, or one node with @node:.\n`,
    );
    return 1;
  }
  const names = file === STDOUT ? [STDOUT] : fileNames(file, addresses);
  const sizes = await Promise.all(
    addresses.map(async (address, i) => {
      try {
        const bytes = await save(context, address, names[i]!, () => {});
        output.error(`${address}: ${counted(bytes, 'byte')} in '${names[i]}'\n`);
        return bytes;
      } catch (error) {
        if (!(error instanceof ModeEnd)) throw error;
        output.error(lostText(address, error));
        return null;
      }
    }),
  );
  const saved = sizes.filter((size) => size !== null);
  const total = saved.reduce((sum, size) => sum + size, 0);
  output.error(`${counted(saved.length, 'file')}, ${counted(total, 'byte')}\n`);
  const missing = addresses.filter((_, i) => sizes[i] === null);
  if (missing.length === 0) return 0;
  output.error(`Missing: ${missing.join(', ')}\n`);
  return 1;
}
