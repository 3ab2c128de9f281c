/** The calls of the create wizard. */
import type { HandlersOf } from '../../shared/calls/call.ts';
import type { newNodeCalls } from '../../shared/calls/new-nodes.ts';
import { FailureError } from '../../shared/failure.ts';
import type { Coverage } from '../../shared/operations/new-node.ts';
import { escapeForLine } from '../../shared/format/escape.ts';
import { countSlots } from '../../shared/slots/slot-ranges.ts';
import { ownersText, ownersTextOf } from '../cluster/operations/reading/cluster-reading.ts';
import { CONNECT_TIMEOUT_MS, NodeFailure, type OperationNodes } from '../cluster/operations/reading/nodes.ts';
import type { Target } from '../connections/launch-options.ts';
import { lookupHost } from '../operating/lookup-host.ts';
import { findLocalNodes } from './local-nodes.ts';
import type { Login } from './operations.ts';
import type { Workspace } from './workspace.ts';

export function createNewNodeHandlers(workspace: Workspace): HandlersOf<typeof newNodeCalls> {
  const asking = async <T>(login: Login | null, ask: (nodes: OperationNodes) => Promise<T>): Promise<T> => {
    const nodes = workspace.operations.nodes(login ?? undefined);
    try {
      return await ask(nodes);
    } finally {
      nodes.close();
    }
  };
  return {
    inspectNodes: async ({ addresses, login }) => {
      const { inspectNewNodes } = await import('../cluster/operations/inspecting/new-nodes.ts');
      return asking(login, (nodes) => inspectNewNodes(nodes, addresses, lookupHost));
    },
    findLocalNodes: () => findLocalNodes(),
    coverage: ({ addresses, login }) => asking(login, (nodes) => coverageOf(nodes, addresses)),
    connectCreated: async ({ addresses, login }) => {
      // The window is at one of the nodes already.
      const { session } = workspace;
      if (!login && session && workspace.lastTarget.seeds.some((seed) => addresses.includes(seed))) {
        await session.refresh();
        return workspace.shells.firstState;
      }
      const { shell } = await workspace.connect(targetOf(workspace, addresses, login));
      return workspace.shells.stateOf(shell);
    },
  };
}

async function coverageOf(nodes: OperationNodes, addresses: readonly string[]): Promise<Coverage> {
  const { readClusterFrom } = await import('../cluster/operations/reading/read-cluster.ts');
  try {
    const reading = await readClusterFrom(nodes, addresses);
    const owners = ownersText(reading.owners.slots);
    const answering = reading.nodes.filter(({ view }) => view !== null);
    return {
      covered: countSlots([...reading.owners.slots.values()].flat()),
      nodes: answering.length,
      differing: answering.filter(({ view }) => ownersTextOf(view!) !== owners).map(({ address }) => address),
    };
  } catch (error) {
    if (!(error instanceof NodeFailure)) throw error;
    const why = escapeForLine(error.message.slice(0, 500));
    throw new FailureError('unreachable', `The cluster cannot be read. ${why}`, 'Check again.');
  }
}

function targetOf(workspace: Workspace, addresses: readonly string[], login: Login | null): Target {
  const seeds = [...addresses];
  const label = seeds[0]!;
  if (login) {
    const { username, password } = login;
    return {
      ...{ seeds, label, environment: 'local', readOnly: false },
      connection: {
        database: 0,
        protocol: workspace.shells.firstState.protocol,
        connectTimeout: CONNECT_TIMEOUT_MS,
        ...(username !== '' && { username }),
        ...(password !== '' && { password }),
      },
    };
  }
  const { connection, environment, proxy, ...last } = workspace.lastTarget;
  // The tunnel ends with the connection that it was opened for.
  const tunnel = last.tunnel?.another();
  return {
    ...{ seeds, label, environment, readOnly: false },
    connection: { ...connection, ...(tunnel && { dial: tunnel.dial }) },
    ...(tunnel && { tunnel }),
    ...(proxy && { proxy }),
  };
}
