/**
 * Counts the keys by slot on each primary behind codis (SLOTSINFO through the proxy), and those of slots that are another
 * group's: codis never asks that server for them.
 */
import type { CodisMap, NodeAddress, SlotRange } from '../../../shared/cluster/topology.ts';
import { groupOfSlot } from '../../../shared/cluster/codis-groups.ts';
import { CODIS_SLOTS } from '../../../shared/slots/codis-slots.ts';
import { argsOf, type Reply } from '../../../shared/resp/resp.ts';
import type { NodePool } from '../wire/node-pool.ts';
import { itemsOf, numberOf, readReply } from '../wire/read-reply.ts';
import { toRanges } from './slot-ranges.ts';

/** Milliseconds for one answer. */
const TIMEOUT_MS = 2000;

export class StrayKeys {
  private readonly pool: NodePool;

  constructor(pool: NodePool) {
    this.pool = pool;
  }

  /** By primary; one that does not answer is left out. Never rejects. */
  async read(
    proxy: NodeAddress,
    map: CodisMap,
  ): Promise<Map<NodeAddress, { keys: number; slots: SlotRange[] }>> {
    const found = new Map<NodeAddress, { keys: number; slots: SlotRange[] }>();
    for (const { primary } of map.groups) {
      if (!primary) continue;
      try {
        const reply = await this.pool
          .get(proxy)
          .send(argsOf('SLOTSINFO', primary.address), { timeout: TIMEOUT_MS });
        found.set(primary.address, straysOf(countsOf(readReply(reply)), primary.address, map));
      } catch {
        continue;
      }
    }
    return found;
  }
}

/** The pairs of SLOTSINFO: a slot that has keys, and their number. */
export const countsOf = (reply: Reply): [slot: number, keys: number][] =>
  itemsOf(reply)
    .slice(0, CODIS_SLOTS)
    .flatMap((pair) => {
      const [slot, keys] = itemsOf(pair).map(numberOf);
      const isSlot = Number.isInteger(slot) && slot! >= 0 && slot! < CODIS_SLOTS;
      return isSlot && Number.isSafeInteger(keys) && keys! > 0 ? [[slot!, keys!]] : [];
    });

function straysOf(counts: readonly [number, number][], node: NodeAddress, map: CodisMap) {
  const isMoving = (slot: number) =>
    map.migrations.some(
      ({ from, slots }) => from === node && slots.some(({ first, last }) => first <= slot && slot <= last),
    );
  const strays = counts.filter(
    ([slot]) => groupOfSlot(map, slot)?.primary?.address !== node && !isMoving(slot),
  );
  return {
    keys: strays.reduce((sum, [, keys]) => sum + keys, 0),
    slots: toRanges(strays.map(([slot]) => slot)),
  };
}
