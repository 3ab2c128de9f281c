import { useRef } from 'preact/hooks';
import { escapeForLine } from '../../../shared/format/escape.ts';
import type { Profile } from '../../../shared/connections/profile.ts';
import type { SavedConnection } from '../../../shared/connections/saved-connection.ts';
import { isEdited, savedOne, type ConnectionsState } from './state.ts';
import type { PanelProps } from '../../window/state.ts';
import { PlusIcon, SearchIcon } from '../../kit/icons.tsx';
import { FailureText, IconButton, shardColour } from '../../kit/parts.tsx';
import { menuTarget } from '../../kit/menu-target.ts';
import { unverified } from '../../kit/unverified.ts';
import { groupsOf, MOST_LISTED, type ProfileGroup } from './profile-groups.ts';
import { Undo } from './undo.tsx';
import { words } from './words.ts';

const w = words.screen;

/** Arrows select, Enter connects, Ctrl+D duplicates, Delete deletes, Ctrl+Z undoes it, F2 or E edits. */
export function ProfileList({ state, send }: PanelProps) {
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
    else if (event.key === 'F2' || (event.key.toLowerCase() === 'e' && !command))
      send({ type: 'edit-connection', id });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const connect = (id: string) => {
    if (savedOne(connections, id) && connections.pending === null) send({ type: 'connect-saved', id });
    else send({ type: 'edit-connection', id });
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
    // A text field has its own undo.
    if (!isUndo || !lastDeleted || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    send({ type: 'undo-delete', id: lastDeleted.id });
  };
  return (
    <nav class="profiles" aria-label={w.list} onKeyDown={onUndoKey}>
      <div class="profileshead row">
        <h2>{w.saved}</h2>
        <span class="f3 sm num">{w.all(saved.list.length)}</span>
        <span class="grow" />
        <IconButton label={w.newConnection} onClick={() => send({ type: 'new-connection' })}>
          <PlusIcon />
        </IconButton>
      </div>
      <Filter filter={filter} send={send} onLeave={() => go(ids[0])} />
      <div class="profilerows" ref={list} onKeyDown={onKeyDown}>
        {ids.length > 0 && (
          <Rows
            connections={connections}
            fresh={fresh}
            groups={groups}
            stop={stop}
            send={send}
            onConnect={connect}
          />
        )}
        {shown === 0 && fresh.length === 0 && (
          <p class="sm f3 blankrow">{saved.list.length === 0 ? w.nothingSaved : w.noMatch}</p>
        )}
        {shown === MOST_LISTED && saved.list.length > shown && <p class="sm f3 blankrow">{w.moreSaved}</p>}
      </div>
      <Undo state={state} send={send} />
      {failure && (
        <div class="profilesfailure sm">
          <FailureText failure={failure} />
        </div>
      )}
      <Foot saved={saved} send={send} />
    </nav>
  );
}

function Filter(props: { filter: string; send: PanelProps['send']; onLeave: () => void }) {
  return (
    <div class="profilefilter">
      <SearchIcon />
      <input
        class="input"
        type="search"
        aria-label={w.filter}
        placeholder={w.filterHint}
        value={props.filter}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => props.send({ type: 'connections-filter', text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
          event.preventDefault();
          props.onLeave();
        }}
      />
    </div>
  );
}

/** The new connections, and then the saved ones in their groups. */
function Rows(props: {
  connections: ConnectionsState;
  fresh: readonly Profile[];
  groups: readonly ProfileGroup[];
  /** The row that Tab stops at. */
  stop: string | undefined;
  send: PanelProps['send'];
  onConnect: (id: string) => void;
}) {
  const { connections, send } = props;
  const row = (profile: Profile, one: SavedConnection | null) => {
    const draft = connections.drafts[profile.id];
    return (
      <ProfileRow
        key={profile.id}
        profile={one && draft ? { ...profile, name: draft.profile.name || profile.name } : profile}
        description={one?.description ?? words.form.unsaved}
        mark={markOf(connections, profile.id, one)}
        isSelected={connections.selected === profile.id}
        isStop={props.stop === profile.id}
        onSelect={() => send({ type: 'select-connection', id: profile.id })}
        onConnect={() => props.onConnect(profile.id)}
      />
    );
  };
  return (
    <div role="listbox" aria-label={w.list}>
      {props.fresh.map((profile) => row(profile, null))}
      {props.groups.map(({ name, rows }) =>
        name === null ? (
          rows.map((one) => row(one.profile, one))
        ) : (
          <div key={`group ${name}`} role="group" aria-label={escapeForLine(name || w.noGroup)}>
            <p class="label" aria-hidden="true">
              <bdi class="cut">{escapeForLine(name || w.noGroup)}</bdi>
            </p>
            {rows.map((one) => row(one.profile, one))}
          </div>
        ),
      )}
    </div>
  );
}

function markOf(connections: ConnectionsState, id: string, one: SavedConnection | null): string {
  if (connections.pending === id) return words.form.connecting;
  if (!one) return '';
  const draft = connections.drafts[id];
  if (draft && isEdited(connections, draft)) return words.form.edited;
  const { password } = one.secrets;
  return password === 'unreadable' || password === 'elsewhere' ? w.passwordNeeded : '';
}

function Foot({ saved, send }: { saved: ConnectionsState['saved']; send: PanelProps['send'] }) {
  return (
    <div class="profilesfoot">
      <div class="row">
        <button type="button" class="btn quiet" onClick={() => send({ type: 'open-import' })}>
          {w.import}
        </button>
        <button
          type="button"
          class="btn quiet"
          disabled={saved.list.length === 0}
          onClick={() => send({ type: 'open-export', ids: saved.list.map(({ profile }) => profile.id) })}
        >
          {w.export}
        </button>
      </div>
      <p class="xs f3">
        {saved.isReadOnly ? w.readOnly : saved.store === 'keychain' ? w.passwordsStored : w.passwordsSession}
      </p>
    </div>
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
      {...menuTarget({ kind: 'connection', id: profile.id })}
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
