/** Sizes of keys in slots of one node, of a bounded number of them (MEMORY USAGE, 4.0; GETKEYSINSLOT, 3.0). */
import { itemsOf, keysByDatabase, numberOf, textOf } from '../../wire/read-reply.ts';
import type { NodeReading } from '../reading/cluster-reading.ts';
import { NodeFailure, type Arg, type OperationNodes } from '../reading/nodes.ts';
import { keysInSlots } from '../reading/slot-measures.ts';

/** Keys whose size is asked at one node: about a fifth of a second of its time. */
const MOST_KEYS = 100_000;
/** Keys of each slot that are asked in any case. */
const LEAST_PER_SLOT = 10;
/** Keys in one write. */
const AT_ONCE = 5000;
/** Nested values that MEMORY USAGE looks at; its default. */
const SAMPLES = 5;

/** A key over one of these blocks its nodes for a time that is noticed. */
export const BIG_BYTES = 50_000_000;
export const BIG_ELEMENTS = 1_000_000;
/** Below this many bytes no value has so many elements. */
export const FEW_BYTES = 1_000_000;

const LENGTHS: Readonly<Record<string, string>> = {
  list: 'LLEN',
  set: 'SCARD',
  hash: 'HLEN',
  zset: 'ZCARD',
  stream: 'XLEN',
};

export interface BigKey {
  slot: number;
  key: Uint8Array;
  type: string;
  bytes: number;
  /** Null for a string, and for a type that is not known. */
  elements: number | null;
}

export interface KeySizes {
  /** By slot: in all databases. */
  keys: Map<number, number>;
  /** By slot, estimated if not all keys were asked. */
  bytes: Map<number, number>;
  /** Number of keys that were not asked. */
  unseen: number;
  big: BigKey[];
}

/**
 * Asks up to 100,000 keys of the node, the same number of every slot at most, and 10 of each slot in any case. Rejects with
 * NodeFailure, also if the node refuses MEMORY USAGE.
 */
export async function keySizes(
  nodes: OperationNodes,
  { address, info }: Pick<NodeReading, 'address' | 'info'>,
  slots: readonly number[],
): Promise<KeySizes> {
  const sizes: KeySizes = {
    keys: new Map(slots.map((slot) => [slot, 0])),
    bytes: new Map(slots.map((slot) => [slot, 0])),
    unseen: 0,
    big: [],
  };
  const used = [...keysByDatabase(info).keys()];
  // Without INFO it is not known which there are. A new node has none.
  for (const database of info.size > 0 ? used : [0]) {
    const counts = await keysInSlots(nodes, address, slots, database);
    const wanted: { slot: number; count: number; ask: number }[] = [];
    for (const [i, count] of counts.entries()) {
      if (typeof count !== 'number') throw new NodeFailure(address, count);
      if (count > 0) wanted.push({ slot: slots[i]!, count, ask: count });
    }
    const most = limitFor(wanted.map(({ count }) => count));
    for (const one of wanted) one.ask = Math.min(one.count, most);
    for (let at = 0; at < wanted.length;) {
      const pack: typeof wanted = [];
      for (let keys = 0; at < wanted.length && (keys === 0 || keys + wanted[at]!.ask <= AT_ONCE); at++) {
        keys += wanted[at]!.ask;
        pack.push(wanted[at]!);
      }
      await addSizes(nodes, address, database, pack, sizes);
    }
  }
  return sizes;
}

/** Keys of each slot at most, so that all slots together have MOST_KEYS at most. */
export function limitFor(counts: readonly number[]): number {
  let left = MOST_KEYS;
  const ascending = [...counts].sort((a, b) => a - b);
  for (const [i, count] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - i));
    if (count > share) return Math.max(LEAST_PER_SLOT, share);
    left -= count;
  }
  return MOST_KEYS;
}

async function addSizes(
  nodes: OperationNodes,
  address: string,
  database: number,
  pack: readonly { slot: number; count: number; ask: number }[],
  sizes: KeySizes,
): Promise<void> {
  const lists = await repliesTo(
    nodes,
    address,
    database,
    pack.map(({ slot, ask }) => ['CLUSTER', 'GETKEYSINSLOT', slot, ask]),
  );
  const listed = lists.map((list) =>
    itemsOf(list).flatMap((item) => (item.type === 'string' ? [item.bytes] : [])),
  );
  const usages = await nodes.numbers(
    address,
    listed.flat().map((key) => ['MEMORY', 'USAGE', key, 'SAMPLES', SAMPLES]),
    { database },
  );
  let next = 0;
  const large: { slot: number; key: Uint8Array; bytes: number }[] = [];
  for (const [i, { slot, count }] of pack.entries()) {
    let sum = 0;
    let seen = 0;
    for (const key of listed[i]!) {
      const bytes = usages[next++]!;
      // The key is gone by now.
      if (bytes === null) continue;
      if (typeof bytes !== 'number') throw new NodeFailure(address, bytes);
      sum += bytes;
      seen++;
      if (bytes >= FEW_BYTES) large.push({ slot, key, bytes });
    }
    sizes.keys.set(slot, sizes.keys.get(slot)! + count);
    sizes.bytes.set(slot, sizes.bytes.get(slot)! + (seen > 0 ? (sum / seen) * count : 0));
    sizes.unseen += Math.max(0, count - listed[i]!.length);
  }
  if (large.length > 0) sizes.big.push(...(await bigOnes(nodes, address, database, large)));
}

async function bigOnes(
  nodes: OperationNodes,
  address: string,
  database: number,
  large: readonly { slot: number; key: Uint8Array; bytes: number }[],
): Promise<BigKey[]> {
  const types = (
    await repliesTo(
      nodes,
      address,
      database,
      large.map(({ key }) => ['TYPE', key]),
    )
  ).map(textOf);
  const lengths = await nodes.pipeline(
    address,
    large.map(({ key }, i) => [LENGTHS[types[i]!] ?? 'EXISTS', key]),
    { database },
  );
  return large.flatMap((one, i): BigKey[] => {
    const length = lengths[i]!;
    const isKnown = Object.hasOwn(LENGTHS, types[i]!) && length.kind === 'reply';
    const elements = isKnown ? numberOf(length.reply) : null;
    const isBig = one.bytes > BIG_BYTES || (elements ?? 0) > BIG_ELEMENTS;
    return isBig ? [{ ...one, type: types[i]!, elements }] : [];
  });
}

async function repliesTo(
  nodes: OperationNodes,
  address: string,
  database: number,
  commands: readonly (readonly Arg[])[],
) {
  return (await nodes.pipeline(address, commands, { database })).map((answer) => {
    if (answer.kind === 'reply') return answer.reply;
    throw new NodeFailure(address, answer);
  });
}
