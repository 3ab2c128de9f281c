/** Each node's latest figures and how busy it has been. */
import type { NodeAddress, NodeStats } from '../shared/model.ts';

export interface NodeFigures {
  latest: NodeStats;
  /** Operations a second, oldest first, at most SAMPLES of them. */
  samples: readonly number[];
}

export type Figures = { readonly [node: NodeAddress]: NodeFigures };

const SAMPLES = 60;

/** The figures with those that have just come. */
export function addSamples(figures: Figures, stats: readonly NodeStats[]): Figures {
  const next: { [node: NodeAddress]: NodeFigures } = { ...figures };
  for (const latest of stats) {
    const before = figures[latest.address]?.samples ?? [];
    const samples = latest.ops === null ? before : [...before, latest.ops].slice(-SAMPLES);
    next[latest.address] = { latest, samples };
  }
  return next;
}
