/** Texts of the charts of the Nodes view. */
import { grouped } from '../../../shared/format/count.ts';
import { byteSize, milliseconds } from '../../kit/numbers.ts';
import type { Figures, Load } from './load-history.ts';

const loads = { ops: 'Operations', memory: 'Memory', clients: 'Clients', latency: 'PING' } as const;

/** A value with its unit. */
export function loadText(load: Load, value: number): string {
  switch (load) {
    case 'ops':
      return `${grouped(Math.round(value))}/s`;
    case 'memory':
      return byteSize(Math.round(value));
    case 'clients':
      return grouped(Math.round(value));
    case 'latency':
      return `${value < 10 ? value.toFixed(2) : milliseconds(value)} ms`;
  }
}

export const chartWords = {
  load: (shard: string) => `Load of ${shard}`,
  title: 'Load of the nodes',
  shown: 'What is shown',
  table: 'Table',
  charts: 'Charts',
  minutes: 'Time shown',
  lastMinutes: (n: number) => (n === 1 ? 'last minute' : `last ${n} minutes`),
  loads,
  node: 'Node',
  noAnswer: 'no answer',
  asking: 'asking…',
  showFigures: 'figures',
  hideFigures: 'hide figures',
  figures: (shard: string, minutes: number) =>
    `${shard}: each figure now, and the smallest and largest of the last ${minutes} minutes`,
  range: (least: string, most: string) => `${least} – ${most}`,
  chart: (load: Load, node: string, figures: Figures | null, minutes: number): string => {
    if (!figures) return `${loads[load]} of ${node}: no answer in the last ${minutes} minutes`;
    const now = figures.now === null ? 'no answer' : loadText(load, figures.now);
    const range = `${loadText(load, figures.least)} to ${loadText(load, figures.most)}`;
    return `${loads[load]} of ${node}: ${now} now, ${range} in the last ${minutes} minutes`;
  },
};
