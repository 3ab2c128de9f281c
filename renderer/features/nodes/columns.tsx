/** The columns of the Nodes view: what each shows, its width, and which are dropped first in a narrow window. */
import type { ComponentChildren } from 'preact';
import type { ClusterNode, Shard } from '../../../shared/cluster/topology.ts';
import type { NodeStats } from '../../../shared/cluster/node-stats.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import { grouped } from '../../../shared/format/count.ts';
import { byteSize, milliseconds, slotRanges } from '../../kit/numbers.ts';
import { Sparkline } from '../../kit/sparkline.tsx';
import { duration } from './duration.ts';
import { fitColumns, type Fitted } from './fit-columns.ts';
import type { Place } from './node-words.ts';
import { nodesWords, words } from './words.ts';

const w = words.table;
const rate = (operations: number) => nodesWords('en').common.rate({ operations });

export interface NodeFacts {
  node: ClusterNode;
  shard: Shard;
  place: Place;
  stats: NodeStats | undefined;
  /** In the shell's database. */
  keys: number | null;
  samples: readonly number[];
  /** Operations a second at the top of every sparkline. */
  top: number;
}

interface Column extends Fitted {
  name: string;
  left?: boolean;
  cell: (facts: NodeFacts) => ComponentChildren;
  /** The cell as text, for the details; null if the node has none. */
  text: (facts: NodeFacts) => string | null;
}

const some = <T extends NonNullable<unknown>>(value: T | null | undefined, write: (value: T) => string) =>
  value === null || value === undefined ? null : write(value);

/** A server's own text, safe to show in a cell. */
const said = (text: string): string => escapeForLine(text.slice(0, 100));

function memoryText({ stats }: NodeFacts): string | null {
  if (!stats || stats.memory === null) return null;
  const { memory, maxMemory } = stats;
  return maxMemory
    ? w.memoryOf(byteSize(memory), byteSize(maxMemory))
    : maxMemory === 0
      ? w.noLimit(byteSize(memory))
      : byteSize(memory);
}

function MemoryBar({ stats }: { stats: NodeStats }) {
  const part = stats.maxMemory ? Math.min(1, (stats.memory ?? 0) / stats.maxMemory) : 0;
  return (
    <span class="memorybar" aria-hidden="true">
      <i class={part >= 0.9 ? 'full' : undefined} style={{ width: `${(part * 100).toFixed(1)}%` }} />
    </span>
  );
}

const lagText = ({ stats }: NodeFacts) =>
  stats?.link === 'down' ? w.linkDown : some(stats?.lag, (lag) => (lag === 0 ? w.none : byteSize(lag)));

function plain(
  name: string,
  width: number,
  rank: number,
  text: Column['text'],
  more: Partial<Column> = {},
): Column {
  return { name, width, rank, text, cell: text, ...more };
}

/** In their order. The node's own column comes first and is always there. */
const COLUMNS: readonly Column[] = [
  plain(
    w.slots,
    156,
    12,
    ({ node, shard, place }) =>
      place !== 'alone' && node === shard.primary
        ? `${grouped(shard.slotCount)} · ${slotRanges(shard.slots, 1)}`
        : null,
    { left: true },
  ),
  plain(w.keys, 76, 2, ({ keys }) => some(keys, grouped)),
  {
    name: w.ops,
    width: 152,
    rank: 0,
    text: ({ stats }) => some(stats?.ops, rate),
    cell: ({ stats, samples, top }) => (
      <>
        <Sparkline samples={samples} top={top} width={92} />
        <span class="grow" />
        {some(stats?.ops, rate) ?? '–'}
      </>
    ),
  },
  {
    name: w.memory,
    width: 96,
    rank: 1,
    text: memoryText,
    cell: ({ stats }) =>
      stats && stats.memory !== null ? (
        <>
          {stats.maxMemory ? <MemoryBar stats={stats} /> : null}
          {byteSize(stats.memory)}
        </>
      ) : null,
  },
  plain(w.lag, 72, 1, lagText, {
    cell: (facts) => (facts.stats?.link === 'down' ? <span class="bad">{w.linkDown}</span> : lagText(facts)),
  }),
  plain(w.latency, 64, 5, ({ stats }) => some(stats?.latency, (ms) => w.milliseconds(milliseconds(ms)))),
  plain(w.version, 68, 4, ({ stats }) => some(stats?.version, said)),
  plain(w.epoch, 52, 4, ({ node, place }) => (place === 'shard' ? String(node.configEpoch) : null)),
  plain(w.link, 92, 6, ({ node, place }) => (place === 'shard' ? node.linkState : null), {
    left: true,
    cell: ({ node, place }) =>
      place !== 'shard' ? null : node.linkState === 'connected' ? (
        w.connected
      ) : (
        <span class="bad">{w.disconnected}</span>
      ),
  }),
  plain(w.offset, 104, 7, ({ stats }) => some(stats?.offset, grouped)),
  plain(w.clients, 60, 8, ({ stats }) => some(stats?.clients, grouped)),
  plain(w.uptime, 72, 9, ({ stats }) => some(stats?.uptime, duration)),
  plain(w.flags, 104, 10, ({ node }) => said(node.flags.join(' ')) || null, { left: true }),
  plain(w.reports, 64, 11, ({ node, place }) =>
    place === 'shard' ? (node.failureReports === 0 ? w.none : w.nodes(node.failureReports)) : null,
  ),
];

/** The node's own column, in pixels. */
const NODE_WIDTH = 216;
/** Space between columns and at the edges, as nodes-view.css has it. */
const GAP = 12;
const EDGES = 32;
const ACTIONS = 28;

/** The columns that fit into a view of this width (pixels), in their order. */
export const columnsFor = (width: number): readonly Column[] =>
  fitColumns(COLUMNS, width - NODE_WIDTH - EDGES - ACTIONS - GAP, GAP);

export const gridOf = (columns: readonly Column[]): string =>
  [`minmax(120px, 1fr)`, ...columns.map(({ width }) => `${width}px`), `${ACTIONS}px`].join(' ');

/** Every metric of the node as text, by the name of its column. */
export const metricsOf = (facts: NodeFacts): { name: string; text: string }[] =>
  COLUMNS.flatMap(({ name, text }) => {
    const told = text(facts);
    return told === null ? [] : [{ name, text: told }];
  });
