/** The list of shards in the Nodes panel. Draws only the visible ones. */
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import { useMemo, useState } from 'preact/hooks';
import type { Migration, Topology } from '../../../shared/cluster/topology.ts';
import { menuTarget } from '../../kit/menu-target.ts';
import { busiest } from '../../kit/node-metrics.ts';
import type { PanelProps, State } from '../../window/state.ts';
import { slotHealth } from '../../../shared/cluster/slot-health.ts';
import { inDatabase } from '../../kit/database-words.ts';
import { progressWords, stuckWords } from '../../../shared/cluster/migration-progress.ts';
import { allSlotRanges, slotRanges } from '../../kit/numbers.ts';
import { MoveIcon } from '../../kit/icons.tsx';
import { DemoSwitch, isDemo, NodeFailure, NodeRow } from './node-row.tsx';
import { Arrow, FailureText, ShardBadge, shardColour } from '../../kit/parts.tsx';
import { useRowFocus } from '../../kit/row-focus.ts';
import { allNodes, shardOfNode } from '../../kit/topology-lookup.ts';
import { VirtualList } from '../../kit/virtual-list.tsx';
import { capital, progressOf } from './migrations-banner.tsx';
import { findNodes, firstNode, headingOf, rowsOf, type ShardRows } from './node-words.ts';
import { ShardHeading } from './shard-heading.tsx';
import { nodesWords } from './words.ts';

/** With more nodes than this, a filter appears. */
const MANY = 20;

type Item =
  | { kind: 'shard'; rows: ShardRows }
  | { kind: 'missing' }
  | { kind: 'migration'; migration: Migration; index: number };

export function ShardList({ topology, state, send }: PanelProps & { topology: Topology }) {
  const { metrics, session, language } = state;
  const { common: c, panel: w } = nodesWords(language);
  const text = state.nodes.quickFilter;
  const many = allNodes(topology).length > MANY;
  const found = useMemo(
    () => findNodes(topology, { text: many ? text : '', troubleOnly: false }, text ? metrics : NO_METRICS),
    [topology, text, many, text ? metrics : null],
  );
  const order = useMemo(() => rowsOf(found), [found]);
  const [at, move] = useState<string | null>(null);
  const stop =
    [at, session.currentNode].find((row) => row !== null && order.includes(row)) ?? firstNode(found);
  const focus = useRowFocus(order, stop ?? null, move);
  const shards = found.map((rows): Item => ({ kind: 'shard', rows }));
  const rest: Item[] = topology.migrations.map((migration, index) => ({
    kind: 'migration',
    migration,
    index,
  }));
  if (missingDemoNodes(state, topology).length > 0) rest.unshift({ kind: 'missing' });
  // Below hundreds of nodes nobody would see a migration.
  const items = many ? [...rest, ...shards] : [...shards, ...rest];
  const indexOf = (row: string | undefined) =>
    items.findIndex(
      (item) => item.kind === 'shard' && row !== undefined && rowsOf([item.rows]).includes(row),
    );
  const top = busiest(metrics);
  return (
    <div class="nodelist" {...focus}>
      {session.phase === 'lost' && (
        <section class="blank">
          {session.failure ? <FailureText failure={session.failure} /> : <p class="bad">{w.lost}</p>}
        </section>
      )}
      {many && (
        <div class="nodesfilter">
          <input
            class="input sm"
            type="search"
            aria-label={c.find}
            placeholder={w.findHint}
            value={text}
            onInput={({ currentTarget }) =>
              send({ type: 'nodes-filter', where: 'panel', text: currentTarget.value })
            }
          />
        </div>
      )}
      {found.length === 0 && text !== '' && (
        <section class="blank" role="status">
          <p>{w.noneFound({ text })}</p>
        </section>
      )}
      <VirtualList
        label={w.shards}
        count={items.length}
        size={(i) => heightOf(items[i]!)}
        rowKey={(i) => keyOf(items[i]!)}
        measured
        overscan={many ? 4 : MANY}
        version={`${topology.version} ${text} ${items.length} ${language}`}
        active={indexOf(session.currentNode)}
        kept={indexOf(stop)}
        attributes={{ tabIndex: -1 }}
        row={(i) => {
          const item = items[i]!;
          if (item.kind === 'missing') return <MissingNodes topology={topology} state={state} send={send} />;
          if (item.kind === 'migration')
            return <MigrationRow migration={item.migration} topology={topology} state={state} />;
          return (
            <ShardGroup
              rows={item.rows}
              kind={topology.kind}
              top={top}
              stop={stop ?? null}
              state={state}
              send={send}
            />
          );
        }}
      />
    </div>
  );
}

const NO_METRICS: State['metrics'] = {};

/** As in nodes.css; longer items are measured when drawn. */
const heightOf = (item: Item): number => (item.kind === 'shard' ? 61 + 28 * item.rows.nodes.length : 72);

