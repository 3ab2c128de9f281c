import { useEffect, useRef } from 'preact/hooks';
import type { SavedConnection } from '../../shared/model.ts';
import { escapeForLine } from '../../shared/format/escape.ts';
import type { PanelProps } from '../state.ts';
import { CrossIcon } from './icons.tsx';
import { FailureText, IconButton } from './parts.tsx';

const SECRETS: { readonly [S in SavedConnection['secret']]: string } = {
  stored: 'password in the key store',
  session: 'password for this session only',
  unreadable: 'the key store does not open its password',
  none: '',
};

/** What was saved: Enter connects, Delete deletes, and can be undone. */
export function SavedConnections({ state, send }: PanelProps) {
  const { list, pending, refused, deleted, failure } = state.connections;
  if (list.length === 0 && deleted === null) return null;
  const onKeyDown = (event: KeyboardEvent) => {
    const rows = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('.savedpick')];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    if (at < 0) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) rows[at + step]?.focus();
    else if (event.key === 'Delete') remove(list[at]!);
    else return;
    event.preventDefault();
  };
  const remove = ({ id, name }: SavedConnection) => send({ type: 'delete-connection', id, name });
  return (
    <section class="saved" aria-label="Saved connections">
      <ul onKeyDown={onKeyDown}>
        {list.map((one) => (
          <li key={one.id} class="row">
            <button
              type="button"
              class="savedpick"
              disabled={pending !== null}
              onClick={() => send({ type: 'connect-saved', id: one.id })}
            >
              <span class="row">
                <bdi class="cut">{escapeForLine(one.name)}</bdi>
                <span class="grow" />
                <span class="env" data-env={one.environment}>
                  {one.environment}
                </span>
              </span>
              <span class="mono xs f3 cut">
                {pending === one.id ? 'Connecting…' : escapeForLine(one.description)}
              </span>
              {SECRETS[one.secret] && <span class="xs f3">{SECRETS[one.secret]}</span>}
            </button>
            <IconButton label={`Delete ${one.name}`} onClick={() => remove(one)}>
              <CrossIcon />
            </IconButton>
          </li>
        ))}
      </ul>
      {deleted !== null && (
        <p class="row sm" role="status">
          <span class="cut">Deleted {escapeForLine(deleted)}.</span>
          <button type="button" class="link" onClick={() => send({ type: 'undo-delete' })}>
            Undo
          </button>
        </p>
      )}
      {failure && <FailureText failure={failure} />}
      {refused !== null && <AskPassword id={refused} send={send} />}
    </section>
  );
}

/** The field's text goes to main with Enter, and nowhere else: it never becomes state. */
function AskPassword({ id, send }: { id: string; send: PanelProps['send'] }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), [id]);
  const submit = (event: Event) => {
    event.preventDefault();
    const password = field.current!.value;
    if (password === '') return;
    field.current!.value = '';
    send({ type: 'connect-saved', id, password });
  };
  return (
    <form class="row" onSubmit={submit}>
      <input
        ref={field}
        class="input"
        type="password"
        aria-label="Password of this connection"
        placeholder="Password"
      />
      <button type="submit" class="btn">
        Connect
      </button>
    </form>
  );
}
