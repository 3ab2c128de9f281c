/** Calls that the quick field makes to main. */
import type { SessionState } from '../../../../shared/session/session.ts';
import { failureOf } from '../../../kit/client.ts';
import type { Perform, Surroundings } from '../../../window/feature.ts';
import type { State } from '../../../window/state.ts';
import { arrive } from '../arrive.ts';

export const performConnecting =
  (surroundings: Surroundings): Perform =>
  (message, state) => {
    if (message.type !== 'connect') return;
    const { send } = surroundings;
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
  };

/** Null if it was saved first: then `connect-saved` connects. */
async function connectTyped(
  { connecting, connections }: State,
  { client, send, inform }: Surroundings,
): Promise<SessionState | null> {
  const { production, readOnly } = connecting;
  const target = connecting.target.trim();
  const name = connections.name.trim();
  if (name === '') return client.connect({ target, production, readOnly });
  const { id, notes } = await client.saveConnection({ target, name, production, readOnly });
  // A second try must not save it again, and the typed text may hold a password.
  send({ type: 'connect-typed-saved' });
  notes.forEach(inform);
  send({ type: 'connect-saved', id });
  return null;
}
