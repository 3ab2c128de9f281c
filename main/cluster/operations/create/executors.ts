/** Runs the steps of making and enlarging a cluster. */
import { ownersText, ownersTextOf } from '../reading/cluster-reading.ts';
import { countSlots, slotsOfRanges } from '../../../../shared/slots/slot-ranges.ts';
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import type { Reply } from '../../../../shared/resp/resp.ts';
import { infoFields, itemsOf, keysByDatabase, textOf } from '../../wire/read-reply.ts';
import type { OperationNodes } from '../reading/nodes.ts';
import { readCluster } from '../reading/read-cluster.ts';
import type { Executors, StepContext, StepEnd } from '../run/context.ts';
import { bringAbout, failed, failure } from './commands.ts';
import { join } from './join.ts';
import { mapAt } from './own-line.ts';
import { waitUntil } from './waiting.ts';

/** Milliseconds: a replica or a primary with much data takes long to empty. */
const EMPTYING_TIMEOUT_MS = 120_000;
/** Milliseconds until a new node is known where it must be. */
const KNOWN_TIMEOUT_MS = 30_000;

export const createExecutors = {
  async 'add-slots'({ node, slots }, context) {
    const wanted = slotsOfRanges(slots);
    const missing = async () => {
      const map = await mapAt(context.nodes, node);
      if (!map) return wanted;
      const own = map.own.slots;
      return wanted.filter((slot) => !own.some(({ first, last }) => first <= slot && slot <= last));
    };
    return bringAbout(context, {
      node,
      // After a lost answer some may be there: ADDSLOTS takes all or none.
      command: ['CLUSTER', 'ADDSLOTS', ...(await missing())],
      isThere: async () => (await missing()).length === 0,
      done: `${node} has ${countSlots(slots)} slots.`,
    });
  },

  'set-epoch': ({ node, epoch }, context) =>
    bringAbout(context, {
      node,
      command: ['CLUSTER', 'SET-CONFIG-EPOCH', epoch],
      isThere: async () => {
        const map = await mapAt(context.nodes, node);
        // A node that has joined takes none any more: a replica has its primary's, and equal ones were settled.
        return (
          map !== null && (map.own.configEpoch === epoch || (map.lines.length > 1 && map.own.configEpoch > 0))
        );
      },
      done: `${node} has the config epoch ${epoch}.`,
    }),

  meet: ({ node, other: { ip, port, busPort } }, context) =>
    bringAbout(context, {
      node,
      command: ['CLUSTER', 'MEET', ip, port, ...(busPort === port + 10_000 ? [] : [busPort])],
      isThere: async () =>
        (await mapAt(context.nodes, node))?.lines.some(
          ({ address, flags }) =>
            address === `${ip}:${port}` && !flags.includes('handshake') && !flags.includes('myself'),
        ) ?? false,
      done: `${node} meets ${ip}:${port}.`,
    }),

  join,

  async 'copy-functions'({ from, to }, context) {
    const { nodes } = context;
    const dump = await nodes.ask(from, ['FUNCTION', 'DUMP']);
    // Before 7.0 there are none.
    if (dump.kind === 'refused' && /unknown command/i.test(dump.says))
      return { end: 'done', text: `${from} has no functions.` };
    if (dump.kind !== 'reply') return failure(from, dump);
    if (dump.reply.type !== 'string') return failed(`${from} does not show its functions.`);
    const [here, there] = await Promise.all([librariesAt(nodes, from), librariesAt(nodes, to)]);
    if (here === '') return { end: 'done', text: `${from} has no functions.` };
    if (here === there) return { end: 'done', text: `${to} has the functions of ${from}.` };
    if (there === null) return failed(`${to} does not say whether it has functions.`);
    if (there !== '')
      return failed(
        `${to}: the node already contains functions. Send it FUNCTION FLUSH if they may be lost.`,
      );
    return bringAbout(context, {
      node: to,
      command: ['FUNCTION', 'RESTORE', dump.reply.bytes],
      isThere: async () => (await librariesAt(nodes, to)) === here,
      done: `${to} has the functions of ${from}.`,
    });
  },

  async replicate({ node, primary }, context) {
    const { nodes } = context;
    const id = (await mapAt(nodes, primary))?.own.id;
    if (id === undefined) return failed(`${primary} does not answer.`);
    let end: StepEnd = failed(`${node} does not know ${primary}.`);
    const left = await waitUntil(context, KNOWN_TIMEOUT_MS, async () => {
      end = await bringAbout(context, {
        node,
        command: ['CLUSTER', 'REPLICATE', id],
        isThere: async () => (await mapAt(nodes, node))?.own.primaryId === id,
        done: `${node} is a replica of ${primary}.`,
      });
      // The node does not know the primary yet, so nothing has been done.
      return !(end.end === 'failed' && /Unknown node/i.test(end.text));
    });
    return left === null || left === 'late' ? end : left;
  },

  async sync({ node, timeoutMs }, context) {
    const left = await waitUntil(context, timeoutMs, () => isInSync(context.nodes, node));
    if (left === null) return { end: 'done', text: `${node} is in sync.` };
    if (left !== 'late') return left;
    return failed(
      `${node} is not in sync after ${timeoutMs / 1000} s. Look at its log, and at masterauth if the cluster has a password.`,
    );
  },

  reset: ({ node, how }, context) =>
    bringAbout(context, {
      node,
      command: ['CLUSTER', 'RESET', how === 'hard' ? 'HARD' : 'SOFT'],
      options: { timeoutMs: EMPTYING_TIMEOUT_MS },
      isThere: async () => {
        const map = await mapAt(context.nodes, node);
        if (map?.lines.length !== 1 || map.own.slots.length > 0 || map.own.flags.includes('slave'))
          return false;
        return (
          how === 'soft' || (map.own.configEpoch === 0 && (await currentEpoch(context.nodes, node)) === 0)
        );
      },
      done: `${node} knows no other node and has no slots.`,
    }),

  flush: ({ node }, context) =>
    bringAbout(context, {
      node,
      command: ['FLUSHALL'],
      options: { timeoutMs: EMPTYING_TIMEOUT_MS },
      isThere: () => hasNoKeys(context.nodes, node),
      done: `${node} has no keys.`,
    }),

  async agree({ timeoutMs }, context) {
    let apart: string[] = [];
    const left = await waitUntil(context, timeoutMs, async () => {
      apart = await disagreeing(context);
      return apart.length === 0;
    });
    if (left === null) return { end: 'done', text: 'All nodes that answer name the same owners.' };
    if (left !== 'late') return left;
    return failed(
      `The nodes do not agree about the slots after ${timeoutMs / 1000} s: ${apart.join(', ')} ${apart.length === 1 ? 'names' : 'name'} other owners.`,
    );
  },
} satisfies Executors<
  | 'add-slots'
  | 'set-epoch'
  | 'meet'
  | 'join'
  | 'copy-functions'
  | 'replicate'
  | 'sync'
  | 'reset'
  | 'flush'
  | 'agree'
