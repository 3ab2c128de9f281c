/** The page as text, for a message to someone else. */
import type { Situation, SituationRow } from '../../../shared/operations/situation.ts';
import type { Topology } from '../../../shared/cluster/topology.ts';
import { counted } from '../../../shared/format/count.ts';
import { clockTime } from '../../../shared/format/clock.ts';
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import { allSlotRanges } from '../../kit/numbers.ts';
import { nodesOf } from '../../kit/topology-lookup.ts';
import { stopwatch } from './times.ts';
import { words } from './words.ts';

/** Runs of slots that a line names. */
const MOST_RANGES = 50;

export function reportOf(situation: Situation, topology: Topology | null): string {
  const { headline, checkedAt, rows, notes, checks, unchecked } = situation;
  const lines = [
    `${headline.title}. ${words.since(stopwatch(checkedAt - headline.since))} ${headline.text}`.trim(),
    `Checked at ${new Date(checkedAt).toISOString()}.`,
    ...rows.map((row, i) => rowText(row, i + 1, checkedAt)),
    ...(notes.length > 0 ? ['', `${words.notes}:`, ...notes.map(({ title }) => `- ${title}.`)] : []),
    '',
    `${words.fineTitle}:`,
    ...checks.map(({ name, text }) => `- ${name}: ${text}`),
    ...(unchecked.length > 0 ? [words.unchecked(unchecked)] : []),
    '',
  ];
  return [...lines, ...shardLines(lines.join('\n'), situation, topology)].join('\n');
}

/** Another window, or this one after its next connect, may number the shards in another way. */
function shardLines(text: string, { rows }: Situation, topology: Topology | null): string[] {
  const named = new Set([...text.matchAll(/\bshard (\d+)/gi)].map(([, number]) => Number(number)));
  for (const { shard } of rows) if (shard !== null) named.add(shard);
  const found = (topology?.shards ?? []).filter(({ number }) => named.has(number));
  if (found.length === 0) return [];
  const lines = found
    .sort((a, b) => a.number - b.number)
    .map((shard) => {
      const nodes = nodesOf(shard).map(({ address, id, role }) => `${address} (${role}, ${id})`);
      return `- shard ${shard.number}: ${nodes.join(', ')}`;
    });
  return [`${words.shardsTitle}:`, ...lines, ''];
}

function rowText(row: SituationRow, number: number, now: number): string {
  const { title, tag, since, slots, affects, byItself, next, details } = row;
  return [
    '',
    `${number}. ${title} [${tag}]`,
    `   since ${clockTime(since.at)} (${stopwatch(now - since.at)}), ${words.told[since.from]}`,
    ...(slots.length > 0
      ? [`   slots: ${allSlotRanges(slots.slice(0, MOST_RANGES))}, ${counted(countSlots(slots), 'slot')}`]
      : []),
    `   affects: ${affects}`,
    `   by itself: ${`${byItself.lead} ${byItself.text}`.trim()}`,
    `   next: ${next}`,
    ...details.map(({ node, says }) => `   ${node}: ${says}`),
  ].join('\n');
}
