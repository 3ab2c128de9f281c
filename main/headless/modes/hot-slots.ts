/** The hottest slots of a cluster by CLUSTER SLOT-STATS, where keys have no counters. */
import { counted, grouped } from '../../../shared/format/count.ts';
import type { SlotMetric, SlotStats } from '../../../shared/slots/slot-model.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { KeyShares } from './key-shares.ts';

/** What makes a slot hot: the first of these that the servers report. */
const HEAT = [
  { metrics: ['cpu-usec'], unit: 'microseconds of CPU' },
  { metrics: ['network-bytes-in', 'network-bytes-out'], unit: 'bytes of network traffic' },
] as const satisfies readonly { metrics: readonly SlotMetric[]; unit: string }[];

/** The lines about `size` slots, the hottest first; null if the servers report nothing that tells how hot a slot is. */
export function hotSlotLines(cluster: Cluster, { metrics }: SlotStats, size: number): string | null {
  const heat = HEAT.find((one) => one.metrics.some((metric) => metrics[metric]));
  if (!heat) return null;
  const shares = new KeyShares(cluster, null);
  const columns = heat.metrics.flatMap((metric) => metrics[metric] ?? []);
  const slots = Array.from(columns[0]!, (_, slot) => ({
    slot,
    heat: columns.reduce((sum, column) => sum + column[slot]!, 0),
  }));
  const hot = slots.filter((one) => one.heat > 0).sort((a, b) => b.heat - a.heat || a.slot - b.slot);
  const lines = hot.slice(0, Math.max(0, size)).map((one) => {
    const keys = metrics['key-count'] ? `, ${counted(metrics['key-count'][one.slot]!, 'key')}` : '';
    const owner = cluster.cache.owner(one.slot);
    const place = owner === null ? `slot ${one.slot}` : shares.place(one.slot, owner);
    return `hot slot found with ${grouped(one.heat)} ${heat.unit}${keys}: ${place}\n`;
  });
  const from = 'By CLUSTER SLOT-STATS, since the start of each server or its last CONFIG RESETSTAT.';
  return [
    `\n-------- summary -------\n\n${from}\n${counted(hot.length, 'slot')} had commands.\n`,
    ...lines,
  ].join('');
}
