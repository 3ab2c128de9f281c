/** The calls about saved connections, of one window. */
import { randomUUID } from 'node:crypto';
import type { Handlers } from '../../shared/ipc.ts';
import { profileProblems } from '../../shared/connections/profile-problems.ts';
import { newProfile } from '../../shared/connections/new-profile.ts';
import { escapeForLine } from '../../shared/format/escape.ts';
import { FailureError } from '../../shared/failure.ts';
import { ConnectionTransfer } from '../connections/connection-transfer.ts';
import type { Connections } from '../connections/connections.ts';
import { environment } from '../connections/environment.ts';
import { examineTarget, type Listener } from '../connections/examine-target.ts';
import type { Desktop, Confirmation } from './handlers.ts';
import { parseTarget } from '../connections/launch-options.ts';
import { readText, writeText } from '../storage/text-file.ts';
import type { Emit, Workspace } from './workspace.ts';

const lessSafe = (name: string, lost: readonly string[]): Confirmation => ({
  message: `Save ${escapeForLine(name)}, though it becomes less safe?`,
  detail: lost.map((what) => `• From now on ${what}.`).join('\n'),
  button: 'Save as less safe',
});

const notConfirmed = () =>
  new FailureError(
    'cancelled',
    'The connection was not saved: that it becomes less safe was not confirmed.',
    'Save it again and confirm, or take the change back.',
  );

type Names =
  | 'saveConnection'
  | 'connectSaved'
  | 'reloadConnections'
  | 'draftConnection'
  | 'profileProblems'
  | 'saveProfile'
  | 'duplicateConnection'
  | 'deleteConnection'
  | 'undoDelete'
  | 'examine'
  | 'stopExamining'
  | 'readImport'
  | 'takeImport'
  | 'exportConnections'
  | 'chooseFile';

export function createConnectionHandlers(
  workspace: Workspace,
  connections: Connections,
  desktop: Desktop,
  emit: Emit,
): Pick<Handlers, Names> {
  const transfer = new ConnectionTransfer(connections);
  let examining = new AbortController();
  return {
    saveConnection: (typed) => connections.saveTyped(typed),
    connectSaved: async ({ id, secrets, keep }) => {
      const { shell } = await workspace.connect(await connections.target(id, secrets));
      await connections.used(id, secrets, keep);
      // As it is now: nodes may have been found elsewhere meanwhile, and the window been told of it.
      return workspace.stateOf(shell);
    },
    reloadConnections: () => connections.reload(),
    draftConnection: () => newProfile(randomUUID()),
    profileProblems: ({ profile }) => profileProblems(profile),
    saveProfile: async ({ profile, secrets, keep }) => {
      const lost = connections.givenUp(profile);
      if (lost.length > 0 && !(await desktop.confirm(lessSafe(profile.name, lost)))) throw notConfirmed();
      await connections.save(profile, secrets, keep);
    },
    duplicateConnection: ({ id }) => connections.duplicate(id),
    deleteConnection: ({ id }) => connections.delete(id),
    undoDelete: ({ id }) => connections.undoDelete(id),
    examine: async (asked) => {
      examining.abort();
      examining = new AbortController();
      const { signal } = examining;
      const listener: Listener = {
        signal,
        onStep: (step, next) => signal.aborted || emit('doctor', { run: asked.run, step, next }),
      };
      if ('current' in asked) return examineTarget(workspace.lastTarget, listener);
      return 'target' in asked
        ? examineTarget(await parseTarget(asked.target, environment), listener)
        : connections.examine(asked.profile, asked.secrets, listener);
    },
    stopExamining: () => examining.abort(),
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
    chooseFile: () => desktop.chooseFileToOpen(),
  };
}
