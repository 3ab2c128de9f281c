/** What connecting asks of main: what is typed, or what was saved. */
import type { SessionState } from '../shared/model.ts';
import { failureOf } from './client.ts';
import type { Surroundings } from './effects.ts';
import type { Message, State } from './state.ts';

export function performConnections(message: Message, state: State, surroundings: Surroundings): void {
  const { client, send } = surroundings;
  const failed = (error: unknown) => send({ type: 'connections-failed', failure: failureOf(error) });
  const arrived = (session: SessionState) => {
    send({ type: 'session', session });
    surroundings.draw();
    surroundings.shell().focus();
    client.savedConnections(undefined).then((list) => send({ type: 'connections', list }), failed);
  };
  switch (message.type) {
    case 'connect':
      connectTyped(state, surroundings).then(arrived, (error: unknown) =>
        send({ type: 'connect-failed', failure: failureOf(error) }),
      );
      return;
    case 'connect-saved':
      client
        .connectSaved({ id: message.id, ...(message.password && { password: message.password }) })
        .then(arrived, failed);
      return;
    case 'delete-connection':
      client.deleteConnection({ id: message.id }).then((list) => send({ type: 'connections', list }), failed);
      return;
    case 'undo-delete':
      client.undoDelete(undefined).then((list) => send({ type: 'connections', list }), failed);
  }
}

async function connectTyped(
  { connecting, connections }: State,
  { client, send, shell }: Surroundings,
): Promise<SessionState> {
  const { production, readOnly } = connecting;
  const target = connecting.target.trim();
  const name = connections.name.trim();
  if (name === '') return client.connect({ target, production, readOnly });
  const {
    id,
    notes,
    connections: list,
  } = await client.saveConnection({ target, name, production, readOnly });
  send({ type: 'connections', list });
  // It is saved now: a second try must not save it again.
  send({ type: 'connect-name', text: '' });
  for (const text of notes) shell().notice({ tone: 'info', text });
  return client.connectSaved({ id });
}
