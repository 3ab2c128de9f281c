import { countSlots } from '../../shared/slots/slot-ranges.ts';
import { slotHealth, unservedMessages } from '../../shared/cluster/slot-health.ts';
import { SLOT_COUNT } from '../../shared/slots/slots.ts';
import type { Topology } from '../../shared/cluster/topology.ts';
import { isUnderWay } from '../features/tags/state.ts';
import type { PanelProps } from './state.ts';
import { counted, grouped } from '../../shared/format/count.ts';
import { ago, milliseconds } from '../kit/numbers.ts';
import { CheckIcon, CrossIcon, MoveIcon, WarningIcon } from '../kit/icons.tsx';
import { progressOf } from '../features/tags/scan-words.ts';
import { allNodes } from '../kit/topology-lookup.ts';

const PHASES = {
  disconnected: 'not connected',
  connecting: 'connecting…',
  connected: 'connected, reading the map…',
  lost: 'connection lost, trying again…',
};

export function StatusBar({ state, send }: PanelProps) {
  const { session, topology, trace } = state;
  const { scan } = state.tags;
  const isReadable = state.settings.escape === 'readable';
  const last = trace[0];
  const partial = topology !== null && session.phase !== 'connected';
  return (
    <>
      {(topology === null || partial) && (
        <span class={session.phase === 'lost' ? 'item bad' : 'item'} role="status">
          {PHASES[session.phase]}
        </span>
      )}
      {topology?.kind === 'standalone' && <span class="item">not a cluster: no slots</span>}
      {topology?.kind === 'proxy' && (
        <span class="item" title="It knows neither CLUSTER nor INFO: what stands behind it cannot be asked">
          a proxy: no slots, no figures
        </span>
      )}
      {topology?.kind === 'unmapped' && (
        <span class="item" title={topology.refusal}>
          a cluster: this user may not read its map
        </span>
      )}
      {topology?.kind === 'cluster' && <ClusterMetrics topology={topology} />}
      <span class="grow" />
      {topology === null && !state.started && <span class="item">nothing leaves this computer</span>}
      {scan && isUnderWay(scan) && (
        <button
          type="button"
          class="item"
          title="Shows the scan by hash tag"
          onClick={() => send({ type: 'action', name: 'show-tags' })}
        >
          {scan.phase === 'paused' ? 'scan paused at' : 'scan'}{' '}
          <b>{Math.floor(progressOf(scan).share * 100)}%</b>
        </button>
      )}
      {topology && (
        <span class="item late">
          {topology.kind === 'cluster' ? 'map refreshed' : 'answered'} {ago(topology.readAt, state.now)}
        </span>
      )}
      {state.started && (
        <button
          type="button"
          class="item"
          title="How strings in replies are shown: text that can be read as it is, or each byte as redis-cli prints it"
          onClick={() => send({ type: 'action', name: 'escape-switch' })}
        >
          strings <b>{isReadable ? 'readable' : 'as redis-cli'}</b>
        </button>
      )}
      {last && (
        <span class="item">
          latency <b>{milliseconds(last.milliseconds)} ms</b>
        </span>
      )}
    </>
  );
}

function ClusterMetrics({ topology }: { topology: Topology }) {
  const nodes = allNodes(topology);
  const online = nodes.filter(({ health }) => health === 'online').length;
  const moving = topology.migrations.reduce((sum, { slots }) => sum + countSlots(slots), 0);
  const ok = topology.state === 'ok';
  const { served, failing, unowned } = slotHealth(topology);
  const contested = countSlots(topology.contests.flatMap(({ slots }) => slots));
  return (
    <>
      {topology.state === 'none' ? (
        <span class="item" role="status" title="This user may not ask CLUSTER INFO: allow +cluster|info">
          state not known
        </span>
      ) : (
        <span class={ok ? 'item' : 'item bad'} role="status">
          {!ok ? <CrossIcon /> : served === SLOT_COUNT ? <CheckIcon /> : <WarningIcon />}
          <span>
            cluster <b>{topology.state}</b>
          </span>
        </span>
      )}
      <span class="item num" title={unservedMessages(topology).join('\n') || undefined}>
        <span class={served === SLOT_COUNT ? '' : 'bad'}>
          <b>{served}</b>/{SLOT_COUNT} served
          {failing > 0 && `, ${grouped(failing)} at nodes that fail`}
          {unowned > 0 && `, ${grouped(unowned)} without an owner`}
        </span>
      </span>
      {contested > 0 && (
        <span class="item bad" title="The Nodes view says by which">
          {counted(contested, 'slot')} claimed by several nodes
        </span>
      )}
      <span class="item late">
        epoch <b>{topology.epoch}</b>
      </span>
      <span class={online === nodes.length ? 'item' : 'item bad'}>
        <span>
          nodes <b>{online}</b>/{nodes.length}
          {online < nodes.length && ' online'}
        </span>
      </span>
      {moving > 0 && (
        <span class="item">
          <MoveIcon /> {counted(moving, 'slot')} migrating
        </span>
      )}
    </>
  );
}