const keyOf = (item: Item): number =>
  item.kind === 'shard' ? item.rows.shard.number : item.kind === 'missing' ? 0 : -1 - item.index;

type GroupProps = PanelProps & {
  rows: ShardRows;
  kind: Topology['kind'];
  top: number;
  stop: string | null;
};

function ShardGroup({ rows, kind, top, stop, state, send }: GroupProps) {
  const { shard, nodes } = rows;
  const c = nodesWords(state.language).common;
  const keys = (shard.primary && state.metrics[shard.primary.address]?.keys) ?? null;
  const clustered = kind === 'cluster';
  const unserved = state.topology && slotHealth(state.topology, state.language).unserved.get(shard.number);
  const name = clustered ? c.shard({ shard: shard.number }) : kind === 'proxy' ? c.proxy : c.server;
  return (
    <section
      class="shardgroup"
      data-shard={shardColour(shard.number)}
      aria-label={name}
      {...(clustered && menuTarget({ kind: 'shard', number: shard.number }))}
    >
      <header>
        <ShardHeading
          shard={shard}
          place={rows.place}
          name={name}
          stop={stop === headingOf(shard)}
          state={state}
          send={send}
        />
        <span class="grow" />
        {clustered && (
          <span class="mono xs f2 cut" title={allSlotRanges(shard.slots)}>
            {slotRanges(shard.slots)}
          </span>
        )}
      </header>
      <div class="row xs f3 num shardfigures">
        <span>
          {clustered
            ? c.slots({ count: shard.slotCount })
            : c.noSlots[state.topology?.codis ? 'codis' : kind]}
        </span>
        <span class="grow" />
        {keys !== null && (
          <span>
            {c.keys({ count: keys })}
            {inDatabase(state.session.database, state.metrics, state.language)}
          </span>
        )}
      </div>
      {unserved && (
        <p class="unserved bad" title={unserved.advice}>
          {unserved.message}
        </p>
      )}
      <ul>
        {nodes.map((node) => (
          <NodeRow
            key={node.address}
            node={node}
            top={top}
            stop={node.address === stop}
            state={state}
            send={send}
          />
        ))}
      </ul>
    </section>
  );
}

/** Nodes of the demo that are no longer in the cluster's map: the user can start them again here. */
function MissingNodes({ topology, state, send }: PanelProps & { topology: Topology }) {
  const missing = missingDemoNodes(state, topology);
  const w = nodesWords(state.language).panel;
  if (missing.length === 0) return null;
  return (
    <section class="shardgroup" aria-label={w.notInMap}>
      <header>
        <span class="f2">{w.notInMap}</span>
      </header>
      <ul>
        {missing.map(({ port, running }) => (
          <li class="noderow" key={port} {...menuTarget({ kind: 'node', address: `127.0.0.1:${port}` })}>
            <span class="pick">
              <i class={`dot ${running ? 'loading' : 'failed'}`} />
              <span class="mono cut address">127.0.0.1:{port}</span>
              <span class={running ? 'trouble warn' : 'trouble bad'}>{running ? w.joining : w.stopped}</span>
            </span>
            <DemoSwitch state={state} send={send} address={`127.0.0.1:${port}`} />
            <NodeFailure state={state} address={`127.0.0.1:${port}`} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function missingDemoNodes(state: State, topology: Topology) {
  if (!isDemo(state)) return [];
  const { demo } = state;
  const known = new Set(allNodes(topology).map(({ address }) => address));
  return demo.nodes.filter(({ port }) => !known.has(`127.0.0.1:${port}`));
}

function MigrationRow({
  migration,
  topology,
  state,
}: {
  migration: Migration;
  topology: Topology;
  state: State;
}) {
  const { from, to, slots } = migration;
  const w = nodesWords(state.language).panel;
  const progress = progressOf(migration, state);
  return (
    <section class="shardgroup migration" aria-label={w.migrating}>
      <div class="row sm">
        <span class="f2">
          <MoveIcon />
        </span>
        <span>{w.migrating}</span>
        <span class="mono xs f2 cut" title={allSlotRanges(slots)}>
          {slotRanges(slots, 1)}
        </span>
        <span class="grow" />
        <ShardBadge shard={shardOfNode(topology, from)?.number ?? null} />
        <Arrow />
        <ShardBadge shard={shardOfNode(topology, to)?.number ?? null} />
      </div>
      <p class="xs f3">{w.migration({ count: countSlots(slots), from: from ?? 'none', to: to ?? 'none' })}</p>
      {progress && <p class="xs f2">{capital(progressWords(progress, state.now))}</p>}
      {progress?.stuck && <p class="xs bad">{stuckWords(progress, state.now)}</p>}
    </section>
  );
}
