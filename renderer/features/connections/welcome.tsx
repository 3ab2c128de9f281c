import { useEffect, useRef } from 'preact/hooks';
import type { PanelProps } from '../../window/state.ts';
import { ConnectForm } from './connect-form.tsx';
import { CheckIcon } from '../../kit/icons.tsx';
import { FailureText, ShardBadge, Shortcut } from '../../kit/parts.tsx';
import { SavedConnections } from './saved-connections.tsx';

/** The first-run screen: until there has been a cluster. */
export function Welcome({ state, send }: PanelProps) {
  return (
    <div class="welcomebody">
      <SlotBar />
      <h1>A shell that shows the cluster</h1>
      <p class="f2 lead">
        Every command says which slot its key hashes to, which node answered, and by which redirects.
      </p>
      <div hidden={state.overlay?.kind === 'connect'}>
        <SavedConnections state={state} send={send} />
      </div>
      <div class="cards">
        <DemoCard state={state} send={send} />
        <section class="card">
          <h2>Your cluster</h2>
          {/* The screen of connections has them, too: not twice for those who cannot see which is on top. */}
          <div class="yours" hidden={state.overlay?.kind === 'connect'}>
            <p class="sm f2">
              Redis or Valkey; any one node is enough to find the rest. TLS, ACL users, SSH tunnels and NAT
              are in the form of all connections.
            </p>
            <ConnectForm state={state} send={send} autofocus={state.redisServer === null} />
            <div class="row wrap">
              <button type="button" class="link sm" onClick={() => send({ type: 'action', name: 'connect' })}>
                All connections…
              </button>
              <Shortcut keys="CmdOrCtrl+Shift+N" />
              <span class="grow" />
              <button
                type="button"
                class="link sm"
                onClick={() => {
                  send({ type: 'action', name: 'connect' });
                  send({ type: 'open-import' });
                }}
              >
                Import…
              </button>
            </div>
          </div>
        </section>
      </div>
      <FirstThings />
      <p class="row sm f2 wrap firstkeys">
        <span>
          <Shortcut keys="CmdOrCtrl+K" /> commands
        </span>
        <span>
          <Shortcut keys="F6" /> next panel
        </span>
        <span>
          <Shortcut keys="F1" /> all keys
        </span>
      </p>
    </div>
  );
}

const RANGES = ['0–5460', '5461–10922', '10923–16383'];

const SlotBar = () => (
  <div class="slotbar" role="img" aria-label="16384 slots on three shards">
    {RANGES.map((range, i) => (
      <div key={range} data-shard={i + 1}>
        <i />
        <span class="row xs">
          <ShardBadge shard={i + 1} />
          <span class="mono f2">{range}</span>
        </span>
      </div>
    ))}
  </div>
);

function DemoCard({ state, send }: PanelProps) {
  const { demo, redisServer } = state;
  const start = useRef<HTMLButtonElement>(null);
  const starting = demo.phase === 'starting';
  useEffect(() => start.current?.focus(), []);
  return (
    <section class="card chosen">
      <div class="row">
        <h2>Try it here</h2>
        <span class="grow" />
        <span class="env" data-env="demo">
          demo
        </span>
      </div>
      <p class="sm f2">
        Three primaries and three replicas on this computer. Stopped and deleted when you close it.
      </p>
      {starting && demo.log.length > 0 && (
        <pre class="demolog mono xs f2" role="log" aria-label="Progress of the demo cluster">
          {demo.log.slice(-4).join('\n')}
        </pre>
      )}
      <div class="row">
        <button
          ref={start}
          type="button"
          class="btn primary"
          disabled={redisServer === null}
          aria-disabled={starting ? 'true' : undefined}
          onClick={() => !starting && send({ type: 'action', name: 'demo-start' })}
        >
          {starting ? 'Starting…' : 'Start the demo cluster'}
        </button>
        {!starting && redisServer && <kbd>Enter</kbd>}
      </div>
      {redisServer ? (
        <p class="row xs f3 found">
          <CheckIcon />
          {redisServer} found
        </p>
      ) : (
        <p class="xs warn found">
          redis-server was not found on this computer. Install it (Debian, Ubuntu: apt install redis-server;
          macOS: brew install redis) and start Slotshell again.
        </p>
      )}
      {demo.failure && (
        <>
          <FailureText failure={demo.failure} />
          <button type="button" class="btn" onClick={() => send({ type: 'action', name: 'examine' })}>
            Examine
          </button>
        </>
      )}
    </section>
  );
}

const Tag = () => <span class="hash">customer</span>;

const FirstThings = () => (
  <section class="firstthings" aria-label="First things to type in the demo">
    <p class="label">First things to type in the demo</p>
    <dl>
      <dt>set k1 v1</dt>
      <dd>
        slot 12706, shard{' '}
        <span class="st" data-shard="3">
          3
        </span>
        ; a MOVED on the way in follow mode, <Shortcut keys="CmdOrCtrl+2" />
      </dd>
      <dt>mset k1 v1 k2 v2 k3 v3</dt>
      <dd>a CROSSSLOT, and why</dd>
      <dt data-shard="2">
        mset k1{'{'}
        <Tag />
        {'}'} v1 k2{'{'}
        <Tag />
        {'}'} v2
      </dt>
      <dd>
        one tag, one slot: 6651, shard{' '}
        <span class="st" data-shard="2">
          2
        </span>
      </dd>
    </dl>
  </section>
);
