/** `--bigkeys` and `--memkeys` over a cluster: the sum in redis-cli's lines, with slot and shard; then each node's share. */
import { escapeBytes } from '../../../shared/format/escape.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import type { ListedKey } from '../../cluster/scan/key-listing.ts';
import type { NodePool } from '../../cluster/wire/node-pool.ts';
import { listKeys } from './cluster-keys.ts';
import { askAbout } from '../../cluster/scan/key-questions.ts';
import type { KeyOptions } from './key-options.ts';
import { KeyShares } from './key-shares.ts';
import { KeySizes, summary, type SizeQuestion } from './key-sizes.ts';
import type { ModeContext } from './mode-context.ts';
import { openModeNodes } from './mode-nodes.ts';

export async function clusterBigKeys(
  context: ModeContext,
  options: KeyOptions,
  question: SizeQuestion,
): Promise<number> {
  const nodes = await openModeNodes(context);
  if (!nodes?.cluster) return 1;
  const shares = new KeyShares(nodes.cluster, question.kind === 'memory' ? 'bytes' : null);
  const sizes = new KeySizes<string>(question);
  const onKeys = async (node: NodeAddress, keys: readonly ListedKey[], pool: NodePool) => {
    const moved: ListedKey[] = [];
    const replies = await askAbout(pool, node, keys, ({ key }) => [...argsOf('TYPE'), key], moved);
    const types = replies.map((reply, i) => reply && sizes.typeOf(reply, keys[i]!.key));
    const sizeArgs = ({ key }: ListedKey, i: number) => types[i] && sizes.sizeArgs(types[i], key);
    const asked = await askAbout(pool, node, keys, (listed, i) => sizeArgs(listed, i) ?? null, moved);
    const again = new Set(moved);
    for (const [i, listed] of keys.entries()) {
      const type = types[i];
      if (!type || again.has(listed)) continue;
      const reply = asked[i];
      // A key that is gone meanwhile has no size.
      const size = reply?.type === 'integer' ? Number(reply.digits) : 0;
      sizes.add(type, listed.key, size, shares.place(listed.slot, node));
      shares.add(node, listed.key, size);
    }
    return moved;
  };
  const code = await listKeys(context, nodes, nodes.cluster, options, onKeys);
  const text = summary(sizes, (type) => {
    const found = `Biggest ${type.name.padStart(6)} found '"${escapeBytes(type.biggestKey!)}"'`;
    return `${found} has ${type.biggest} ${sizes.unitOf(type)}, ${type.place}\n`;
  });
  context.output.text(text + shares.lines());
  nodes.close();
  return code;
}
