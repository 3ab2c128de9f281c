/** The two ways in which keys get slots: that of Redis Cluster, and that of codis. */
import type { Topology } from '../cluster/topology.ts';
import { CODIS_SLOTS, codisHashedPart, crc32 } from './codis-slots.ts';
import { crc16, hashedPart, SLOT_COUNT, type HashedPart } from './slots.ts';

export interface Hashing {
  /** Number of slots. */
  slots: number;
  /** The function's name. */
  name: 'CRC16' | 'CRC32';
  part(key: Uint8Array): HashedPart;
  /** The function over the bytes from `start` up to, not including, `end`; `before` is that of the preceding bytes. */
  crc(bytes: Uint8Array, start: number, end: number, before?: number): number;
}

export const CLUSTER_HASHING: Hashing = { slots: SLOT_COUNT, name: 'CRC16', part: hashedPart, crc: crc16 };
export const CODIS_HASHING: Hashing = {
  slots: CODIS_SLOTS,
  name: 'CRC32',
  part: codisHashedPart,
  crc: crc32,
};

/** The way of the server that is connected; that of Redis Cluster for any but codis. */
export const hashingOf = (topology: Pick<Topology, 'codis'> | null): Hashing =>
  topology?.codis ? CODIS_HASHING : CLUSTER_HASHING;

/** The slot of a key behind that server. */
export function slotOfKey(topology: Pick<Topology, 'codis'> | null, key: Uint8Array): number {
  const { part, crc, slots } = hashingOf(topology);
  const { start, end } = part(key);
  return crc(key, start, end) % slots;
}
