import type { PanelProps } from '../../window/state.ts';
import { RefreshIcon } from '../../kit/icons.tsx';
import { KeyToSlot } from './key-to-slot.tsx';
import { isDemo } from './node-row.tsx';
import { ShardList } from './shard-list.tsx';
import { FailureText, IconButton } from '../../kit/parts.tsx';
import { allNodes } from '../../kit/topology-lookup.ts';

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
      {isDemo(state) && (
        <button
          type="button"
          class="btn quiet sm democopy"
          title="Copies a line for a terminal, with the password that this demo cluster was started with"
          onClick={() => send({ type: 'action', name: 'demo-copy' })}
        >
          Copy redis-cli command
        </button>
      )}
      {topology ? (
        <ShardList topology={topology} state={state} send={send} />
      ) : (
        <div class="nodelist">
          <NoMap state={state} send={send} />
        </div>
      )}
      <KeyToSlot state={state} send={send} />
    </>
  );
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
      {state.demo.failure && <FailureText failure={state.demo.failure} />}
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
