/** Judges whether a tag is too much for one shard, and why. All keys of a tag are in one slot, so it cannot be split. Pure. */
import { grouped } from '../../../shared/format/count.ts';
import type { Estimate, TagRow } from '../../../shared/slots/scan-model.ts';

export interface Whole {
  /** All keys counted, and their estimated memory. */
  keys: number;
  memory: Estimate | null;
  /** Shards with slots, or codis's groups. */
  shards: number;
  unit: 'shard' | 'group';
}

export interface Judgement {
  verdict: TagRow['verdict'];
  reason: string;
}

const HEAVY = 0.1;
/** Fewer keys or less memory than this are no burden, whatever their share of a tiny keyspace. */
const FEW = 100;
const LITTLE = 100 * 1024;
const NONE: Judgement = { verdict: 'none', reason: '' };

const number = (value: number) => grouped(Math.round(value));
const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

function size(bytes: number): string {
  const unit = Math.min(UNITS.length - 1, bytes < 1024 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** unit;
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

const noMove = ({ unit }: Whole) => (unit === 'group' ? 'No move of slots' : 'No reshard');

/** `maxMemory` of the tag's node in bytes, 0 for none or unknown. */
export function judge(keys: number, memory: Estimate | null, maxMemory: number, whole: Whole): Judgement {
  if (whole.keys === 0 || whole.shards === 0) return NONE;
  // The lower bound must exceed it, because three samples may be far off.
  const surely = memory ? memory.value - memory.error : 0;
  if (memory && maxMemory > 0 && surely > maxMemory)
    return {
      verdict: 'too-big',
      reason: `About ${size(memory.value)} is more than its node's maxmemory of ${size(maxMemory)}.`,
    };
  // A single shard has all keys, whatever their tags.
  if (whole.shards === 1) return NONE;
  const evenKeys = whole.keys / whole.shards;
  if (keys >= FEW && keys > evenKeys)
    return {
      verdict: 'too-big',
      reason: `${number(keys)} keys are more than an even share of a ${whole.unit} (${number(evenKeys)}). ${noMove(whole)} can balance this, because a tag stays in one slot.`,
    };
  const evenMemory = (whole.memory?.value ?? 0) / whole.shards;
  const large = memory !== null && evenMemory > 0 && memory.value >= LITTLE;
  if (large && surely > evenMemory)
    return {
      verdict: 'too-big',
      reason: `About ${size(memory.value)} is more than an even share of a ${whole.unit} (${size(evenMemory)}). ${noMove(whole)} can balance this, because a tag stays in one slot.`,
    };
  if (keys >= FEW && keys > evenKeys * HEAVY)
    return {
      verdict: 'heavy',
      reason: `${number((keys / evenKeys) * 100)} % of an even share of a ${whole.unit} (${number(evenKeys)} keys) is in this tag and can only move as a whole.`,
    };
  if (large && surely > evenMemory * HEAVY)
    return {
      verdict: 'heavy',
      reason: `${number((memory.value / evenMemory) * 100)} % of an even share of a ${whole.unit}'s memory (${size(evenMemory)}) is in this tag and can only move as a whole.`,
    };
  return NONE;
}
