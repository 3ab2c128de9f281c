/** The calls of the create wizard. */
import type { HandlersOf } from '../../shared/calls/call.ts';
import type { newNodeCalls } from '../../shared/calls/new-nodes.ts';
import { inspectNewNodes } from '../cluster/operations/inspecting/new-nodes.ts';
import { lookupHost } from '../operating/lookup-host.ts';
import { findLocalNodes } from './local-nodes.ts';
import type { Operations } from './operations.ts';

export const createNewNodeHandlers = (operations: Operations): HandlersOf<typeof newNodeCalls> => ({
  inspectNodes: async ({ addresses, login }) => {
    const nodes = operations.nodes(login ?? undefined);
    try {
      return await inspectNewNodes(nodes, addresses, lookupHost);
    } finally {
      nodes.close();
    }
  },
  findLocalNodes: () => findLocalNodes(),
});
