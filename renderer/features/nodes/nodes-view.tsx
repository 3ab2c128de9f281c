/** Every node of the cluster with its metrics, by shard: a table with as many columns as fit. */
import { CODIS_SLOTS } from '../../../shared/slots/codis-slots.ts';
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ClusterNode, Topology } from '../../../shared/cluster/topology.ts';
import { busiest } from '../../kit/node-metrics.ts';
import type { PanelProps } from '../../window/state.ts';
import { slotHealth } from '../../../shared/cluster/slot-health.ts';
import { useRowFocus } from '../../kit/row-focus.ts';
import { VirtualList } from '../../kit/virtual-list.tsx';
import { columnsFor, gridOf } from './columns.tsx';
import { chartWords } from './chart-words.ts';
import { NodesCharts } from './nodes-charts.tsx';
import { CHART_MINUTES } from './state.ts';
import { stuckCount } from './migrations-banner.tsx';
import { NodesBanners, refusals } from './nodes-banners.tsx';
import { findNodes, firstNode, nodesBehind, rowsOf, shardShares, troublesOf } from './node-words.ts';
import { ShardTable, tableHeight } from './shard-table.tsx';
import { nodesWords, words } from './words.ts';

const w = words.view;

export function NodesView({ state, send }: PanelProps) {
  const { topology } = state;
  if (!topology)
    return (
      <div class="blank" role="status">
        <p>
          {state.session.phase === 'connecting'
            ? nodesWords('en').common.connectingTo({ label: state.session.label })
            : w.notConnected}
        </p>
      </div>
    );
  return <NodesTable topology={topology} state={state} send={send} />;
}

type TableProps = PanelProps & { topology: Topology };

function NodesTable({ topology, state, send }: TableProps) {
  const { metrics, nodes } = state;
  const { filter: text, troubleOnly } = nodes;
  const narrowed = text.trim() !== '' || troubleOnly;
  const found = useMemo(
    () => findNodes(topology, { text, troubleOnly }, metrics, topology.codis?.groups),
    [topology, text, troubleOnly, narrowed ? metrics : null],
  );
  const shares = useMemo(() => shardShares(sharers(topology), metrics), [topology, metrics]);
  const order = useMemo(() => rowsOf(found), [found]);
  const stop = (nodes.at !== null && order.includes(nodes.at) ? nodes.at : firstNode(found)) ?? null;
  const focus = useRowFocus(order, stop, (row) => send({ type: 'node-at', row }));
  const [width, frame] = useWidth();
  const columns = useMemo(() => columnsFor(width), [width]);
  const top = busiest(metrics);
  const at = found.findIndex((rows) => stop !== null && rowsOf([rows]).includes(stop));
  return (
    <div class="nodesview" ref={frame} {...focus}>
      <NodesHead topology={topology} found={found.flatMap((rows) => rows.nodes)} state={state} send={send} />
      <NodesBanners topology={topology} state={state} send={send} />
      {found.length === 0 && (
        <div class="blank" role="status">
          <p>{troubleOnly && text.trim() === '' ? w.noTroubled : w.noneFound}</p>
        </div>
      )}
      {nodes.charts ? (
        <NodesCharts topology={topology} found={found} state={state} send={send} />
      ) : (
        <div
          class="nodetable"
          role="table"
          aria-label={w.table}
          aria-colcount={columns.length + 2}
          style={{ '--columns': gridOf(columns) }}
        >
          <div class="noderowline columnnames" role="row">
            <span role="columnheader">{w.node}</span>
            {columns.map(({ name, left }) => (
              <span role="columnheader" key={name} class={left ? undefined : 'right'}>
                {name}
              </span>
            ))}
            <span role="columnheader">
              <span class="unseen">{w.actions}</span>
            </span>
          </div>
          <VirtualList
            label={undefined}
            count={found.length}
            size={(i) => tableHeight(found[i]!, nodes.open)}
            rowKey={(i) => (found[i]!.place === 'alone' ? 0 : found[i]!.shard.number)}
            measured
            overscan={found.length > 20 ? 3 : 20}
            version={`${topology.version} ${troubleOnly} ${text}`}
            active={nodes.at === null ? -1 : at}
            kept={at}
            attributes={{ role: 'presentation', tabIndex: undefined }}
            row={(i) => (
              <ShardTable
                rows={found[i]!}
                share={shares.get(found[i]!.shard.number)}
                columns={columns}
                top={top}
                stop={stop}
                state={state}
                send={send}
              />
            )}
          />
        </div>
      )}
    </div>
  );
}

