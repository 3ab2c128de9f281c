/** The saved connections, and the edits of them in the form. Never a secret. */
import type { Failure } from '../../../shared/failure.ts';
import type { Profile } from '../../../shared/connections/profile.ts';
import type { SecretName } from '../../../shared/connections/secret-names.ts';
import type { ProfileProblem } from '../../../shared/connections/profile-problems.ts';
import {
  MOST_DELETED,
  type Keep,
  type SavedConnection,
  type SavedConnections,
  type TypedSecrets,
} from '../../../shared/connections/saved-connection.ts';
import type { Message } from '../../window/message.ts';

/** A connection as the form shows it. */
export interface Draft {
  profile: Profile;
  /** As they are typed. */
  seeds: string;
  /** Not saved yet. */
  isNew: boolean;
  problems: readonly ProfileProblem[];
  /** True once the user has tried to save it: then every problem is shown. */
  isChecked: boolean;
  /** Grows each time its typed secrets have been taken, so that their fields are emptied. */
  taken: number;
}

export interface Deleted {
  id: string;
  name: string;
}

export interface ConnectionsState {
  saved: SavedConnections;
  /** The name under which the quick field's connection is saved; empty if it is not. */
  name: string;
  filter: string;
  /** The connection in the form: a saved one, or a new one. */
  selected: string | null;
  /** Edits stay while another connection is in the form. */
  drafts: { readonly [id: string]: Draft };
  /** Where typed secrets go. */
  keep: Keep;
  /** The connection that is being made. */
  pending: string | null;
  /** The secret that the server refused; the user is asked for it. */
  refused: SecretName | null;
  /** Deletions that can be undone, the newest last. */
  deleted: readonly Deleted[];
  failure: Failure | null;
}

/** Fields that name a file. */
export type FileFieldName = 'tls.ca' | 'tls.cert' | 'tls.key' | 'ssh.keyFile';

export type ConnectionsMessage =
  | { type: 'connections'; saved: SavedConnections }
  | { type: 'connect-name'; text: string }
  | { type: 'connections-filter'; text: string }
  | { type: 'open-connections'; id: string | null }
  | { type: 'select-connection'; id: string }
  /** Shows the form with the focus in it. */
  | { type: 'edit-connection'; id: string }
  | { type: 'connection-copy'; text: string }
  | { type: 'new-connection' }
  | { type: 'draft-made'; profile: Profile }
  /** A function if the change depends on the profile: several may come before the form is drawn again. */
  | { type: 'edit-draft'; change: Partial<Profile> | ((profile: Profile) => Partial<Profile>) }
  | { type: 'edit-seeds'; text: string }
  | { type: 'choose-file'; field: FileFieldName }
  | { type: 'file-chosen'; id: string; field: FileFieldName; path: string }
  | { type: 'revert-draft' }
  | { type: 'draft-problems'; id: string; problems: readonly ProfileProblem[]; isChecked: boolean }
  | { type: 'keep-secrets'; keep: Keep }
  /** The typed secrets are no part of the state: they pass through to main. */
  | { type: 'save-draft'; secrets: TypedSecrets; connect: boolean }
  | { type: 'draft-saved'; id: string; isTaken: boolean }
  | { type: 'forget-secret'; name: SecretName }
  | { type: 'connect-saved'; id: string; secrets?: TypedSecrets }
  | { type: 'duplicate-connection'; id: string }
  | { type: 'delete-connection'; id: string; name: string }
  | { type: 'undo-delete'; id: string }
  | { type: 'delete-failed'; id: string }
  /** The connection that was asked for here is made. One that comes back by itself leaves the screen alone. */
  | { type: 'arrived' }
  | { type: 'connections-failed'; failure: Failure };

declare module '../../window/contract.ts' {
  interface FeatureStates {
    connections: ConnectionsState;
  }
  interface Messages {
    connections: ConnectionsMessage;
  }
  interface Overlays {
    connect: { kind: 'connect' };
  }
}

export const connectionsOf = (saved: SavedConnections): ConnectionsState => ({
  saved,
  name: '',
  filter: '',
  selected: null,
  drafts: {},
  keep: saved.store === 'keychain' ? 'stored' : 'session',
  pending: null,
  refused: null,
  deleted: [],
  failure: null,
});

