import type { Migration, Shard, Topology } from '../../shared/model.ts';
import type { PanelProps, State } from '../state.ts';
import { allSlotRanges, grouped, slotRanges } from './figures.ts';
import { MoveIcon, RefreshIcon } from './icons.tsx';
import { KeyToSlot } from './key-to-slot.tsx';
import { DemoSwitch, NodeFailure, NodeRow } from './node-row.tsx';
import { Arrow, FailureText, IconButton, ShardBadge, shardColour } from './parts.tsx';
import { Resizer } from './resizer.tsx';
import { allNodes, nodesOf, shardOfNode } from './topology-lookup.ts';

export function NodesPanel({ state, send }: PanelProps) {
  const { topology } = state;
  const count = allNodes(topology).length;
  return (
    <>
      <div class="phead">
        <h2>Nodes</h2>
        {count > 0 && <span class="f3 sm num">{count}</span>}
        <span class="grow" />
        {count > 0 && <span class="label">ops/s</span>}
        <IconButton
          label="Refresh the slot map"
          hint="Refresh the slot map (F5)"
          onClick={() => send({ type: 'action', name: 'refresh' })}
        >
          <RefreshIcon />
        </IconButton>
      </div>
      <div class="nodelist" onKeyDown={moveBetweenRows}>
        {topology ? (
          <Shards topology={topology} state={state} send={send} />
        ) : (
          <NoMap state={state} send={send} />
        )}
      </div>
      <KeyToSlot state={state} send={send} />
      <Resizer state={state} send={send} panel="nodes" />
    </>
  );
}

function moveBetweenRows(event: KeyboardEvent) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const rows = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('.pick')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  if (step === undefined || at < 0) return;
  event.preventDefault();
  rows[at + step]?.focus();
}

/** Connecting, failed, lost, or nothing yet: what there is to say while there is no map. */
function NoMap({ state, send }: PanelProps) {
  const { session } = state;
  if (session.phase === 'connecting' || state.demo.phase === 'starting')
    return (
      <section class="blank" role="status">
        <p>
          {state.demo.phase === 'starting' ? 'Starting the demo cluster…' : `Connecting to ${session.label}…`}
        </p>
        {state.demo.phase === 'starting' && (
          <pre class="mono xs f3">{state.demo.log.slice(-4).join('\n')}</pre>
        )}
      </section>
    );
  if (session.phase === 'connected')
    return (
      <section class="blank" role="status">
        <p>Reading the map…</p>
      </section>
    );
  return (
    <section class="blank">
      {session.failure ? (
        <FailureText failure={session.failure} />
      ) : (
        <p>Not connected. The nodes of a cluster, by shard, will stand here.</p>
      )}
      {state.demoFailure && <FailureText failure={state.demoFailure} />}
      <div class="row wrap">
        <button type="button" class="btn" onClick={() => send({ type: 'action', name: 'connect' })}>
          Connect…
        </button>
        <button type="button" class="btn" onClick={() => send({ type: 'action', name: 'demo-start' })}>
          Start the demo
        </button>
      </div>
    </section>
  );
}

function Shards({ topology, state, send }: PanelProps & { topology: Topology }) {
  const top = Math.max(10, ...Object.values(state.figures).flatMap(({ samples }) => samples));
  return (
    <>
      {state.session.phase === 'lost' && (
        <section class="blank">
          {state.session.failure ? (
            <FailureText failure={state.session.failure} />
          ) : (
            <p class="bad">Connection lost. The map below is the last one known.</p>
          )}
        </section>
      )}
      {topology.shards.map((shard) => (
        <ShardGroup
          key={shard.number}
          shard={shard}
          clustered={topology.kind === 'cluster'}
          top={top}
          state={state}
          send={send}
        />
      ))}
      <MissingNodes topology={topology} state={state} send={send} />
      {topology.migrations.map((migration) => (
        <MigrationRow key={`${migration.from} ${migration.to}`} migration={migration} topology={topology} />
      ))}
    </>
  );
}

type GroupProps = PanelProps & { shard: Shard; clustered: boolean; top: number };

function ShardGroup({ shard, clustered, top, state, send }: GroupProps) {
  const nodes = nodesOf(shard);
  const keys = (shard.primary && state.figures[shard.primary.address]?.latest.keys) ?? null;
  const name = clustered ? `Shard ${shard.number}` : 'Server';
  return (
    <section class="shardgroup" data-shard={shardColour(shard.number)} aria-label={name}>
      <header>
        <ShardBadge shard={shard.number} />
        <span>{name}</span>
        <span class="grow" />
        {clustered && (
          <span class="mono xs f2 cut" title={allSlotRanges(shard.slots)}>
            {slotRanges(shard.slots)}
          </span>
        )}
      </header>
      <div class="row xs f3 num shardfigures">
        <span>{clustered ? `${grouped(shard.slotCount)} slots` : 'not a cluster: no slots'}</span>
        <span class="grow" />
        {keys !== null && <span>{grouped(keys)} keys</span>}
      </div>
      {shard.primary === null && (
        <p class="noprimary bad">No primary: its slots are not served until a replica takes over.</p>
      )}
      <ul>
        {nodes.map((node) => (
          <NodeRow key={node.address} node={node} top={top} state={state} send={send} />
        ))}
      </ul>
    </section>
  );
}

/** Nodes of the demo that the cluster has no longer in its map: they can be started again here. */
function MissingNodes({ topology, state, send }: PanelProps & { topology: Topology }) {
  const missing = missingDemoNodes(state, topology);
  if (missing.length === 0) return null;
  return (
    <section class="shardgroup" aria-label="Not in the map">
      <header>
        <span class="f2">Not in the map</span>
      </header>
      <ul>
        {missing.map(({ port, running }) => (
          <li class="noderow" key={port}>
            <span class="pick">
              <i class={`dot ${running ? 'loading' : 'failed'}`} />
              <span class="mono cut address">127.0.0.1:{port}</span>
              <span class={running ? 'trouble warn' : 'trouble bad'}>{running ? 'joining' : 'stopped'}</span>
            </span>
            <DemoSwitch state={state} send={send} address={`127.0.0.1:${port}`} />
            <NodeFailure state={state} address={`127.0.0.1:${port}`} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function missingDemoNodes({ demo, session }: State, topology: Topology) {
  if (session.environment !== 'demo' || demo.phase !== 'running') return [];
  const known = new Set(allNodes(topology).map(({ address }) => address));
  return demo.nodes.filter(({ port }) => !known.has(`127.0.0.1:${port}`));
}

function MigrationRow({ migration, topology }: { migration: Migration; topology: Topology }) {
  const { from, to, slots } = migration;
  return (
    <section class="shardgroup migration" aria-label="Migrating">
      <div class="row sm">
        <span class="f2">
          <MoveIcon />
        </span>
        <span>Migrating</span>
        <span class="mono xs f2 cut" title={allSlotRanges(slots)}>
          {slotRanges(slots, 1)}
        </span>
        <span class="grow" />
        <ShardBadge shard={shardOfNode(topology, from)?.number ?? null} />
        <Arrow />
        <ShardBadge shard={shardOfNode(topology, to)?.number ?? null} />
      </div>
      <p class="xs f3">
        {from ?? 'unknown'} → {to ?? 'unknown'} · ASK for keys that have moved, until done
      </p>
    </section>
  );
}