>;

/** Nodes whose map names other owners than the cluster's; at least one name while nothing can be read. */
async function disagreeing({ nodes, cluster }: StepContext): Promise<NodeAddress[]> {
  const reading = await readCluster(nodes, cluster).catch(() => null);
  if (!reading) return [cluster];
  const owners = ownersText(reading.owners.slots);
  return reading.nodes
    .filter(({ view }) => view && ownersTextOf(view) !== owners)
    .map(({ address }) => address);
}

/** Names of the libraries; null if it does not answer. */
async function librariesAt(nodes: OperationNodes, address: NodeAddress): Promise<string | null> {
  const answer = await nodes.ask(address, ['FUNCTION', 'LIST', 'WITHCODE']);
  if (answer.kind !== 'reply') return null;
  return itemsOf(answer.reply).map(flat).sort().join('\n');
}

const flat = (reply: Reply): string =>
  itemsOf(reply).length > 0 ? JSON.stringify(itemsOf(reply).map(flat)) : textOf(reply);

async function isInSync(nodes: OperationNodes, address: NodeAddress): Promise<boolean> {
  const answer = await nodes.ask(address, ['INFO', 'replication']);
  if (answer.kind !== 'reply') return false;
  const fields = infoFields(textOf(answer.reply));
  return fields.get('master_link_status') === 'up' && fields.get('master_sync_in_progress') === '0';
}

/** Null if it does not say. */
async function currentEpoch(nodes: OperationNodes, address: NodeAddress): Promise<number | null> {
  const answer = await nodes.ask(address, ['CLUSTER', 'INFO']);
  const epoch = answer.kind === 'reply' && infoFields(textOf(answer.reply)).get('cluster_current_epoch');
  return epoch ? Number(epoch) : null;
}

async function hasNoKeys(nodes: OperationNodes, address: NodeAddress): Promise<boolean> {
  const answer = await nodes.ask(address, ['INFO', 'keyspace']);
  return answer.kind === 'reply' && keysByDatabase(infoFields(textOf(answer.reply))).size === 0;
}
