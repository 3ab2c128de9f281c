import { Fragment } from 'preact';
import { ACTIONS } from '../../shared/actions.ts';
import { escapeForLine } from '../../shared/format/escape.ts';
import { REDIRECT_MODES, type Protocol, type SessionState } from '../../shared/session/session.ts';
import { savedOne } from '../features/connections/state.ts';
import type { PanelProps } from './state.ts';
import { ChevronIcon, SearchIcon } from '../kit/icons.tsx';
import { shardColour, Shortcut, shortcutText } from '../kit/parts.tsx';
import { UNVERIFIED } from '../kit/unverified.ts';

const MODE_HELP = {
  direct: 'The slot cache picks the node',
  follow: 'As redis-cli -c: start at the current node, show every redirect',
  off: 'As redis-cli without -c: MOVED is an error',
};
const PROTOCOLS: readonly Protocol[] = [2, 3];
const shortcutOf = (name: string) => {
  const action = ACTIONS.find((a) => a.name === name);
  return action && 'shortcut' in action ? action.shortcut : '';
};

export function Toolbar({ state, send }: PanelProps) {
  return (
    <>
      {state.session.environment === 'production' && <i class="dangerline" />}
      {state.started ? (
        <>
          <h1 class="unseen">Slotshell</h1>
          <Chip state={state} send={send} />
        </>
      ) : (
        <b class="wordmark">Slotshell</b>
      )}
      {state.started && isIll(state.session) && (
        <button
          type="button"
          class="btn"
          title="Examine the connection"
          onClick={() => send({ type: 'action', name: 'examine' })}
        >
          Examine
        </button>
      )}
      <span class="grow" />
      {state.started && <Modes state={state} send={send} />}
      <button
        type="button"
        class="btn search"
        aria-label={`Commands and keys ${shortcutText(shortcutOf('palette'))}`}
        onClick={() => send({ type: 'action', name: 'palette' })}
      >
        <SearchIcon />
        <span class="grow cut">Commands and keys</span> <Shortcut keys={shortcutOf('palette')} />
      </button>
    </>
  );
}

const isIll = ({ phase, failure }: SessionState) =>
  phase === 'lost' || (phase === 'disconnected' && failure !== null);

const PHASES = {
  disconnected: 'not connected',
  connecting: 'connecting…',
  connected: '',
  lost: 'connection lost',
};

function Chip({ state, send }: PanelProps) {
  const { session } = state;
  const label = session.label || 'No cluster';
  const colour = savedOne(state.connections, session.profile)?.profile.colour ?? 'none';
  const marks = [
    ...(session.label ? [session.environment] : []),
    ...(session.label && session.readOnly ? ['read-only'] : []),
    ...(session.label && session.unchecked !== 'nothing' ? [UNVERIFIED[session.unchecked]] : []),
  ];
  const about = session.phase === 'connected' ? session.server : PHASES[session.phase];
  return (
    <button
      type="button"
      class="chip"
      data-shard={colour === 'none' ? undefined : shardColour(Number(colour))}
      aria-haspopup="dialog"
      aria-label={`Connection: ${[label, ...marks, about].filter((part) => part !== '').join(', ')}`}
      title={`Connect to a cluster… ${shortcutText(shortcutOf('connect'))}`}
      onClick={() => send({ type: 'action', name: 'connect' })}
    >
      {colour !== 'none' && <i class="swatch" aria-hidden="true" />}
      <bdi class="cut">{escapeForLine(label)}</bdi>{' '}
      {/* In the order of the name; frame.css shows them first. */}
      {marks.map((mark) => (
        <Fragment key={mark}>
          <span class="env" data-env={mark}>
            {mark}
          </span>{' '}
        </Fragment>
      ))}
      <span class={session.phase === 'lost' ? 'about cut xs bad' : 'about cut xs f3'}>{about}</span>
      <ChevronIcon />
    </button>
  );
}

function Modes({ state, send }: PanelProps) {
  const { session } = state;
  const off = session.phase !== 'connected';
  return (
    <>
      <span class="label">Redirects</span>
      <div class="seg" role="group" aria-label="Redirect mode">
        {REDIRECT_MODES.map((mode) => (
          <button
            key={mode}
            type="button"
            aria-pressed={session.mode === mode}
            disabled={off}
            title={`${MODE_HELP[mode]} · ${shortcutText(shortcutOf(`mode-${mode}`))}`}
            onClick={() => send({ type: 'action', name: `mode-${mode}` })}
          >
            {mode}
          </button>
        ))}
      </div>
      <div class="seg protocols" role="group" aria-label="Protocol">
        {PROTOCOLS.map((protocol) => (
          <button
            key={protocol}
            type="button"
            aria-pressed={session.protocol === protocol}
            disabled={off}
            onClick={() => send({ type: 'action', name: `protocol-${protocol}` })}
          >
            RESP{protocol}
          </button>
        ))}
      </div>
    </>
  );
}
