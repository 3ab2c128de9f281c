/** Keys of the slots that an operation touches, where they are, and how their number before compares with that after. */
import { counted, grouped } from '../../../../shared/format/count.ts';
import { keysByDatabase } from '../../wire/read-reply.ts';
import {
  ownerTable,
  primariesOf,
  type ClusterReading,
  type NodeReading,
} from '../reading/cluster-reading.ts';
import type { OperationNodes } from '../reading/nodes.ts';
import { keysInSlots } from '../reading/slot-measures.ts';

/** What one primary holds of the slots. */
export interface HeldKeys {
  node: NodeReading;
  /** Of slots that it owns, and of slots that others own. */
  own: number;
  foreign: number;
  /** Slots of which it did not say how many keys it has. */
  unanswered: number;
}

/** Of all primaries that answer, in all databases. */
export async function heldKeys(
  nodes: OperationNodes,
  reading: ClusterReading,
  slots: readonly number[],
): Promise<HeldKeys[]> {
  const owners = ownerTable(reading);
  const answering = primariesOf(reading).filter(({ view }) => view !== null);
  return Promise.all(
    answering.map(async (node): Promise<HeldKeys> => {
      const held = { node, own: 0, foreign: 0, unanswered: 0 };
      if (node.keys === 0) return held;
      for (const database of new Set([0, ...keysByDatabase(node.info).keys()]))
        for (const [i, count] of (await keysInSlots(nodes, node.address, slots, database)).entries())
          if (typeof count !== 'number') held.unanswered++;
          else if (owners[slots[i]!] === node.id) held.own += count;
          else held.foreign += count;
      return held;
    }),
  );
}

/** The number of keys, and of those that each server has dropped by itself since it started, by ID. */
export interface KeyCount {
  keys: number;
  dropped: ReadonlyMap<string, number>;
}

/** Null while keys of the slots are at several nodes, where one may be counted twice, or if a node did not say. */
export function keyCount(held: readonly HeldKeys[]): KeyCount | null {
  if (held.some(({ foreign, unanswered }) => foreign > 0 || unanswered > 0)) return null;
  return {
    keys: held.reduce((sum, { own }) => sum + own, 0),
    dropped: new Map(held.map(({ node }) => [node.id, droppedBy(node)])),
  };
}

const droppedBy = ({ info }: NodeReading): number =>
  Number(info.get('expired_keys') ?? 0) + Number(info.get('evicted_keys') ?? 0);

/**
 * Clients write meanwhile, and no server counts by slot what they delete. So fewer keys than before are no fault by themselves:
 * `isExplained` is false if the user has to know whether keys were deleted.
 */
export function comparison(before: KeyCount, after: KeyCount): { isExplained: boolean; text: string } {
  const now = `${counted(after.keys, 'key')} in the slots concerned`;
  const more = after.keys - before.keys;
  if (more === 0) return { isExplained: true, text: `${now}, as many as before.` };
  if (more > 0)
    return { isExplained: true, text: `${now}, ${grouped(more)} more than before: clients have written.` };
  let dropped = 0;
  // A server that was restarted meanwhile counts from 0.
  for (const [id, count] of after.dropped) dropped += Math.max(0, count - (before.dropped.get(id) ?? count));
  const fewer = `${now}, ${grouped(-more)} fewer than before`;
  const servers = `${counted(dropped, 'key')} expired or ${dropped === 1 ? 'was' : 'were'} evicted at these nodes meanwhile`;
  if (dropped >= -more) return { isExplained: true, text: `${fewer}: ${servers}.` };
  return {
    isExplained: false,
    text: `${fewer}, and ${dropped === 0 ? 'none' : counted(dropped, 'key')} expired or ${dropped > 1 ? 'were' : 'was'} evicted at these nodes meanwhile. If clients have not deleted the others, keys are missing.`,
  };
}
