/** The calls about the cluster that a window is connected to. */
import type { HandlersOf } from '../../shared/calls/call.ts';
import type { clusterCalls } from '../../shared/calls/cluster.ts';
import { BUNDLED_COMMANDS } from '../../shared/commands/command-table.ts';
import { bundledDocs } from '../cluster/commands/command-docs.ts';
import { environment } from '../connections/environment.ts';
import { defaultsIn, parseTarget } from '../connections/launch-options.ts';
import type { Workspace } from './workspace.ts';

export const createClusterHandlers = (workspace: Workspace): HandlersOf<typeof clusterCalls> => ({
  connect: async ({ target, production, readOnly }) => {
    const parsed = await parseTarget(target, environment, defaultsIn(workspace.settings));
    return workspace.connect({
      ...parsed,
      environment: production ? 'production' : parsed.environment,
      readOnly: readOnly || parsed.readOnly,
    });
  },
  disconnect: async () => {
    await workspace.operations.leave();
    workspace.disconnect();
  },
  networkChanged: () => workspace.wake(),
  refreshTopology: () => workspace.connected.refresh(),
  pingNodes: () => workspace.connected.cluster.ping(),
  commandTable: () => workspace.session?.commands ?? BUNDLED_COMMANDS,
  commandDocs: () => workspace.session?.docs() ?? bundledDocs(),
});