export const savedOne = ({ saved }: ConnectionsState, id: string | null): SavedConnection | null =>
  saved.list.find(({ profile }) => profile.id === id) ?? null;

export const selectedDraft = ({ drafts, selected }: ConnectionsState): Draft | null =>
  selected === null ? null : (drafts[selected] ?? null);

/** Whether the draft differs from the saved connection. */
export function isEdited(connections: ConnectionsState, draft: Draft): boolean {
  const saved = savedOne(connections, draft.profile.id);
  return !saved || !isSame(saved.profile, draft.profile);
}

const isSame = (a: Profile, b: Profile) =>
  JSON.stringify({ ...a, usedAt: 0 }) === JSON.stringify({ ...b, usedAt: 0 });

const draftOf = (profile: Profile, isNew: boolean): Draft => ({
  profile,
  seeds: profile.seeds.join(', '),
  isNew,
  problems: [],
  isChecked: false,
  taken: 0,
});

/** Addresses as people write them: a missing port is 6379, and an IPv6 address may have brackets. */
export function readSeeds(text: string): string[] {
  return text
    .split(/[\s,;]+/)
    .filter((word) => word !== '')
    .map((word) => {
      const bracketed = /^\[(.*)\](?::(\d+))?$/.exec(word);
      if (bracketed) return `${bracketed[1]}:${bracketed[2] ?? 6379}`;
      return word.includes(':') ? word : `${word}:6379`;
    });
}

export function reduceConnections(connections: ConnectionsState, message: Message): ConnectionsState {
  switch (message.type) {
    case 'connections':
      return withSaved(connections, message.saved);
    case 'connect-name':
      return { ...connections, name: message.text };
    case 'connect-typed-saved':
      return { ...connections, name: '' };
    case 'connections-filter':
      return { ...connections, filter: message.text };
    case 'open-connections':
      return message.id === null ? connections : select(connections, message.id);
    case 'action':
      return message.name === 'connect' && connections.selected === null
        ? select(connections, connections.saved.list[0]?.profile.id ?? null)
        : connections;
    case 'select-connection':
    case 'edit-connection':
      return { ...select(connections, message.id), failure: null, refused: null };
    case 'draft-made': {
      const { id } = message.profile;
      const drafts = { ...connections.drafts, [id]: draftOf(message.profile, true) };
      return { ...connections, drafts, selected: id, filter: '', failure: null, refused: null };
    }
    case 'keep-secrets':
      return { ...connections, keep: message.keep };
    case 'connect-saved':
      return { ...connections, pending: message.id, refused: null, failure: null };
    case 'delete-connection':
      return remove(connections, message.id, message.name);
    case 'undo-delete':
    case 'delete-failed':
      return { ...connections, deleted: connections.deleted.filter(({ id }) => id !== message.id) };
    case 'connections-failed':
      return {
        ...connections,
        pending: null,
        refused: message.failure.code === 'auth' ? (message.failure.secret ?? 'password') : null,
        failure: message.failure,
      };
    case 'arrived':
      return { ...connections, name: '', pending: null, refused: null, failure: null };
    default:
      return reduceDraft(connections, message);
  }
}

function reduceDraft(connections: ConnectionsState, message: Message): ConnectionsState {
  switch (message.type) {
    case 'edit-draft':
      return edit(connections, ({ profile }) => {
        const { change } = message;
        return { profile: { ...profile, ...(typeof change === 'function' ? change(profile) : change) } };
      });
    case 'edit-seeds':
      return edit(connections, ({ profile }) => ({
        seeds: message.text,
        profile: { ...profile, seeds: readSeeds(message.text) },
      }));
    case 'file-chosen':
      return editOne(connections, message.id, ({ profile }) => ({
        profile: withFile(profile, message.field, message.path),
      }));
    case 'revert-draft':
      return revert(connections);
    case 'draft-problems': {
      const { id, problems, isChecked } = message;
      return editOne(connections, id, (draft) => ({ problems, isChecked: draft.isChecked || isChecked }));
    }
    case 'draft-saved':
      return editOne(connections, message.id, (draft) => ({
        isNew: false,
        isChecked: false,
        taken: draft.taken + (message.isTaken ? 1 : 0),
      }));
    default:
      return connections;
  }
}

