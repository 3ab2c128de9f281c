import type { Topology } from '../../../shared/cluster/topology.ts';
import type { PanelProps } from '../../window/state.ts';
import { RefreshIcon } from '../../kit/icons.tsx';
import { CodisGroups } from './codis-groups.tsx';
import { KeyToSlot } from './key-to-slot.tsx';
import { isDemo } from './node-row.tsx';
import { ShardList } from './shard-list.tsx';
import { FailureText, IconButton } from '../../kit/parts.tsx';
import { nodesBehind } from './node-words.ts';
import { nodesWords } from './words.ts';

export function NodesPanel({ state, send }: PanelProps) {
  const { topology } = state;
  const w = nodesWords(state.language).panel;
  const count = topology ? nodesBehind(topology).length : 0;
  return (
    <>
      <div class="phead">
        <h2>{w.title}</h2>
        {count > 0 && <span class="f3 sm num">{count}</span>}
        <span class="grow" />
        {count > 0 && <span class="label">{w.opsPerSecond}</span>}
        <IconButton
          label={w.refresh}
          hint={w.refreshHint}
          onClick={() => send({ type: 'action', name: 'refresh' })}
        >
          <RefreshIcon />
        </IconButton>
      </div>
      {isDemo(state) && (
        <button
          type="button"
          class="btn quiet sm democopy"
          title={w.copyRedisCliHint}
          onClick={() => send({ type: 'action', name: 'demo-copy' })}
        >
          {w.copyRedisCli}
        </button>
      )}
      {topology ? (
        <Nodes topology={topology} state={state} send={send} />
      ) : (
        <div class="nodelist">
          <NoMap state={state} send={send} />
        </div>
      )}
      <KeyToSlot state={state} send={send} />
    </>
  );
}

/** The servers behind codis follow the proxy. */
function Nodes({ topology, state, send }: PanelProps & { topology: Topology }) {
  const list = <ShardList topology={topology} state={state} send={send} />;
  if (!topology.codis) return list;
  return (
    <div class="nodelist codislist">
      {list}
      <CodisGroups map={topology.codis} state={state} />
    </div>
  );
}

/** While there is no map: connecting, failed, lost, or nothing yet. */
function NoMap({ state, send }: PanelProps) {
  const { session } = state;
  const { common, panel: w } = nodesWords(state.language);
  if (session.phase === 'connecting' || state.demo.phase === 'starting')
    return (
      <section class="blank" role="status">
        <p>
          {state.demo.phase === 'starting' ? w.startingDemo : common.connectingTo({ label: session.label })}
        </p>
        {state.demo.phase === 'starting' && (
          <pre class="mono xs f3">{state.demo.log.slice(-4).join('\n')}</pre>
        )}
      </section>
    );
  if (session.phase === 'connected')
    return (
      <section class="blank" role="status">
        <p>{w.readingMap}</p>
      </section>
    );
  return (
    <section class="blank">
      {session.failure ? <FailureText failure={session.failure} /> : <p>{w.notConnected}</p>}
      {state.demo.failure && <FailureText failure={state.demo.failure} />}
      <div class="row wrap">
        <button type="button" class="btn" onClick={() => send({ type: 'action', name: 'connect' })}>
          {w.connect}
        </button>
        <button type="button" class="btn" onClick={() => send({ type: 'action', name: 'demo-start' })}>
          {w.startDemo}
        </button>
      </div>
    </section>
  );
}
