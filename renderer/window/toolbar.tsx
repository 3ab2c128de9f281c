import { Fragment } from 'preact';
import { actionLabel } from '../../shared/action-labels.ts';
import { shortcutOf } from '../../shared/session/shortcuts.ts';
import { escapeForLine } from '../../shared/format/escape.ts';
import { REDIRECT_MODES, type Protocol, type SessionState } from '../../shared/session/session.ts';
import { savedOne } from '../features/connections/state.ts';
import type { PanelProps } from './state.ts';
import { ChevronIcon, SearchIcon } from '../kit/icons.tsx';
import { shardColour, Shortcut, shortcutText } from '../kit/parts.tsx';
import { toolbarWords } from './words.ts';

const PROTOCOLS: readonly Protocol[] = [2, 3];
export function Toolbar({ state, send }: PanelProps) {
  const words = toolbarWords(state.language);
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
          title={actionLabel('examine', state.language)}
          onClick={() => send({ type: 'action', name: 'examine' })}
        >
          {words.examine}
        </button>
      )}
      <span class="grow" />
      {state.started && <Modes state={state} send={send} />}
      <button
        type="button"
        class="btn search"
        aria-label={`${words.palette} ${shortcutText(shortcutOf('palette', state.settings.shortcuts))}`}
        onClick={() => send({ type: 'action', name: 'palette' })}
      >
        <SearchIcon />
        <span class="grow cut">{words.palette}</span>{' '}
        <Shortcut keys={shortcutOf('palette', state.settings.shortcuts)} />
      </button>
    </>
  );
}

const isIll = ({ phase, failure }: SessionState) =>
  phase === 'lost' || (phase === 'disconnected' && failure !== null);

function Chip({ state, send }: PanelProps) {
  const { session } = state;
  const words = toolbarWords(state.language);
  const label = session.label || words.noCluster;
  const colour = savedOne(state.connections, session.profile)?.profile.colour ?? 'none';
  const marks = [
    ...(session.label ? [{ name: session.environment, text: words.environments[session.environment] }] : []),
    ...(session.label && session.readOnly ? [{ name: 'read-only', text: words.readOnly }] : []),
    ...(session.label && session.unchecked !== 'nothing'
      ? [{ name: 'unchecked', text: words.unchecked[session.unchecked] }]
      : []),
  ];
  const about = session.phase === 'connected' ? session.server : words.phases[session.phase];
  return (
    <button
      type="button"
      class="chip"
      data-shard={colour === 'none' ? undefined : shardColour(Number(colour))}
      aria-haspopup="dialog"
      aria-label={words.connection({
        about: [label, ...marks.map(({ text }) => text), about].filter((part) => part !== '').join(', '),
      })}
      title={`${actionLabel('connect', state.language)} ${shortcutText(shortcutOf('connect', state.settings.shortcuts))}`}
      onClick={() => send({ type: 'action', name: 'connect' })}
    >
      {colour !== 'none' && <i class="swatch" aria-hidden="true" />}
      <bdi class="cut">{escapeForLine(label)}</bdi>{' '}
      {/* In the order of the name; frame.css shows them first. */}
      {marks.map(({ name, text }) => (
        <Fragment key={name}>
          <span class="env" data-env={name}>
            {text}
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
  const words = toolbarWords(state.language);
  const off = session.phase !== 'connected';
  return (
    <>
      <span class="label">{words.redirects}</span>
      <div class="seg" role="group" aria-label={words.redirectMode}>
        {REDIRECT_MODES.map((mode) => (
          <button
            key={mode}
            type="button"
            aria-pressed={session.mode === mode}
            disabled={off}
            title={`${words.modeHelp[mode]} · ${shortcutText(shortcutOf(`mode-${mode}`, state.settings.shortcuts))}`}
            onClick={() => send({ type: 'action', name: `mode-${mode}` })}
          >
            {words.modes[mode]}
          </button>
        ))}
      </div>
      <div class="seg protocols" role="group" aria-label={words.protocol}>
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
