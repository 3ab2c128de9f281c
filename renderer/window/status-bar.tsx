import { countSlots } from '../../shared/slots/slot-ranges.ts';
import { slotHealth, unservedMessages } from '../../shared/cluster/slot-health.ts';
import { SLOT_COUNT } from '../../shared/slots/slots.ts';
import { CODIS_SLOTS } from '../../shared/slots/codis-slots.ts';
import type { CodisMap, Topology } from '../../shared/cluster/topology.ts';
import { percentOf } from '../features/operations/figures.ts';
import { isRunning } from '../features/operations/state.ts';
import { isUnderWay } from '../features/tags/state.ts';
import type { PanelProps } from './state.ts';
import type { LanguageName } from '../../shared/language/language.ts';
import { ago, milliseconds } from '../kit/numbers.ts';
import { CheckIcon, CrossIcon, MoveIcon, WarningIcon } from '../kit/icons.tsx';
import { progressOf } from '../features/tags/scan-words.ts';
import { allNodes } from '../kit/topology-lookup.ts';
import { statusWords } from './words.ts';

export function StatusBar({ state, send }: PanelProps) {
  const { session, topology, trace, language } = state;
  const words = statusWords(language);
  const { scan } = state.tags;
  const isReadable = state.settings.escape === 'readable';
  const last = trace.find(({ shell }) => shell === state.active);
  const partial = topology !== null && session.phase !== 'connected';
  return (
    <>
      {(topology === null || partial) && (
        <span class={session.phase === 'lost' ? 'item bad' : 'item'} role="status">
          {words.phases[session.phase]}
        </span>
      )}
      {topology?.kind === 'standalone' && <span class="item">{words.standalone}</span>}
      {topology?.codis && <CodisMetrics map={topology.codis} language={language} />}
      {topology?.kind === 'proxy' && !topology.codis && (
        <span class="item" title={words.proxyHint}>
          {words.proxy}
        </span>
      )}
      {topology?.kind === 'unmapped' && (
        <span class="item" title={topology.refusal}>
          {words.unmapped}
        </span>
      )}
      {topology?.kind === 'cluster' && (
        <ClusterMetrics topology={topology} isOld={session.phase === 'lost'} language={language} />
      )}
      <span class="grow" />
      {topology === null && !state.started && <span class="item">{words.nothingLeaves}</span>}
      {scan && isUnderWay(scan) && (
        <button
          type="button"
          class="item"
          title={words.scanHint}
          onClick={() => send({ type: 'action', name: 'show-tags' })}
        >
          {scan.phase === 'paused' ? words.scanPaused : words.scan}{' '}
          <b>{Math.floor(progressOf(scan).share * 100)}%</b>
        </button>
      )}
      {isRunning(state.operations) && (
        <button
          type="button"
          class="item"
          title={words.operationHint}
          onClick={() => send({ type: 'action', name: 'show-operations' })}
        >
          {words.operation} <b>{percentOf(state.operations.status!)}%</b>
        </button>
      )}
      {topology && (
        <span class="item late">
          {(topology.kind === 'cluster' ? words.mapRead : words.answered)({
            ago: ago(topology.readAt, state.now, language),
          })}
        </span>
      )}
      {state.started && (
        <button
          type="button"
          class="item"
          title={words.stringsHint}
          onClick={() =>
            send({ type: 'set', change: { name: 'escape', value: isReadable ? 'redis-cli' : 'readable' } })
          }
        >
          {words.strings} <b>{isReadable ? words.readable : words.asRedisCli}</b>
        </button>
      )}
      {last && (
        <span class="item">
          {words.latency.parts({
            time: <b>{words.milliseconds({ time: milliseconds(last.milliseconds) })}</b>,
          })}
        </span>
      )}
    </>
  );
}

function CodisMetrics({ map, language }: { map: CodisMap; language: LanguageName }) {
  const { codis } = statusWords(language);
  const offline = countSlots(map.offline);
  const moving = countSlots(map.migrations.flatMap(({ slots }) => slots));
  return (
    <>
      <span class={offline > 0 ? 'item bad num' : 'item num'} role="status">
        {codis.served({ served: CODIS_SLOTS - offline, all: CODIS_SLOTS, groups: map.groups.length })}
      </span>
      {moving > 0 && (
        <span class="item">
          <MoveIcon /> {codis.moving({ count: moving })}
        </span>
      )}
    </>
  );
}

/** `isOld`: no node answers now. */
function ClusterMetrics(props: { topology: Topology; isOld: boolean; language: LanguageName }) {
  const { topology, isOld, language } = props;
  const words = statusWords(language);
  const nodes = allNodes(topology);
  const online = nodes.filter(({ health }) => health === 'online').length;
  const moving = topology.migrations.reduce((sum, { slots }) => sum + countSlots(slots), 0);
  const ok = topology.state === 'ok';
  const { served, failing, unowned } = slotHealth(topology);
  const contested = countSlots(topology.contests.flatMap(({ slots }) => slots));
  const Sign = !ok ? CrossIcon : served === SLOT_COUNT ? CheckIcon : WarningIcon;
  return (
    <>
      {isOld && <span class="item">{words.lastKnown}</span>}
      {topology.state === 'none' ? (
        <span class="item" role="status" title={words.stateUnknownHint}>
          {words.stateUnknown}
        </span>
      ) : (
        <span class={ok ? 'item' : 'item bad'} role="status">
          {!isOld && <Sign />}
          <span>
            {words.cluster} <b>{ok ? words.ok : topology.state}</b>
          </span>
        </span>
      )}
      <span class="item num" title={unservedMessages(topology, language).join('\n') || undefined}>
        <span class={served === SLOT_COUNT ? '' : 'bad'}>
          {words.served.parts({ served: <b>{served}</b>, all: SLOT_COUNT })}
          {failing > 0 && words.failing({ count: failing })}
          {unowned > 0 && words.unowned({ count: unowned })}
        </span>
      </span>
      {contested > 0 && (
        <span class="item bad" title={words.contestedHint}>
          {words.contested({ count: contested })}
        </span>
      )}
      <span class="item late">
        {words.epoch} <b>{topology.epoch}</b>
      </span>
      <span class={online === nodes.length ? 'item' : 'item bad'}>
        <span>
          {words.nodes} <b>{online}</b>/{nodes.length}
          {online < nodes.length && words.online}
        </span>
      </span>
      {moving > 0 && (
        <span class="item">
          <MoveIcon /> {words.migrating({ count: moving })}
        </span>
      )}
    </>
  );
}
