import { escapeForLine } from '../../../shared/format/escape.ts';
import type { PanelProps } from '../../window/state.ts';
import { Undo } from './undo.tsx';
import { FailureText } from '../../kit/parts.tsx';
import { menuTarget } from '../../kit/menu-target.ts';
import { unverified } from '../../kit/unverified.ts';
import { words } from './words.ts';

/** Rows on the first-run screen; a shortcut shows all. */
const MOST = 5;

/** The most recent ones: Enter connects, Delete deletes, and can be undone. */
export function SavedConnections({ state, send }: PanelProps) {
  const { saved, pending, failure } = state.connections;
  const rows = saved.list.slice(0, MOST);
  if (rows.length === 0 && state.connections.deleted.length === 0) return null;
  const onKeyDown = (event: KeyboardEvent) => {
    const picks = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('.savedpick')];
    const at = picks.indexOf(document.activeElement as HTMLElement);
    if (at < 0) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) picks[at + step]?.focus();
    else if (event.key === 'Delete') {
      const { id, name } = rows[at]!.profile;
      (picks[at + 1] ?? picks[at - 1])?.focus();
      send({ type: 'delete-connection', id, name });
    } else return;
    event.preventDefault();
  };
  return (
    <section class="saved" aria-label={words.screen.list}>
      <ul onKeyDown={onKeyDown}>
        {rows.map(({ profile, description }) => (
          <li key={profile.id}>
            <button
              type="button"
              class="savedpick"
              {...menuTarget({ kind: 'connection', id: profile.id })}
              aria-disabled={pending !== null}
              onClick={() => pending === null && send({ type: 'connect-saved', id: profile.id })}
            >
              <span class="row">
                <bdi class="cut">{escapeForLine(profile.name)}</bdi>
                <span class="grow" />
                <span class="env" data-env={profile.environment}>
                  {profile.environment}
                </span>
              </span>
              <span class="row xs f3">
                <span class="mono cut">
                  {pending === profile.id ? words.form.connecting : escapeForLine(description)}
                </span>
                <span class="grow" />
                {unverified(profile) && <span class="profilemark warn">{unverified(profile)}</span>}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <Undo state={state} send={send} />
      {failure && <FailureText failure={failure} />}
    </section>
  );
}
