/** The columns of the Nodes view: what each shows, how wide it is, and which give way first in a narrow window. */
import type { ComponentChildren } from 'preact';
import type { ClusterNode, Shard } from '../../../shared/cluster/topology.ts';
import type { NodeStats } from '../../../shared/cluster/node-stats.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import { byteSize, counted, grouped, milliseconds, slotRanges } from '../../kit/numbers.ts';
import { Sparkline } from '../../kit/sparkline.tsx';
import { duration } from './duration.ts';
import { fitColumns, type Fitted } from './fit-columns.ts';

export interface NodeFacts {
  node: ClusterNode;
  shard: Shard;
  clustered: boolean;
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
  /** The cell in words, for the details; null where the node has none. */
  text: (facts: NodeFacts) => string | null;
}

const some = <T extends NonNullable<unknown>>(value: T | null | undefined, write: (value: T) => string) =>
  value === null || value === undefined ? null : write(value);

/** What a server says of itself, as it may stand in a cell. */
const said = (text: string): string => escapeForLine(text.slice(0, 100));

function memoryText({ stats }: NodeFacts): string | null {
  if (!stats || stats.memory === null) return null;
  const { memory, maxMemory } = stats;
  return maxMemory
    ? `${byteSize(memory)} of ${byteSize(maxMemory)}`
    : `${byteSize(memory)}${maxMemory === 0 ? ', no limit' : ''}`;
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
  stats?.link === 'down' ? 'link down' : some(stats?.lag, (lag) => (lag === 0 ? 'none' : byteSize(lag)));

function plain(
  name: string,
  width: number,
  rank: number,
  text: Column['text'],
  more: Partial<Column> = {},
): Column {
  return { name, width, rank, text, cell: text, ...more };
}

/** In the order they stand; the node itself is before them and always there. */
const COLUMNS: readonly Column[] = [
  plain(
    'Slots',
    156,
    12,
    ({ node, shard, clustered }) =>
      clustered && node === shard.primary
        ? `${grouped(shard.slotCount)} · ${slotRanges(shard.slots, 1)}`
        : null,
    { left: true },
  ),
  plain('Keys', 76, 2, ({ keys }) => some(keys, grouped)),
  {
    name: 'Ops/s',
    width: 152,
    rank: 0,
    text: ({ stats }) => some(stats?.ops, (ops) => `${grouped(ops)}/s`),
    cell: ({ stats, samples, top }) => (
      <>
        <Sparkline samples={samples} top={top} width={92} />
        <span class="grow" />
        {some(stats?.ops, (ops) => `${grouped(ops)}/s`) ?? '–'}
      </>
    ),
  },
  {
    name: 'Memory',
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
  plain('Lag', 72, 1, lagText, {
    cell: (facts) => (facts.stats?.link === 'down' ? <span class="bad">link down</span> : lagText(facts)),
  }),
  plain('Latency', 64, 5, ({ stats }) => some(stats?.latency, (ms) => `${milliseconds(ms)} ms`)),
  plain('Version', 68, 4, ({ stats }) => some(stats?.version, said)),
  plain('Epoch', 52, 4, ({ node, clustered }) => (clustered ? String(node.configEpoch) : null)),
  plain('Link', 92, 6, ({ node, clustered }) => (clustered ? node.linkState : null), {
    left: true,
    cell: ({ node, clustered }) =>
      !clustered ? null : node.linkState === 'connected' ? (
        'connected'
      ) : (
        <span class="bad">disconnected</span>
      ),
  }),
  plain('Offset', 104, 7, ({ stats }) => some(stats?.offset, grouped)),
  plain('Clients', 60, 8, ({ stats }) => some(stats?.clients, grouped)),
  plain('Uptime', 72, 9, ({ stats }) => some(stats?.uptime, duration)),
  plain('Flags', 104, 10, ({ node }) => said(node.flags.join(' ')) || null, { left: true }),
  plain('Reports', 64, 11, ({ node, clustered }) =>
    clustered ? (node.failureReports === 0 ? 'none' : counted(node.failureReports, 'node')) : null,
  ),
];

/** Of the node's own column, pixels. */
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

/** Every figure of the node in words, by the name of its column. */
export const metricsOf = (facts: NodeFacts): { name: string; text: string }[] =>
  COLUMNS.flatMap(({ name, text }) => {
    const told = text(facts);
    return told === null ? [] : [{ name, text: told }];
  });
