/** Numbers, times and ranges as the panels write them. */
import { byteSize } from '../../shared/format/byte-size.ts';
import { grouped } from '../../shared/format/count.ts';
import type { NodeAddress, SlotRange } from '../../shared/cluster/topology.ts';
import { hasAddress } from '../../shared/cluster/no-address.ts';
import type { LanguageName } from '../../shared/language/language.ts';
import { agoWords, words } from './words.ts';

export { byteSize };

export function milliseconds(n: number): string {
  return n >= 1000 ? grouped(Math.round(n)) : n.toFixed(1);
}

export const portOf = (address: NodeAddress): string =>
  hasAddress(address) ? address.slice(address.lastIndexOf(':')) : words.noAddress;

const range = ({ first, last }: SlotRange): string => (first === last ? String(first) : `${first}–${last}`);

/** The first ranges, and how many more: `0–5460`, `0–100, 200 +3`. */
export function slotRanges(ranges: readonly SlotRange[], shown = 2): string {
  if (ranges.length === 0) return words.noSlots;
  const more = ranges.length - shown;
  const text = ranges.slice(0, shown).map(range).join(', ');
  return more > 0 ? `${text} +${more}` : text;
}

export const allSlotRanges = (ranges: readonly SlotRange[]): string => slotRanges(ranges, ranges.length);

export function ago(since: number, now: number, language: LanguageName = 'en'): string {
  const words = agoWords(language);
  const seconds = Math.max(0, Math.round((now - since) / 1000));
  if (seconds < 90) return words.seconds({ count: seconds });
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? words.minutes({ count: minutes }) : words.hours({ count: Math.round(minutes / 60) });
}
