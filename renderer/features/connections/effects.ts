/** What connecting, and the list of saved connections, ask of main. */
import type { SessionState } from '../../../shared/session/session.ts';
import type { TypedSecrets } from '../../../shared/connections/saved-connection.ts';
import { failureOf } from '../../kit/client.ts';
import { isEdited, selectedDraft } from './state.ts';
import type { Surroundings } from '../../window/effects.ts';
import type { Message } from '../../window/message.ts';
import type { State } from '../../window/state.ts';

export function performConnections(message: Message, state: State, surroundings: Surroundings): void {
  const { client, send } = surroundings;
  const { connections } = state;
  const failed = (error: unknown) => send({ type: 'connections-failed', failure: failureOf(error) });
  switch (message.type) {
    case 'action':
      if (message.name === 'connect') client.reloadConnections(undefined).catch(failed);
      return;
    case 'open-connections':
      return surroundings.draw();
    case 'connect':
      connectTyped(state, surroundings).then(
        (session) => session && arrive(session, surroundings),
        (error: unknown) => {
          const failure = failureOf(error);
          send({ type: 'connect-failed', failure });
          if (failure.code === 'bad-argument') return;
          send({ type: 'open-connections', id: null });
          send({ type: 'examine-typed' });
        },
      );
      return;
    case 'connect-saved':
      void connectSaved(message.id, message.secrets ?? {}, state, surroundings);
      return;
    case 'new-connection':
      client.draftConnection(undefined).then((profile) => send({ type: 'draft-made', profile }), failed);
      return;
    case 'choose-file': {
      const id = connections.selected;
      if (id === null) return;
      client
        .chooseFile(undefined)
        .then(
          (path) => path !== null && send({ type: 'file-chosen', id, field: message.field, path }),
          failed,
        );
      return;
    }
    case 'file-chosen':
    case 'edit-draft':
    case 'edit-seeds':
      return checkDraft(state, surroundings);
    case 'save-draft':
      saveDraft(message.secrets, message.connect, state, surroundings).catch(failed);
      return;
    case 'forget-secret': {
      const profile = selectedDraft(connections)?.profile;
      const saved = connections.saved.list.find((one) => one.profile.id === profile?.id);
      if (saved)
        client
          .saveProfile({ profile: saved.profile, secrets: { [message.name]: null }, keep: connections.keep })
          .catch(failed);
      return;
    }
    case 'duplicate-connection':
      client
        .duplicateConnection({ id: message.id })
        .then((id) => send({ type: 'select-connection', id }), failed);
      return;
    case 'delete-connection':
      // At once: the next key, Ctrl+Z too, means the list as it is now.
      surroundings.draw();
      // One that was never saved is gone already.
      if (connections.deleted.at(-1)?.id === message.id)
        client.deleteConnection({ id: message.id }).catch((error: unknown) => {
          failed(error);
          send({ type: 'delete-failed', id: message.id });
          client.reloadConnections(undefined).catch(failed);
        });
      return;
    case 'undo-delete':
      surroundings.draw();
      client
        .undoDelete({ id: message.id })
        .then(() => send({ type: 'select-connection', id: message.id }), failed);
  }
}

function arrive(session: SessionState, { send, draw, shell }: Surroundings): void {
  send({ type: 'session', session });
  send({ type: 'arrived' });
  draw();
  shell().focus();
}

/** A connection that does not come about is examined. */
async function connectSaved(
  id: string,
  secrets: TypedSecrets,
  { connections: { keep } }: State,
  surroundings: Surroundings,
): Promise<void> {
  const { client, send } = surroundings;
  try {
    arrive(await client.connectSaved({ id, secrets, keep }), surroundings);
  } catch (error) {
    const failure = failureOf(error);
    send({ type: 'connections-failed', failure });
    if (failure.code === 'gone') return;
    send({ type: 'open-connections', id });
    send({ type: 'examine', secrets });
  }
}

/** Null where it went to main as a saved one, which tells of itself. */
async function connectTyped(
  { connecting, connections }: State,
  { client, send, shell }: Surroundings,
): Promise<SessionState | null> {
  const { production, readOnly } = connecting;
  const target = connecting.target.trim();
  const name = connections.name.trim();
  if (name === '') return client.connect({ target, production, readOnly });
  const { id, notes } = await client.saveConnection({ target, name, production, readOnly });
  // It is saved now: a second try must not save it again, and what was typed may hold a password.
  send({ type: 'connect-typed-saved' });
  for (const text of notes) shell().notice({ tone: 'info', text });
  send({ type: 'connect-saved', id });
  return null;
}

let asked = 0;

/** Of several answers that are under way the last one counts. */
function checkDraft({ connections }: State, { client, send }: Surroundings): void {
  const draft = selectedDraft(connections);
  if (!draft) return;
  const { profile } = draft;
  const mine = ++asked;
  client.profileProblems({ profile }).then(
    (problems) =>
      mine === asked && send({ type: 'draft-problems', id: profile.id, problems, isChecked: false }),
    // What cannot even be looked at is refused when it is saved.
    () => undefined,
  );
}

async function saveDraft(
  secrets: TypedSecrets,
  connect: boolean,
  { connections }: State,
  { client, send }: Surroundings,
): Promise<void> {
  const draft = selectedDraft(connections);
  if (!draft) return;
  const { profile } = draft;
  const { id } = profile;
  const { keep } = connections;
  const problems = await client.profileProblems({ profile });
  send({ type: 'draft-problems', id, problems, isChecked: true });
  if (problems.length > 0) return;
  const isTyped = Object.keys(secrets).length > 0;
  const isKept = keep !== 'once';
  if (isEdited(connections, draft) || (isTyped && isKept))
    await client.saveProfile({ profile, secrets: isKept ? secrets : {}, keep });
  send({ type: 'draft-saved', id, isTaken: isTyped && (isKept || connect) });
  if (connect) send({ type: 'connect-saved', id, secrets: isKept ? {} : secrets });
}
