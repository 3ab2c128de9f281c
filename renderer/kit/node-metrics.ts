/** Each node's latest metrics and its load over time. */
import type { NodeAddress } from '../../shared/cluster/topology.ts';
import type { NodeStats } from '../../shared/cluster/node-stats.ts';

export interface NodeMetrics {
  latest: NodeStats;
  /** Keys in the shell's database. */
  keys: number | null;
  /** Operations a second, oldest first, at most SAMPLES of them. */
  samples: readonly number[];
}

export type Metrics = { readonly [node: NodeAddress]: NodeMetrics };

const SAMPLES = 60;

/** Adds one round of metrics. A round asks every node of the map: a node that is not in it has left. */
export function addSamples(metrics: Metrics, stats: readonly NodeStats[], database = 0): Metrics {
  const next: { [node: NodeAddress]: NodeMetrics } = {};
  for (const latest of stats) {
    const before = metrics[latest.address]?.samples ?? [];
    const samples = latest.ops === null ? before : [...before.slice(1 - SAMPLES), latest.ops];
    next[latest.address] = { latest, samples, keys: keysOf(latest, database) };
  }
  return next;
}

const keysOf = ({ keys, databases }: NodeStats, database: number): number | null =>
  keys === null ? null : (databases[database] ?? 0);

/** The same metrics with the keys of another database; the same object if nothing changes. */
export function metricsIn(metrics: Metrics, database: number): Metrics {
  const all = Object.entries(metrics);
  if (all.every(([, { latest, keys }]) => keys === keysOf(latest, database))) return metrics;
  return Object.fromEntries(all.map(([node, one]) => [node, { ...one, keys: keysOf(one.latest, database) }]));
}

const NONE = 10;
const tops = new WeakMap<Metrics, number>();

/** The most operations a second of any sample, at least 10: the one scale of all sparklines, so that they compare. */
export function busiest(metrics: Metrics): number {
  let top = tops.get(metrics);
  if (top === undefined) {
    top = NONE;
    for (const { samples } of Object.values(metrics))
      for (const sample of samples) if (sample > top) top = sample;
    tops.set(metrics, top);
  }
  return top;
}
