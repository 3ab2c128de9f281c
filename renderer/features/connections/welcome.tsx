import { shortcutOf } from '../../../shared/session/shortcuts.ts';
import { useEffect, useRef } from 'preact/hooks';
import type { PanelProps } from '../../window/state.ts';
import { ConnectForm } from './connect-form.tsx';
import { LearnCard } from './learn-card.tsx';
import { CheckIcon } from '../../kit/icons.tsx';
import { FailureText, ShardBadge, Shortcut } from '../../kit/parts.tsx';
import { SavedConnections } from './saved-connections.tsx';
import { words } from './words.ts';

const w = words.welcome;

/** The first-run screen, shown until a cluster was connected. */
export function Welcome({ state, send }: PanelProps) {
  return (
    <div class="welcomebody">
      <SlotBar />
      <h1>{w.title}</h1>
      <p class="f2 lead">{w.lead}</p>
      <div hidden={state.overlay?.kind === 'connect'}>
        <SavedConnections state={state} send={send} />
      </div>
      <div class="cards">
        <DemoCard state={state} send={send} />
        <section class="card">
          <h2>{w.yourCluster}</h2>
          {/* The connections screen has them, too. Hidden, so that a screen reader does not find them twice. */}
          <div class="yours" hidden={state.overlay?.kind === 'connect'}>
            <p class="sm f2">{w.yourClusterAbout}</p>
            <ConnectForm state={state} send={send} autofocus={state.redisServer === null} />
            <div class="row wrap">
              <button type="button" class="link sm" onClick={() => send({ type: 'action', name: 'connect' })}>
                {w.allConnections}
              </button>
              <Shortcut keys={shortcutOf('connect', state.settings.shortcuts)} />
              <span class="grow" />
              <button
                type="button"
                class="link sm"
                onClick={() => send({ type: 'action', name: 'show-create' })}
              >
                {w.create}
              </button>
              <button
                type="button"
                class="link sm"
                onClick={() => {
                  send({ type: 'action', name: 'connect' });
                  send({ type: 'open-import' });
                }}
              >
                {words.screen.import}
              </button>
            </div>
          </div>
        </section>
        <LearnCard state={state} send={send} />
      </div>
      <FirstThings />
      <p class="row sm f2 wrap firstkeys">
        {w.keys.map(([keys, text]) => (
          <span key={keys}>
            <Shortcut keys={keys} /> {text}
          </span>
        ))}
      </p>
    </div>
  );
}

const RANGES = ['0–5460', '5461–10922', '10923–16383'];

const SlotBar = () => (
  <div class="slotbar" role="img" aria-label={w.slotBar}>
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
        <h2>{w.demo}</h2>
        <span class="grow" />
        <span class="env" data-env="demo">
          {w.demoBadge}
        </span>
      </div>
      <p class="sm f2">{w.demoAbout}</p>
      {starting && demo.log.length > 0 && (
        <pre class="demolog mono xs f2" role="log" aria-label={w.demoProgress}>
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
          {starting ? w.demoStarting : w.demoStart}
        </button>
        {!starting && redisServer && <kbd>Enter</kbd>}
        <span class="grow" />
        <button type="button" class="link sm" onClick={() => send({ type: 'action', name: 'show-local' })}>
          {w.localNodes}
        </button>
      </div>
      {redisServer ? (
        <p class="row xs f3 found">
          <CheckIcon />
          {w.serverFound(redisServer)}
        </p>
      ) : (
        <p class="xs warn found">{w.serverMissing}</p>
      )}
      {demo.failure && (
        <>
          <FailureText failure={demo.failure} />
          <button type="button" class="btn" onClick={() => send({ type: 'action', name: 'examine' })}>
            {w.examine}
          </button>
        </>
      )}
    </section>
  );
}

const Tag = () => <span class="hash">customer</span>;

const FirstThings = () => (
  <section class="firstthings" aria-label={w.firstThings}>
    <p class="label">{w.firstThings}</p>
    <dl>
      <dt>set k1 v1</dt>
      <dd>
        {w.slotShard}{' '}
        <span class="st" data-shard="3">
          3
        </span>
        {w.followMode} <Shortcut keys="CmdOrCtrl+2" />
      </dd>
      <dt>mset k1 v1 k2 v2 k3 v3</dt>
      <dd>{w.crossSlot}</dd>
      <dt data-shard="2">
        mset k1{'{'}
        <Tag />
        {'}'} v1 k2{'{'}
        <Tag />
        {'}'} v2
      </dt>
      <dd>
        {w.oneTag}{' '}
        <span class="st" data-shard="2">
          2
        </span>
      </dd>
    </dl>
  </section>
);
