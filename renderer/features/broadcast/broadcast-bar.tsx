/** The bar above the shell while broadcast is on: where lines go, and the ticks that decide it. */
import type { SessionState } from '../../../shared/session/session.ts';
import { BroadcastIcon } from '../../kit/icons.tsx';
import { Address } from '../../kit/parts.tsx';
import { shellName } from '../../kit/shell-name.ts';
import type { PanelProps, State } from '../../window/state.ts';
import { isCareful, isTicked, targetsOf } from './state.ts';
import { broadcastWords } from './words.ts';

export function BroadcastBar({ state, send }: PanelProps) {
  if (!state.broadcast.isOn) return null;
  const words = broadcastWords(state.language);
  const sessions = Object.values(state.sessions);
  return (
    <div class="broadcastbar">
      <BroadcastIcon />
      <b>{words.title}</b>
      <p role="status">
        {whereTo(state)}
        {sessions.some(isCareful) && ` ${words.careful}`}
      </p>
      <fieldset aria-label={words.shells}>
        {sessions.map((session) => (
          <Tick key={session.shell} session={session} state={state} send={send} />
        ))}
      </fieldset>
      <button type="button" class="btn" onClick={() => send({ type: 'broadcast-end' })}>
        {words.stop} <kbd>Esc</kbd>
      </button>
    </div>
  );
}

/** About the shell that has the focus. */
function whereTo(state: State): string {
  const words = broadcastWords(state.language);
  if (Object.keys(state.sessions).length === 1) return words.only;
  if (!isTicked(state, state.active)) return words.notTicked;
  const targets = targetsOf(state, state.active).map((shell) => shellName(state, shell));
  if (targets.length === 0) return words.alone;
  return words.others({ shells: new Intl.ListFormat(state.language).format(targets) });
}

function Tick({ session, state, send }: PanelProps & { session: SessionState }) {
  const words = broadcastWords(state.language);
  const { shell, phase, environment, readOnly, currentNode } = session;
  return (
    <label>
      <input
        type="checkbox"
        checked={isTicked(state, shell)}
        onChange={({ currentTarget }) => send({ type: 'broadcast-tick', shell, on: currentTarget.checked })}
      />
      <span>{shellName(state, shell)}</span>
      {currentNode !== '' && <Address address={currentNode} />}
      {environment === 'production' && (
        <span class="env" data-env="production">
          {words.production}
        </span>
      )}
      {readOnly && (
        <span class="env" data-env="read-only">
          {words.readOnly}
        </span>
      )}
      {phase !== 'connected' && <span class="bad">{words.phases[phase]}</span>}
    </label>
  );
}
