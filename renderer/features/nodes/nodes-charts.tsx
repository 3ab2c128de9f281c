/** The load of every node as live charts: a row a shard, a chart for each kind of load, and the figures as a table on request. */
import { scaleLinear } from 'd3-scale';
import { useMemo } from 'preact/hooks';
import type { ClusterNode, Topology } from '../../../shared/cluster/topology.ts';
import { Address, ShardBadge, shardColour } from '../../kit/parts.tsx';
import { VirtualList } from '../../kit/virtual-list.tsx';
import type { PanelProps } from '../../window/state.ts';
import { figuresOf, largestOf, LOADS, piecesOf, type Load } from './load-history.ts';
import { chartWords, loadText } from './chart-words.ts';
import type { ShardRows } from './node-words.ts';
import { nodesWords } from './words.ts';

const w = chartWords;
const c = nodesWords('en').common;

/** Units of the drawing: it is stretched to its place. */
const WIDTH = 300;
const HEIGHT = 60;
const ROW = 132;

/** The top of each chart, the same for all shards, so that they compare. */
type Tops = { readonly [L in Load]: number };

/** No chart is scaled to less than this: noise would look like load. */
const LEAST: Tops = { ops: 10, memory: 1_000_000, clients: 10, latency: 1 };

type Props = PanelProps & { topology: Topology; found: readonly ShardRows[] };

export function NodesCharts({ topology, found, state, send }: Props) {
  const { history, chartMinutes } = state.nodes;
  const until = history.stats.at(-1)?.at ?? state.now;
  const since = until - chartMinutes * 60_000;
  const tops = useMemo(
    () =>
      Object.fromEntries(
        LOADS.map((load) => [load, niceTop(Math.max(LEAST[load], largestOf(history, load, since)))]),
      ) as Tops,
    [history, since],
  );
  return (
    <div class="loadcharts" role="group" aria-label={w.title}>
      <VirtualList
        label={w.title}
        count={found.length}
        size={() => ROW}
        rowKey={(i) => (found[i]!.place === 'alone' ? 0 : found[i]!.shard.number)}
        measured
        overscan={2}
        version={`${topology.version} ${found.length}`}
        attributes={{ role: 'presentation', tabIndex: undefined }}
        row={(i) => <ShardCharts {...found[i]!} {...{ tops, since, until, topology, state, send }} />}
      />
    </div>
  );
}

interface ShardProps extends PanelProps, ShardRows {
  topology: Topology;
  tops: Tops;
  since: number;
  until: number;
}

function ShardCharts(props: ShardProps) {
  const { shard, place, nodes, topology, state, send } = props;
  const { number } = shard;
  const isGroup = place === 'group';
  const open = state.nodes.openCharts.has(number);
  const name = isGroup
    ? nodesWords('en').codis.group({ number })
    : place === 'shard'
      ? c.shard({ shard: number })
      : topology.kind === 'proxy'
        ? c.proxy
        : c.server;
  return (
    <div class="shardcharts" role="group" aria-label={w.load(name)} data-shard={shardColour(number)}>
      <h3>
        <button
          type="button"
          class="row"
          aria-expanded={open}
          onClick={() => send({ type: 'chart-figures', shard: number, open: !open })}
        >
          <ShardBadge shard={number} isGroup={isGroup} />
          <b>{name}</b>
          <span class="xs f3">{open ? w.hideFigures : w.showFigures}</span>
        </button>
      </h3>
      <div class="fourcharts">
        {LOADS.map((load) => (
          <Chart key={load} load={load} {...props} />
        ))}
      </div>
      {open && <FiguresTable nodes={nodes} since={props.since} state={state} name={name} />}
    </div>
  );
}

function Chart({ load, shard, nodes, tops, since, until, state }: ShardProps & { load: Load }) {
  const { history } = state.nodes;
  const x = scaleLinear([since, until], [0, WIDTH]);
  const y = scaleLinear([0, tops[load]], [HEIGHT - 1, 2]);
  // The primary is drawn last, over its replicas.
  const order = [...nodes].sort((a, b) => Number(a === shard.primary) - Number(b === shard.primary));
  const lines = order.map((node) => ({ node, pieces: piecesOf(history, load, node.address, since) }));
  const first = shard.primary ?? nodes[0];
  const figures = first && figuresOf(history, load, first.address, since);
  const now = figures?.now ?? null;
  const isUnasked = load === 'latency' && history.pings.length === 0;
  return (
    <div
      class="loadchart"
      role="img"
      aria-label={w.chart(load, first?.address ?? c.noPrimary, figures ?? null, state.nodes.chartMinutes)}
    >
      <div class="caption row xs">
        <span class="f2">{w.loads[load]}</span>
        <span class="grow" />
        <b class="num">{now === null ? (isUnasked ? w.asking : w.noAnswer) : loadText(load, now)}</b>
      </div>
      <div class="plot">
        <span class="top xs f3 num">{loadText(load, tops[load])}</span>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          {lines.map(({ node, pieces }) => (
            <path
              key={node.address}
              class={node === shard.primary ? 'primary' : 'replica'}
              d={pieces.map((piece) => pathOf(piece.map(({ at, value }) => [x(at), y(value)]))).join('')}
            />
          ))}
        </svg>
      </div>
    </div>
  );
}

/** A point alone is a short line. */
function pathOf(points: readonly (readonly [x: number, y: number])[]): string {
  const [first] = points;
  const shown = points.length === 1 && first ? [first, [first[0] + 1, first[1]] as const] : points;
  return shown.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}

function FiguresTable({
  nodes,
  since,
  state,
  name,
}: {
  nodes: readonly ClusterNode[];
  since: number;
  state: PanelProps['state'];
  name: string;
}) {
  const { history, chartMinutes } = state.nodes;
  return (
    <table class="loadfigures sm">
      <caption class="unseen">{w.figures(name, chartMinutes)}</caption>
      <thead>
        <tr>
          <th scope="col">{w.node}</th>
          {LOADS.map((load) => (
            <th key={load} scope="col" class="num">
              {w.loads[load]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {nodes.map(({ address, role }) => (
          <tr key={address}>
            <th scope="row">
              <Address address={address} /> <span class="xs f3">{c.roles[role]}</span>
            </th>
            {LOADS.map((load) => {
              const figures = figuresOf(history, load, address, since);
              return (
                <td key={load} class="num">
                  {figures ? (
                    <>
                      {figures.now === null ? w.noAnswer : loadText(load, figures.now)}{' '}
                      <span class="xs f3">
                        {w.range(loadText(load, figures.least), loadText(load, figures.most))}
                      </span>
                    </>
                  ) : (
                    <span class="f3">{w.noAnswer}</span>
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The next of 1, 2, 2.5 and 5 times a power of ten. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((top) => top >= value) ?? value;
}
