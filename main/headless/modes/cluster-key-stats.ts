/** `--keystats` over a cluster: the sum in redis-cli's lines, with slot and shard; then the share of each node and hash tag. */
import { escapeBytes } from '../../../shared/format/escape.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { argsOf, type Reply } from '../../../shared/resp/resp.ts';
import type { ListedKey } from '../../cluster/scan/key-listing.ts';
import type { NodePool } from '../../cluster/wire/node-pool.ts';
import { listKeys } from './cluster-keys.ts';
import { askAbout } from '../../cluster/scan/key-questions.ts';
import type { KeyOptions } from './key-options.ts';
import { KeyShares } from './key-shares.ts';
import { KeyStats } from './key-stats-sums.ts';
import type { ModeContext } from './mode-context.ts';
import { openModeNodes } from './mode-nodes.ts';

/** `top`: the largest keys that are listed. */
export async function clusterKeyStats(
  context: ModeContext,
  options: KeyOptions,
  samples: number | null,
  top: number,
): Promise<number> {
  const nodes = await openModeNodes(context);
  if (!nodes?.cluster) return 1;
  const shares = new KeyShares(nodes.cluster, 'bytes');
  const stats = new KeyStats<string>(samples, top, (place) => `, ${place}`);
  const onKeys = async (node: NodeAddress, keys: readonly ListedKey[], pool: NodePool) => {
    const moved: ListedKey[] = [];
    const ask = (argsFor: (key: Uint8Array, i: number) => Uint8Array[] | null | undefined) =>
      askAbout(pool, node, keys, ({ key }, i) => argsFor(key, i) ?? null, moved);
    const replies = await ask((key) => [...argsOf('TYPE'), key]);
    const memoryTypes = replies.map((reply, i) => reply && stats.memory.typeOf(reply, keys[i]!.key));
    const elementTypes = replies.map((reply, i) => reply && stats.elements.typeOf(reply, keys[i]!.key));
    const [memory, elements] = await Promise.all([
      ask((key, i) => memoryTypes[i] && stats.memory.sizeArgs(memoryTypes[i], key)),
      ask((key, i) => elementTypes[i] && stats.elements.sizeArgs(elementTypes[i], key)),
    ]);
    const again = new Set(moved);
    for (const [i, listed] of keys.entries()) {
      const [memoryType, elementType] = [memoryTypes[i], elementTypes[i]];
      if (!memoryType || !elementType || again.has(listed)) continue;
      const { key, slot } = listed;
      const bytes = sizeOf(memory[i]);
      const place = shares.place(slot, node);
      const facts = { key, memoryType, memory: bytes, elementType, elements: sizeOf(elements[i]), place };
      if (!stats.add(facts)) context.output.error(`Value ${bytes} not added in the hdr histogram.\n`);
      shares.add(node, key, bytes);
    }
    return [...again];
  };
  const code = await listKeys(context, nodes, nodes.cluster, options, onKeys);
  const lines = [...stats.topLines(), '', ...stats.typeLines(escapeBytes), '', ...stats.spreadLines()];
  context.output.text(lines.map((line) => `${line}\n`).join('') + shares.lines());
  nodes.close();
  return code;
}

/** A key that is gone meanwhile has no size. */
const sizeOf = (reply: Reply | null | undefined): number =>
  reply?.type === 'integer' ? Number(reply.digits) : 0;
