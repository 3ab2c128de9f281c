/** The node on which a script is debugged. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { slotOfKey } from '../../../../shared/slots/hashing.ts';
import { isForCluster, seedOf } from '../../flags.ts';
import type { ModeContext } from '../mode-context.ts';
import { ModeEnd } from '../mode-end.ts';
import { openModeNodes } from '../mode-nodes.ts';

/**
 * The node of the flags; with -c and --direct the owner of the script's keys. Throws a ModeEnd if there is none, or more than
 * one slot. Null if the cluster cannot be read, which is printed.
 */
export async function nodeForScript(
  { flags, output }: Pick<ModeContext, 'flags' | 'output'>,
  keys: readonly Uint8Array[],
): Promise<NodeAddress | null> {
  if (!isForCluster(flags) || keys.length === 0) return seedOf(flags);
  const nodes = await openModeNodes({ flags: { ...flags, args: [] }, output });
  if (!nodes?.cluster) return null;
  const { cluster } = nodes;
  const { topology } = cluster;
  const slots = [...new Set(keys.map((key) => slotOfKey(topology, key)))];
  const [slot = 0] = slots;
  const owner = cluster.cache.owner(slot);
  nodes.close();
  if (topology?.kind !== 'cluster') return seedOf(flags);
  if (slots.length > 1)
    throw new ModeEnd(
      `The script was not run: its keys are in ${slots.length} slots, and a script runs in one.\n`,
    );
  if (owner === null) throw new ModeEnd(`The script was not run: no node serves slot ${slot}.\n`);
  return owner;
}
