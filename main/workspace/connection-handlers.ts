/** The calls about saved connections. */
import { randomUUID } from 'node:crypto';
import type { HandlersOf } from '../../shared/calls/call.ts';
import type { connectionCalls } from '../../shared/calls/connection.ts';
import { newProfile } from '../../shared/connections/new-profile.ts';
import { profileProblems } from '../../shared/connections/profile-problems.ts';
import { FailureError } from '../../shared/failure.ts';
import { escapeForLine } from '../../shared/format/escape.ts';
import { ConnectionTransfer } from '../connections/connection-transfer.ts';
import type { Connections } from '../connections/connections.ts';
import { readText, writeText } from '../storage/text-file.ts';
import type { Confirmation, Desktop } from './desktop.ts';
import type { Workspace } from './workspace.ts';

const lessSafe = (name: string, lost: readonly string[]): Confirmation => ({
  message: `Save ${escapeForLine(name)} although it becomes less safe?`,
  detail: lost.map((what) => `• From now on ${what}.`).join('\n'),
  button: 'Save as less safe',
});

const notConfirmed = () =>
  new FailureError(
    'cancelled',
    'The connection was not saved: it would become less safe, and you did not confirm that.',
    'Save it again and confirm, or undo the change.',
  );

export function createConnectionHandlers(
  workspace: Workspace,
  connections: Connections,
  desktop: Desktop,
): HandlersOf<typeof connectionCalls> {
  const transfer = new ConnectionTransfer(connections);
  return {
    saveConnection: (typed) => connections.saveTyped(typed),
    connectSaved: async ({ id, secrets, keep }) => {
      const { shell } = await workspace.connect(await connections.target(id, secrets));
      await connections.used(id, secrets, keep);
      // The present state: nodes may have been found at other addresses meanwhile, and the window may know.
      return workspace.shells.stateOf(shell);
    },
    reloadConnections: () => connections.reload(),
    draftConnection: () => {
      const { connectTimeout, keepAlive, separator } = workspace.settings;
      return { ...newProfile(randomUUID()), connectTimeout, keepAlive, separator };
    },
    profileProblems: ({ profile }) => profileProblems(profile),
    saveProfile: async ({ profile, secrets, keep }) => {
      const lost = connections.givenUp(profile);
      if (lost.length > 0 && !(await desktop.confirm(lessSafe(profile.name, lost)))) throw notConfirmed();
      await connections.save(profile, secrets, keep);
    },
    duplicateConnection: ({ id }) => connections.duplicate(id),
    deleteConnection: ({ id }) => connections.delete(id),
    undoDelete: ({ id }) => connections.undoDelete(id),
    readImport: async (asked) => {
      if ('text' in asked) return transfer.readText(asked.text);
      if ('passphrase' in asked) return transfer.unseal(asked.passphrase);
      const path = await desktop.chooseFileToOpen();
      return path === null ? { kind: 'none' } : transfer.readText((await readText(path)).text);
    },
    takeImport: ({ ids, keep }) => transfer.take(ids, keep),
    exportConnections: async ({ ids, passphrase }) => {
      const text = await transfer.export(ids, passphrase);
      const path = await desktop.chooseFile('connections.json');
      if (path !== null) await writeText(path, text);
      return path;
    },
  };
}
