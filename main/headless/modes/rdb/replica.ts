/** `--replica`: the commands that a node sends to its replicas, as lines of CSV; with -c those of all primaries. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import type { Incoming } from '../../../cluster/operations/transfer/incoming.ts';
import { receiveRdb } from '../../../cluster/operations/transfer/receive-rdb.ts';
import { ConnectionError } from '../../../cluster/wire/errors.ts';
import { isForCluster, seedOf } from '../../flags.ts';
import type { ModeContext } from '../mode-context.ts';
import { ModeEnd } from '../mode-end.ts';
import { openModeNodes } from '../mode-nodes.ts';
import { CommandLines } from './command-lines.ts';
import { lostText, reasonOf, SyncNode } from './sync-node.ts';

const ACK_MS = 1000;

/** Ends with exit code 1 when the last node is lost. */
export async function replica(context: ModeContext): Promise<number> {
  const { flags, output } = context;
  if (!isForCluster(flags)) {
    await follow(context, seedOf(flags), '', (text) => output.error(text));
    return 1;
  }
  const nodes = await openModeNodes(context);
  if (nodes === null) return 1;
  const addresses = nodes.current();
  nodes.close();
  await Promise.all(
    addresses.map((address) =>
      follow(context, address, `${address},`, () => {}).catch((error: unknown) => {
        if (!(error instanceof ModeEnd)) throw error;
        output.error(lostText(address, error));
      }),
    ),
  );
  return 1;
}

/** Rejects with a ModeEnd, when the node is lost or sooner. `tag` begins each line. */
async function follow(
  { flags, output }: ModeContext,
  address: NodeAddress,
  tag: string,
  say: (text: string) => void,
): Promise<never> {
  const node = await SyncNode.open(address, flags, say);
  try {
    await node.replconf('capa', 'eof');
    // No keys and no functions: the commands alone are asked for.
    await node.replconf('rdb-filter-only', '');
    const { incoming, header } = await node.sync();
    const isMarked = 'mark' in header;
    const amount = isMarked
      ? 'bytes of bulk transfer until EOF marker'
      : `${header.length} bytes of bulk transfer`;
    say(`SYNC with master, discarding ${amount}...\n`);
    const bytes = await receiveRdb(incoming, header, async () => {}).catch((error: unknown) => {
      throw new ModeEnd(`Error reading RDB payload while SYNCing\n${reasonOf(error)}\n`);
    });
    const after = isMarked ? ` after ${bytes + header.mark.length} bytes` : '';
    say(`SYNC done${after}. Logging commands from master.\n`);
    if (tag !== '') output.error(`${address}: its commands follow.\n`);
    if (isMarked) say('sending REPLCONF ACK 0\n');
    return await log(node, incoming, isMarked, new CommandLines(tag, output));
  } finally {
    node.close();
  }
}

async function log(
  node: SyncNode,
  incoming: Incoming,
  isAwaited: boolean,
  lines: CommandLines,
): Promise<never> {
  // A node without replicas to ping, such as a replica whose primary is away, may be silent for good.
  incoming.timeoutMs = Infinity;
  if (isAwaited) node.acknowledge();
  const timer = isAwaited ? setInterval(() => node.acknowledge(), ACK_MS) : undefined;
  try {
    for (;;) {
      lines.push(await incoming.piece());
      clearInterval(timer);
    }
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    const isClosed = error.message === 'the node closed the connection';
    throw new ModeEnd(`Error: ${isClosed ? 'Server closed the connection' : error.message}\n`);
  } finally {
    clearInterval(timer);
  }
}
