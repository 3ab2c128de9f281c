/** The figures of a scan as text. Pure. */
import type { Estimate, ScanOptions, ScanState, TypeShare } from '../../../shared/slots/scan-model.ts';
import { CODIS_SLOTS } from '../../../shared/slots/codis-slots.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import { grouped } from '../../../shared/format/count.ts';
import { byteSize, slotRanges } from '../../kit/numbers.ts';
import { shown } from '../../kit/slot-query.ts';
import { codisWords, words } from './words.ts';

/** A share, 0 to 1: `11.8%`; `<0.1%` for one that rounds to zero but is not. */
export function percent(share: number): string {
  if (share > 0 && share < 0.0005) return '<0.1%';
  return `${(share * 100).toFixed(1)}%`;
}

/** `± 3%`; empty for an exact figure. */
export function errorOf({ value, error }: Estimate): string {
  if (error === 0 || value === 0) return '';
  const part = (error / value) * 100;
  return `± ${part < 1 ? part.toFixed(1) : Math.round(part)}%`;
}

export const memoryText = (memory: Estimate): string =>
  `${byteSize(Math.round(memory.value))} ${errorOf(memory)}`.trimEnd();

export const typesText = (types: readonly TypeShare[]): string =>
  types.map(({ type, share }) => `${clipped(type, 40)} ${Math.round(share * 100)}%`).join(' · ');

/** A module names its types, and a note may quote a server. */
const clipped = (text: string, longest: number): string =>
  escapeForLine(text.length > longest ? `${text.slice(0, longest)}…` : text);

/** Bytes of a name that are shown; servers allow half a gigabyte. */
const LONGEST = 300;

/** A tag or prefix as text that is safe to show. */
export function nameText(name: Uint8Array): string {
  if (name.length <= LONGEST) return shown(name);
  let end = LONGEST;
  while (end > LONGEST - 4 && (name[end]! & 0xc0) === 0x80) end--;
  return `${shown(name.subarray(0, end))}…`;
}

export const tagText = (tag: Uint8Array): string => `{${nameText(tag)}}`;

/** `1 min 18 s`. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (milliseconds < 9950) return `${(milliseconds / 1000).toFixed(1)} s`;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export interface Progress {
  /** 0 to 1; 1 only when all is done. */
  share: number;
  /** Keys that SCAN lists a second; null while unknown. */
  rate: number | null;
  /** Milliseconds left at the rate so far; null if unknown. */
  left: number | null;
}

export function progressOf(scan: ScanState): Progress {
  const scanned = scan.shards.reduce((sum, shard) => sum + shard.scanned, 0);
  const expected = scan.shards.reduce((sum, shard) => sum + shard.expected, 0);
  const byLimit = scan.options.limit > 0 ? scan.keys / scan.options.limit : 0;
  const part = Math.max(expected > 0 ? scanned / expected : 0, byLimit);
  // SCAN may list a key twice, and keys are added while it runs.
  const share = scan.phase === 'done' ? 1 : Math.min(0.99, part);
  const rate = scan.milliseconds > 0 && scanned > 0 ? (scanned / scan.milliseconds) * 1000 : null;
  const running = scan.phase === 'running' || scan.phase === 'paused';
  const told = running && share > 0.005 && scan.milliseconds >= 500;
  return { share, rate, left: told ? ((1 - share) / share) * scan.milliseconds : null };
}

/** How far one shard is, 0 to 1. */
export const shardProgress = ({ done, scanned, expected }: ScanState['shards'][number]): number =>
  done ? 1 : Math.min(0.99, expected > 0 ? scanned / expected : 0);

/** The texts about a scan. */
export const wordsOf = (scan: Pick<ScanState, 'slots'>) => (isOfCodis(scan) ? codisWords : words);

/** Whether it went through codis, which has groups in place of shards. */
export const isOfCodis = ({ slots }: Pick<ScanState, 'slots'>): boolean => slots.length === CODIS_SLOTS;

/** `SCAN MATCH user:* COUNT 500 on the replicas, 5 ms between calls, at most 1,000 keys`. */
export function optionsText(options: ScanOptions, isCodis = false): string {
  const { count, replicas, database, pause, limit } = options;
  const w = words.options;
  const command = isCodis
    ? ['SLOTSSCAN', w.onSlots(count)]
    : ['SCAN', ...filterOf(options), w.on(count, replicas)];
  if (database > 0) command.push(w.database(database));
  const more = [...(pause > 0 ? [w.pause(pause)] : []), ...(limit > 0 ? [w.limit(limit)] : [])];
  return [command.join(' '), ...more].join(', ');
}

const filterOf = ({ match, type }: ScanOptions): string[] => [
  ...(match ? [`MATCH ${match}`] : []),
  ...(type ? [`TYPE ${type}`] : []),
];

export const evenShare = ({ keys, shards }: ScanState): number =>
  shards.length > 0 ? keys / shards.length : 0;

export function tagCount({ tags, estimates }: ScanState): string {
  if (!estimates) return words.caveats.tags(tags);
  return words.caveats.aboutTags(grouped(Math.round(estimates.tags.value)), errorOf(estimates.tags));
}

/** Sentences about inexact results and events during the scan, the most serious first. */
export function caveats(scan: ScanState): string[] {
  const { estimates, options } = scan;
  const w = wordsOf(scan).caveats;
  const messages: string[] = [];
  if (scan.unsettled.length > 0) messages.push(moved(w.unsettled, scan.unsettled));
  if (scan.recounted.length > 0) messages.push(moved(w.recounted, scan.recounted));
  if (estimates) {
    const tags = grouped(Math.round(estimates.tags.value));
    messages.push(`${w.tooManyTags(estimates.lowBy, tags)} ${errorOf(estimates.tags)}`.trimEnd() + '.');
    if (estimates.prefixesLowBy > 0) messages.push(w.prefixesLow(estimates.prefixesLowBy));
  }
  if (options.match || options.type) messages.push(w.filtered(filterOf(options).join(w.and)));
  if (scan.phase === 'stopped') messages.push(w.stopped);
  for (const { shard, note } of scan.shards) if (note) messages.push(w.shard(shard, clipped(note, 500)));
  return [...messages, ...scan.notes.map((note) => clipped(note, 500))];
}

function moved(say: (isOne: boolean, slots: string) => string, ranges: ScanState['recounted']): string {
  const isOne = ranges.length === 1 && ranges[0]!.first === ranges[0]!.last;
  return say(isOne, words.caveats.slots(isOne, slotRanges(ranges, 5)));
}
