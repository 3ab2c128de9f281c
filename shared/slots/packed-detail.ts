/** A slot's keys in one buffer for each node: copying 100,000 small buffers over IPC would take seconds. */
import type { SlotDetail, SlotPart } from './slot-model.ts';

interface PackedPart extends Omit<SlotPart, 'keys'> {
  /** All keys, one after another. */
  bytes: Uint8Array;
  /** For each key, where it ends in `bytes`. */
  ends: Uint32Array;
}

export interface PackedDetail extends Omit<SlotDetail, 'parts'> {
  parts: PackedPart[];
}

/** Packs keys of at most 4 GB in total. */
export function packDetail(detail: SlotDetail): PackedDetail {
  return { ...detail, parts: detail.parts.map(packPart) };
}

function packPart({ keys, ...part }: SlotPart): PackedPart {
  const ends = new Uint32Array(keys.length);
  let end = 0;
  for (const [i, key] of keys.entries()) ends[i] = end += key.length;
  const bytes = new Uint8Array(end);
  for (const [i, key] of keys.entries()) bytes.set(key, ends[i]! - key.length);
  return { ...part, bytes, ends };
}

/** The keys are views of one buffer; slice a key before sending it on. */
export function unpackDetail(detail: PackedDetail): SlotDetail {
  return { ...detail, parts: detail.parts.map(unpackPart) };
}

function unpackPart({ bytes, ends, ...part }: PackedPart): SlotPart {
  const keys = Array.from(ends, (end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1]!, end));
  return { ...part, keys };
}
