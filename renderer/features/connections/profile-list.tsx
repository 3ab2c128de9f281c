import { useRef } from 'preact/hooks';
import { escapeForLine } from '../../../shared/format/escape.ts';
import type { Profile } from '../../../shared/connections/profile.ts';
import type { SavedConnection } from '../../../shared/connections/saved-connection.ts';
import { isEdited, savedOne } from './state.ts';
import type { PanelProps } from '../../window/state.ts';
import { grouped } from '../../kit/numbers.ts';
import { PlusIcon, SearchIcon } from '../../kit/icons.tsx';
import { FailureText, IconButton, shardColour } from '../../kit/parts.tsx';
import { unverified } from '../../kit/unverified.ts';
import { groupsOf, MOST_LISTED } from './profile-groups.ts';
import { Undo } from './undo.tsx';

/** Arrows select, Enter connects, Ctrl+D duplicates, Delete deletes, Ctrl+Z brings back, F2 or E edits. */
export function ProfileList({ state, send, onEdit }: PanelProps & { onEdit: () => void }) {
  const { connections } = state;
  const { saved, filter, selected, failure } = connections;
  const lastDeleted = connections.deleted.at(-1);
  const list = useRef<HTMLDivElement>(null);
  const fresh = Object.values(connections.drafts).flatMap(({ isNew, profile }) => (isNew ? [profile] : []));
  const groups = groupsOf(saved.list, filter);
  const shown = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  const ids = [
    ...fresh.map(({ id }) => id),
    ...groups.flatMap(({ rows }) => rows.map((row) => row.profile.id)),
  ];
  const stop = selected !== null && ids.includes(selected) ? selected : ids[0];

  const go = (id: string | undefined) => {
    if (id === undefined) return;
    send({ type: 'select-connection', id });
    list.current?.querySelector<HTMLElement>(`[data-id="${id}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const id = (event.target as HTMLElement).closest<HTMLElement>('[data-id]')?.dataset['id'];
    if (id === undefined || event.altKey) return;
    const command = event.ctrlKey || event.metaKey;
    const at = ids.indexOf(id);
    const steps: { [key: string]: number } = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: ids.length - 1,
    };
    const step = command ? undefined : steps[event.key];
    if (step !== undefined) go(ids[Math.max(0, Math.min(ids.length - 1, step))]);
    else if (event.key === 'Enter') connect(id);
    else if (event.key === 'Delete') remove(id);
    else if (event.key.toLowerCase() === 'd' && command) send({ type: 'duplicate-connection', id });
    else if (event.key === 'F2' || (event.key.toLowerCase() === 'e' && !command)) onEdit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const connect = (id: string) => {
    if (savedOne(connections, id) && connections.pending === null) send({ type: 'connect-saved', id });
    else onEdit();
  };
  const remove = (id: string) => {
    const name = connections.drafts[id]?.profile.name ?? savedOne(connections, id)?.profile.name ?? '';
    send({ type: 'delete-connection', id, name });
    const next = ids[ids.indexOf(id) + 1] ?? ids[ids.indexOf(id) - 1];
    if (next !== undefined) go(next);
    else list.current?.closest('nav')?.querySelector('button')?.focus();
  };
  const onUndoKey = (event: KeyboardEvent) => {
    const isUndo = event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey;
    // A text field has an undo of its own.
    if (!isUndo || !lastDeleted || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    send({ type: 'undo-delete', id: lastDeleted.id });
  };
  const row = (profile: Profile, one: SavedConnection | null) => {
    const draft = connections.drafts[profile.id];
    return (
      <ProfileRow
        key={profile.id}
        profile={one && draft ? { ...profile, name: draft.profile.name || profile.name } : profile}
        description={one?.description ?? 'not saved yet'}
        mark={
          connections.pending === profile.id
            ? 'Connecting…'
            : one && draft && isEdited(connections, draft)
              ? 'edited'
              : one?.secrets.password === 'unreadable' || one?.secrets.password === 'elsewhere'
                ? 'password needed'
                : ''
        }
        isSelected={selected === profile.id}
        isStop={stop === profile.id}
        onSelect={() => send({ type: 'select-connection', id: profile.id })}
        onConnect={() => connect(profile.id)}
      />
    );
  };
  return (
    <nav class="profiles" aria-label="Saved connections" onKeyDown={onUndoKey}>
      <div class="profileshead row">
        <h2>Saved</h2>
        <span class="f3 sm num">{grouped(saved.list.length)}</span>
        <span class="grow" />
        <IconButton label="New connection" onClick={() => send({ type: 'new-connection' })}>
          <PlusIcon />
        </IconButton>
      </div>
      <div class="profilefilter">
        <SearchIcon />
        <input
          class="input"
          type="search"
          aria-label="Filter saved connections"
          placeholder="Filter"
          value={filter}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => send({ type: 'connections-filter', text: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
            event.preventDefault();
            go(ids[0]);
          }}
        />
      </div>
      <div class="profilerows" ref={list} onKeyDown={onKeyDown}>
        {ids.length > 0 && (
          <div role="listbox" aria-label="Saved connections">
            {fresh.map((profile) => row(profile, null))}
            {groups.map(({ name, rows }) =>
              name === null ? (
                rows.map((one) => row(one.profile, one))
              ) : (
                <div key={`group ${name}`} role="group" aria-label={escapeForLine(name || 'Without a group')}>
                  <p class="label" aria-hidden="true">
                    <bdi class="cut">{escapeForLine(name || 'Without a group')}</bdi>
                  </p>
                  {rows.map((one) => row(one.profile, one))}
                </div>
              ),
            )}
          </div>
        )}
        {shown === 0 && fresh.length === 0 && (
          <p class="sm f3 blankrow">
            {saved.list.length === 0 ? 'Nothing is saved yet.' : 'None of them matches the filter.'}
          </p>
        )}
        {shown === MOST_LISTED && saved.list.length > shown && (
          <p class="sm f3 blankrow">More are saved: filter to see them.</p>
        )}
      </div>
      <Undo state={state} send={send} />
      {failure && (
        <div class="profilesfailure sm">
          <FailureText failure={failure} />
        </div>
      )}
      <div class="profilesfoot">
        <div class="row">
          <button type="button" class="btn quiet" onClick={() => send({ type: 'open-import' })}>
            Import…
          </button>
          <button
            type="button"
            class="btn quiet"
            disabled={saved.list.length === 0}
            onClick={() => send({ type: 'open-export', ids: saved.list.map(({ profile }) => profile.id) })}
          >
            Export…
          </button>
        </div>
        <p class="xs f3">
          {saved.isReadOnly
            ? 'A later version of Slotshell wrote the file of connections: nothing is changed here.'
            : saved.store === 'keychain'
              ? 'Passwords are in the system’s key store. Export leaves them out.'
              : 'This system has no key store: passwords hold until Slotshell closes.'}
        </p>
      </div>
    </nav>
  );
}

function ProfileRow(props: {
  profile: Profile;
  description: string;
  mark: string;
  isSelected: boolean;
  isStop: boolean;
  onSelect: () => void;
  onConnect: () => void;
}) {
  const { profile, description, mark } = props;
  return (
    <div
      class="profilerow"
      role="option"
      aria-selected={props.isSelected}
      data-id={profile.id}
      data-shard={profile.colour === 'none' ? undefined : shardColour(Number(profile.colour))}
      tabIndex={props.isStop ? 0 : -1}
      onClick={props.onSelect}
      onDblClick={props.onConnect}
    >
      <span class="row">
        {profile.colour !== 'none' && <i class="swatch" aria-hidden="true" />}
        <bdi class="cut name">{escapeForLine(profile.name)}</bdi>
        <span class="grow" />
        <span class="env" data-env={profile.environment}>
          {profile.environment}
        </span>
      </span>
      <span class="row xs f3">
        <span class="mono cut">{escapeForLine(description)}</span>
        <span class="grow" />
        {unverified(profile) && <span class="profilemark warn">{unverified(profile)}</span>}
        {mark && <span class="profilemark">{mark}</span>}
      </span>
    </div>
  );
}