/** The shards, or groups, that share the slots. */
const sharers = (topology: Topology): Pick<Topology, 'shards' | 'covered'> => {
  const { codis } = topology;
  return codis ? { shards: codis.groups, covered: CODIS_SLOTS - countSlots(codis.offline) } : topology;
};

function NodesHead({ topology, found, state, send }: TableProps & { found: readonly ClusterNode[] }) {
  const all = nodesBehind(topology);
  const troubled = all.filter(
    (node) => troublesOf(node, state.metrics[node.address]?.latest).length > 0,
  ).length;
  const troubles = troubleWords(topology, troubled, stuckCount(state));
  // The banners name the unknown parts.
  const calm = topology.kind !== 'unmapped' && refusals(state.metrics).nodes === 0 ? w.calm : w.calmAsKnown;
  return (
    <div class="nodeshead row wrap">
      <input
        class="input sm"
        type="search"
        data-entry
        aria-label={nodesWords('en').common.find}
        placeholder={w.findHint}
        value={state.nodes.filter}
        onInput={({ currentTarget }) =>
          send({ type: 'nodes-filter', where: 'view', text: currentTarget.value })
        }
      />
      <button
        type="button"
        class="btn toggle"
        aria-pressed={state.nodes.troubleOnly}
        onClick={() => send({ type: 'nodes-trouble', only: !state.nodes.troubleOnly })}
      >
        {w.onlyTrouble}
      </button>
      <span class={`sm ${troubles.length > 0 ? 'bad' : 'f3'}`}>{troubles.join(', ') || calm}</span>
      <span class="grow" />
      <ChartsChoice state={state} send={send} />
      <span class="sm f3 num" role="status">
        {found.length === all.length
          ? topology.codis
            ? w.allOfCodis(all.length, topology.codis.groups.length)
            : w.all(all.length, topology.kind === 'cluster' ? topology.shards.length : null)
          : w.some(found.length, all.length)}
      </span>
    </div>
  );
}

function ChartsChoice({ state, send }: PanelProps) {
  const { charts, chartMinutes } = state.nodes;
  return (
    <>
      {charts && (
        <select
          class="input sm minutes"
          aria-label={chartWords.minutes}
          onChange={({ currentTarget }) => {
            const minutes = CHART_MINUTES.find((one) => String(one) === currentTarget.value);
            if (minutes) send({ type: 'chart-minutes', minutes });
          }}
        >
          {CHART_MINUTES.map((minutes) => (
            <option key={minutes} value={minutes} selected={minutes === chartMinutes}>
              {chartWords.lastMinutes(minutes)}
            </option>
          ))}
        </select>
      )}
      <div class="seg" role="group" aria-label={chartWords.shown}>
        {[false, true].map((shown) => (
          <button
            key={String(shown)}
            type="button"
            aria-pressed={charts === shown}
            onClick={() => send({ type: 'nodes-charts', shown })}
          >
            {shown ? chartWords.charts : chartWords.table}
          </button>
        ))}
      </div>
    </>
  );
}

/** Sums up the banners and rows below. */
function troubleWords(topology: Topology, troubled: number, stuck: number): string[] {
  const { views, contests } = topology;
  const { unowned } = slotHealth(topology);
  const offline = countSlots(topology.codis?.offline ?? []);
  const contested = countSlots(contests.flatMap(({ slots }) => slots));
  return [
    ...(troubled > 0 ? [w.troubled(troubled)] : []),
    ...(unowned > 0 ? [w.unowned(unowned)] : []),
    ...(offline > 0 ? [w.offline(offline)] : []),
    ...(contested > 0 ? [w.contested(contested)] : []),
    ...(views.length > 0 ? [w.disagreeing(views.length)] : []),
    ...(stuck > 0 ? [w.stuck(stuck)] : []),
  ];
}

/** The element's width in pixels, kept up to date; 0 before it is drawn. */
function useWidth() {
  const [width, setWidth] = useState(0);
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    observer.observe(current);
    setWidth(current.clientWidth);
    return () => observer.disconnect();
  }, []);
  return [width, element] as const;
}
