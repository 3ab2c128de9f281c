/** Reads count and keys of one slot behind codis: SLOTSINFO of its servers, and SLOTSSCAN, both through the proxy. */
import { groupOfSlot } from '../../../shared/cluster/codis-groups.ts';
import type { CodisMap, NodeAddress } from '../../../shared/cluster/topology.ts';
import { FailureError } from '../../../shared/failure.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import { CODIS_SLOTS } from '../../../shared/slots/codis-slots.ts';
import type { SlotCounts, SlotDetail, SlotPart } from '../../../shared/slots/slot-model.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import type { Cluster } from '../cluster.ts';
import { countsOf } from '../topology/behind-codis.ts';
import type { NodeConnection } from '../wire/node-connection.ts';
import { itemsOf, readReply, textOf } from '../wire/read-reply.ts';

/** Milliseconds for one reply. */
const TIMEOUT_MS = 10_000;
/** Keys that one call may examine. */
const COUNT = '1000';
/** Calls in a row that may give no new key before the listing ends, as it would never at a server that repeats itself. */
const MOST_EMPTY = 1000;
/** Bytes of all keys that are listed. */
const MAX_BYTES = 64 * 2 ** 20;

/**
 * Resolves with the group's keys; for a slot that moves also with the number of those that are still at its source, which
 * SLOTSSCAN does not reach. Rejects with a FailureError: `bad-argument`, `no-owner`, `unreachable`.
 */
export async function readCodisSlot(
  cluster: Cluster,
  map: CodisMap,
  { slot, limit, database }: { slot: number; limit: number; database: number },
): Promise<SlotDetail> {
  if (slot >= CODIS_SLOTS)
    throw new FailureError(
      'bad-argument',
      `codis has slots 0 to ${CODIS_SLOTS - 1}.`,
      'Enter one of them, or a key.',
    );
  const group = groupOfSlot(map, slot);
  if (!group?.primary)
    throw new FailureError(
      'no-owner',
      `Slot ${slot} has no server: commands on its keys are refused.`,
      'Assign it to a group in codis-fe.',
    );
  const start = performance.now();
  const move = map.migrations.find(({ slots }) =>
    slots.some(({ first, last }) => first <= slot && slot <= last),
  );
  const pool = cluster.openPool({ database });
  try {
    const connection = pool.get(cluster.topology!.source);
    const partOf = async (
      node: NodeAddress,
      role: SlotPart['role'],
      keys: Uint8Array[],
    ): Promise<SlotPart> => {
      const shard = map.groups.find(({ primary }) => primary?.address === node)?.number ?? null;
      const part = { node, shard, role, keys, count: 0, problem: '' };
      try {
        const counts = countsOf(await ask(connection, 'SLOTSINFO', node));
        return { ...part, count: counts.find(([one]) => one === slot)?.[1] ?? 0 };
      } catch (error) {
        return { ...part, problem: messageOf(error) };
      }
    };
    const keys = limit === 0 ? [] : await listKeys(connection, slot, limit);
    const owner = await partOf(group.primary.address, move ? 'target' : 'owner', keys);
    const parts = move?.from ? [await partOf(move.from, 'source', []), owner] : [owner];
    return { slot, database, parts, milliseconds: performance.now() - start };
  } catch (error) {
    const message = `Cannot read the keys of slot ${slot}: ${messageOf(error)}.`;
    throw new FailureError('unreachable', message, 'Look at the server of its group, then try again.');
  } finally {
    pool.close();
  }
}

const messageOf = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');

const ask = async (connection: NodeConnection, ...text: string[]) =>
  readReply(await connection.send(argsOf(...text), { timeout: TIMEOUT_MS }));

async function listKeys(connection: NodeConnection, slot: number, limit: number): Promise<Uint8Array[]> {
  const keys = new Map<string, Uint8Array>();
  let [cursor, bytes, empty] = ['0', 0, 0];
  do {
    const { size } = keys;
    const reply = await ask(connection, 'SLOTSSCAN', String(slot), cursor, 'COUNT', COUNT);
    const [next, page] = itemsOf(reply);
    for (const key of itemsOf(page)) {
      if (key.type !== 'string') continue;
      keys.set(Buffer.from(key.bytes).toString('latin1'), key.bytes);
      bytes += key.bytes.length;
    }
    cursor = textOf(next);
    empty = keys.size > size ? 0 : empty + 1;
    if (empty === MOST_EMPTY) break;
  } while (cursor !== '0' && /^\d+$/.test(cursor) && keys.size < limit && bytes < MAX_BYTES);
  return [...keys.values()].slice(0, limit);
}

/** Counts all slots by SLOTSINFO of each group's primary. Rejects with a FailureError if none answers. */
export async function countCodisSlots(
  cluster: Cluster,
  map: CodisMap,
  database: number,
): Promise<SlotCounts> {
  const start = performance.now();
  const counts: SlotCounts = {
    database,
    keys: new Uint32Array(SLOT_COUNT),
    known: new Uint8Array(SLOT_COUNT),
    asked: [],
    missing: [],
    at: 0,
    milliseconds: 0,
  };
  const pool = cluster.openPool({ database });
  try {
    for (const { primary, slots } of map.groups) {
      if (!primary) continue;
      const node = primary.address;
      counts.asked.push(node);
      try {
        const found = countsOf(await ask(pool.get(cluster.topology!.source), 'SLOTSINFO', node));
        for (const { first, last } of slots) counts.known.fill(1, first, last + 1);
        // Keys of a slot on another group's server are strays, which codis does not reach, unless the slot is moving.
        for (const [slot, keys] of found) if (isServed(map, slot, node)) counts.keys[slot]! += keys;
      } catch (error) {
        counts.missing.push({ node, reason: messageOf(error) });
      }
    }
  } finally {
    pool.close();
  }
  if (counts.missing.length === counts.asked.length)
    throw new FailureError('unreachable', 'No group could be asked for its keys by slot.', 'Try again.');
  return { ...counts, at: Date.now(), milliseconds: performance.now() - start };
}

const isServed = (map: CodisMap, slot: number, node: NodeAddress) =>
  groupOfSlot(map, slot)?.primary?.address === node ||
  map.migrations.some(
    ({ from, slots }) => from === node && slots.some(({ first, last }) => first <= slot && slot <= last),
  );