/** TLS or the tunnel may have been switched off in the meantime. */
function withFile(profile: Profile, field: FileFieldName, path: string): Profile {
  const { tls, ssh } = profile;
  if (field === 'ssh.keyFile') return { ...profile, ssh: ssh && { ...ssh, keyFile: path } };
  return { ...profile, tls: tls && { ...tls, [field.slice('tls.'.length)]: path } };
}

/** Unedited drafts follow the saved connection; the draft of a deleted connection is dropped. */
function withSaved(before: ConnectionsState, news: SavedConnections): ConnectionsState {
  // Main may report an earlier change while a deletion is on its way to it: a connection deleted here stays hidden.
  const isDeleted = ({ profile }: SavedConnection) => before.deleted.some(({ id }) => id === profile.id);
  const saved = { ...news, list: news.list.filter((one) => !isDeleted(one)) };
  const after = { ...before, saved };
  const drafts: { [id: string]: Draft } = {};
  for (const [id, draft] of Object.entries(before.drafts)) {
    const one = savedOne(after, id);
    if (!one) {
      if (draft.isNew) drafts[id] = draft;
    } else if (draft.isNew || !isEdited(before, draft))
      drafts[id] = { ...draftOf(one.profile, false), taken: draft.taken };
    else drafts[id] = draft;
  }
  const selected = before.selected !== null && drafts[before.selected] ? before.selected : null;
  const next = { ...after, drafts, selected };
  if (selected === null && before.selected !== null) return select(next, saved.list[0]?.profile.id ?? null);
  return { ...next, keep: saved.store === 'none' && next.keep === 'stored' ? 'session' : next.keep };
}

function select(connections: ConnectionsState, id: string | null): ConnectionsState {
  if (id === null || connections.drafts[id]) return { ...connections, selected: id };
  const saved = savedOne(connections, id);
  if (!saved) return connections;
  return {
    ...connections,
    selected: id,
    drafts: { ...connections.drafts, [id]: draftOf(saved.profile, false) },
  };
}

function edit(connections: ConnectionsState, change: (draft: Draft) => Partial<Draft>): ConnectionsState {
  return connections.selected === null ? connections : editOne(connections, connections.selected, change);
}

function editOne(
  connections: ConnectionsState,
  id: string,
  change: (draft: Draft) => Partial<Draft>,
): ConnectionsState {
  const draft = connections.drafts[id];
  if (!draft) return connections;
  return { ...connections, drafts: { ...connections.drafts, [id]: { ...draft, ...change(draft) } } };
}

function revert(connections: ConnectionsState): ConnectionsState {
  const draft = selectedDraft(connections);
  if (!draft) return connections;
  const { id } = draft.profile;
  const { [id]: _draft, ...drafts } = connections.drafts;
  const saved = savedOne(connections, id);
  const next = { ...connections, drafts, selected: null, failure: null };
  if (!saved) return select(next, connections.saved.list[0]?.profile.id ?? null);
  return {
    ...next,
    selected: id,
    drafts: { ...drafts, [id]: { ...draftOf(saved.profile, false), taken: draft.taken + 1 } },
  };
}

/** Hides it at once; main reports the deletion later. The next connection is selected. */
function remove(connections: ConnectionsState, id: string, name: string): ConnectionsState {
  const { list } = connections.saved;
  const at = list.findIndex(({ profile }) => profile.id === id);
  const { [id]: _draft, ...drafts } = connections.drafts;
  if (at < 0) return revert(connections);
  const rest = list.filter((_, i) => i !== at);
  const next = { ...connections, drafts, saved: { ...connections.saved, list: rest } };
  const selected = connections.selected === id ? (rest[at] ?? rest.at(-1))?.profile.id : undefined;
  return {
    ...(connections.selected === id ? select({ ...next, selected: null }, selected ?? null) : next),
    deleted: [...connections.deleted, { id, name }].slice(-MOST_DELETED),
    failure: null,
  };
}
