/** The messages for a subscription or MONITOR that broke, and continues. Pure. */
import { counted } from '../../../shared/format/count.ts';
import { clockTime, durationWords } from '../../../shared/format/clock.ts';
import { readable } from '../../../shared/format/escape.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';

interface Named {
  kind: string;
  /** Empty for MONITOR. */
  channel: Uint8Array;
}

/** The time from which nothing came, by Date.now(). */
export interface Gap {
  since: number;
}

/** Channels named in one notice. */
const NAMED = 3;

/** `SUBSCRIBE news, more and 5 others`; kinds that broke together are named one after another. */
function nameOf(streams: readonly Named[]): string {
  const kinds = new Map<string, string[]>();
  for (const { kind, channel } of streams)
    kinds.set(kind, [...(kinds.get(kind) ?? []), readable(channel.subarray(0, 100))]);
  const parts = [...kinds].map(([kind, channels]) => {
    const rest = channels.length - NAMED;
    const more = rest > 0 ? ` and ${counted(rest, 'other')}` : '';
    return `${kind.toUpperCase()} ${channels.slice(0, NAMED).join(', ')}${more}`.trim();
  });
  return parts.join('; ');
}

/** `heardAt`: when the node last sent anything, by Date.now(). */
export const brokenText = (
  node: NodeAddress,
  streams: readonly Named[],
  reason: string,
  heardAt: number,
): string =>
  `${nameOf(streams)}: the connection to ${node} broke (${reason}); nothing has come since ${clockTime(heardAt)}. Trying again.`;

/** Without gaps, it is new at the node. */
export function goesOnText(
  node: NodeAddress,
  streams: readonly Named[],
  gaps: readonly Gap[],
  now: number,
): string {
  const since = Math.min(...gaps.map((gap) => gap.since));
  const name = nameOf(streams);
  if (!Number.isFinite(since)) return `${name} hears ${node} too from now on.`;
  return `${name} goes on at ${node} after ${durationWords(now - since)}: what was sent between ${clockTime(since)} and ${clockTime(now)} may be missing.`;
}

export const refusedText = (node: NodeAddress, streams: readonly Named[], error: string): string =>
  `${nameOf(streams)} could not be made again: ${node} answers ${error}. It has ended; type it again when that is mended.`;

export const leftOutText = (count: number): string =>
  `MONITOR left out ${counted(count, 'command')} of Slotshell's own (map, figures, panels). "MONITOR with Slotshell’s own commands: on" in the palette shows them.`;
