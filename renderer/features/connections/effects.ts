/** Calls that the list of saved connections makes to main. */
import type { TypedSecrets } from '../../../shared/connections/saved-connection.ts';
import { failureOf } from '../../kit/client.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import type { Message } from '../../window/message.ts';
import type { State } from '../../window/state.ts';
import { arrive } from './arrive.ts';
import { performDraft } from './draft-effects.ts';

export const performConnections = (surroundings: Surroundings): Perform => {
  const draft = performDraft(surroundings);
  return (message, state) => {
    draft(message, state);
    performList(message, state, surroundings);
  };
};

function performList(message: Message, { connections }: State, surroundings: Surroundings): void {
  const { client, send, draw } = surroundings;
  const failed = (error: unknown) => send({ type: 'connections-failed', failure: failureOf(error) });
  switch (message.type) {
    case 'action':
      if (message.name !== 'connect') return;
      client.reloadConnections(undefined).catch(failed);
      return draw();
    case 'open-connections':
      return draw();
    case 'edit-connection':
      draw();
      document.querySelector<HTMLElement>('.profileform [data-entry]')?.focus();
      return;
    case 'connection-copy':
      client.copyText({ text: message.text }).catch(failed);
      return;
    case 'connect-saved':
      void connectSaved(message.id, message.secrets ?? {}, connections, surroundings);
      return;
    case 'new-connection':
      client.draftConnection(undefined).then((profile) => send({ type: 'draft-made', profile }), failed);
      return;
    case 'duplicate-connection':
      client.duplicateConnection({ id: message.id }).then((id) => showCopy(id, surroundings), failed);
      return;
    case 'delete-connection':
      // Drawn at once: the next key, Ctrl+Z too, is about the list as it is now.
      draw();
      // One that was never saved is gone already.
      if (connections.deleted.at(-1)?.id === message.id) remove(message.id, surroundings);
      return;
    case 'undo-delete':
      draw();
      client
        .undoDelete({ id: message.id })
        .then(() => send({ type: 'select-connection', id: message.id }), failed);
  }
}

/** The next key is about the copy, if it would have been about its original. */
function showCopy(id: string, { send, draw }: Surroundings): void {
  send({ type: 'select-connection', id });
  draw();
  if (document.activeElement?.closest('.profilerows'))
    document.querySelector<HTMLElement>(`.profilerows [data-id="${id}"]`)?.focus();
}

function remove(id: string, { client, send }: Surroundings): void {
  const failed = (error: unknown) => send({ type: 'connections-failed', failure: failureOf(error) });
  client.deleteConnection({ id }).catch((error: unknown) => {
    failed(error);
    send({ type: 'delete-failed', id });
    client.reloadConnections(undefined).catch(failed);
  });
}

/** If the connection fails, it is examined. */
async function connectSaved(
  id: string,
  secrets: TypedSecrets,
  { keep }: State['connections'],
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
