/** `--hotkeys` over a cluster: the hottest keys of all nodes, with slot and shard; without LFU the hottest slots. */
import { escapeBytes, escapeForLine } from '../../../shared/format/escape.ts';
import { FailureError } from '../../../shared/failure.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { ListedKey } from '../../cluster/scan/key-listing.ts';
import { readSlotStats } from '../../cluster/slots/slot-stats.ts';
import type { NodePool } from '../../cluster/wire/node-pool.ts';
import { infoFields, readReply, textOf } from '../../cluster/wire/read-reply.ts';
import { listKeys } from './cluster-keys.ts';
import { askAbout } from '../../cluster/scan/key-questions.ts';
import { HotKeyList, hotSummary } from './hot-key-list.ts';
import { hotSlotLines } from './hot-slots.ts';
import type { KeyOptions } from './key-options.ts';
import { KeyShares } from './key-shares.ts';
import type { ModeContext } from './mode-context.ts';
import { openModeNodes, type ModeNodes } from './mode-nodes.ts';

/** Milliseconds for the answer to INFO. */
const TIMEOUT_MS = 5000;

/** `size`: how many keys or slots are told. */
export async function clusterHotKeys(
  context: ModeContext,
  options: KeyOptions,
  size: number,
): Promise<number> {
  const nodes = await openModeNodes(context);
  if (!nodes?.cluster) return 1;
  const { cluster } = nodes;
  const current = nodes.current();
  const reasons = await Promise.all(current.map((node) => untracked(cluster, node)));
  const lfu = current.filter((_, i) => reasons[i] === null);
  const others = current.flatMap((node, i) => (reasons[i] === null ? [] : [`${node}: ${reasons[i]}\n`]));
  let code: number;
  if (lfu.length === 0) code = await hotSlots(context, nodes, cluster, size, others);
  else {
    context.output.error(others.join(''));
    const chosen = others.length === 0 ? nodes : { ...nodes, isChosen: true, current: () => lfu };
    code = Math.max(await listHotKeys(context, chosen, cluster, options, size), others.length > 0 ? 1 : 0);
  }
  nodes.close();
  return code;
}

/** Why the node has no counters of its keys; null if it has. One that does not say is asked key by key. */
async function untracked(cluster: Cluster, node: NodeAddress): Promise<string | null> {
  try {
    const reply = await cluster.probe(node).send(argsOf('INFO', 'memory'), { timeout: TIMEOUT_MS });
    const policy = infoFields(textOf(readReply(reply))).get('maxmemory_policy');
    if (policy === undefined || policy.endsWith('-lfu')) return null;
    return `its maxmemory-policy is ${escapeForLine(policy)}, not LFU, so it does not count accesses to keys.`;
  } catch {
    return null;
  }
}

async function listHotKeys(
  context: ModeContext,
  nodes: ModeNodes,
  cluster: Cluster,
  options: KeyOptions,
  size: number,
): Promise<number> {
  const list = new HotKeyList<{ slot: number; node: NodeAddress }>(size);
  let refusal = '';
  const onKeys = async (node: NodeAddress, keys: readonly ListedKey[], pool: NodePool) => {
    const moved: ListedKey[] = [];
    const replies = await askAbout(pool, node, keys, ({ key }) => [...argsOf('OBJECT', 'FREQ'), key], moved);
    const again = new Set(moved);
    for (const [i, listed] of keys.entries()) {
      const reply = replies[i];
      if (again.has(listed)) continue;
      if (reply?.type === 'error') refusal ||= `${node}: ${escapeForLine(textOf(reply))}\n`;
      // A key that is gone meanwhile has no counter.
      const counter = reply?.type === 'integer' ? Number(reply.digits) : 0;
      list.add(listed.key, counter, { slot: listed.slot, node });
    }
    return moved;
  };
  const code = await listKeys(context, nodes, cluster, options, onKeys);
  context.output.error(refusal);
  const shares = new KeyShares(cluster, null);
  for (const { key, place } of list.inOrder()) shares.add(place.node, key, 0);
  const text = hotSummary(
    list,
    ({ key, place }) => `"${escapeBytes(key)}", ${shares.place(place.slot, place.node)}`,
  );
  context.output.text(text + shares.lines());
  return refusal === '' ? code : 1;
}

/** `others`: a line for each node that says why there are no hot keys. */
async function hotSlots(
  { output }: ModeContext,
  { isChosen }: ModeNodes,
  cluster: Cluster,
  size: number,
  others: readonly string[],
): Promise<number> {
  output.error(others.join(''));
  if (isChosen) return 1;
  try {
    const stats = await readSlotStats(cluster);
    const lines = stats.supported ? hotSlotLines(cluster, stats, size) : null;
    output.error(stats.note === '' ? '' : `${escapeForLine(stats.note)}\n`);
    if (lines === null) return 1;
    output.text(lines);
    return 0;
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const { message, advice } = error.failure;
    output.error(`${`${escapeForLine(message)} ${advice}`.trim()}\n`);
    return 1;
  }
}
