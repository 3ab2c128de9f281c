/** Calls that the form of a saved connection makes to main: its problems, files, and saving it. */
import type { SecretName } from '../../../shared/connections/secret-names.ts';
import type { TypedSecrets } from '../../../shared/connections/saved-connection.ts';
import { failureOf } from '../../kit/client.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import type { State } from '../../window/state.ts';
import { isEdited, savedOne, selectedDraft, type FileFieldName } from './state.ts';

export const performDraft = (surroundings: Surroundings): Perform => {
  const { client, send } = surroundings;
  const failed = (error: unknown) => send({ type: 'connections-failed', failure: failureOf(error) });
  /** The number of the last check: the answer to an earlier one is ignored. */
  let checks = 0;

  function check({ connections }: State): void {
    const profile = selectedDraft(connections)?.profile;
    if (!profile) return;
    const mine = ++checks;
    client.profileProblems({ profile }).then(
      (problems) =>
        mine === checks && send({ type: 'draft-problems', id: profile.id, problems, isChecked: false }),
      // A profile that cannot be checked is refused when it is saved.
      () => undefined,
    );
  }

  return (message, state) => {
    switch (message.type) {
      case 'choose-file':
        void chooseFile(message.field, state, surroundings).catch(failed);
        return;
      case 'file-chosen':
      case 'edit-draft':
      case 'edit-seeds':
        return check(state);
      case 'save-draft':
        void saveDraft(message.secrets, message.connect, state, surroundings).catch(failed);
        return;
      case 'forget-secret':
        void forgetSecret(message.name, state, surroundings).catch(failed);
    }
  };
};

async function chooseFile(field: FileFieldName, { connections }: State, { client, send }: Surroundings) {
  const id = connections.selected;
  if (id === null) return;
  const path = await client.chooseFile(undefined);
  if (path !== null) send({ type: 'file-chosen', id, field, path });
}

async function forgetSecret(name: SecretName, { connections }: State, { client }: Surroundings) {
  const saved = savedOne(connections, selectedDraft(connections)?.profile.id ?? null);
  if (saved)
    await client.saveProfile({ profile: saved.profile, secrets: { [name]: null }, keep: connections.keep });
}

async function saveDraft(
  secrets: TypedSecrets,
  connect: boolean,
  { connections }: State,
  { client, send }: Surroundings,
) {
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
