/** The cluster that a window is connected to. */
import { z } from 'zod';
import type { NodePing } from '../cluster/node-stats.ts';
import type { CommandDocs } from '../commands/command-docs.ts';
import type { CommandTable } from '../commands/command-table.ts';
import type { SessionState } from '../session/session.ts';
import { call, returns } from './call.ts';
import { nothing, target } from './fields.ts';

export const clusterCalls = {
  /** `redis://…`, `rediss://…`, `host:port`, or redis-cli's flags. */
  connect: call(
    z.object({
      target,
      /** Same as the flags --production and --read-only in the target. */
      production: z.boolean().optional(),
      readOnly: z.boolean().optional(),
    }),
    returns<SessionState>(),
  ),
  disconnect: call(nothing, returns<void>()),
  /** The computer is on a network again, or on another one: sockets may have died unnoticed. */
  networkChanged: call(nothing, returns<void>()),
  refreshTopology: call(nothing, returns<void>()),
  /** The time of a PING to every node. */
  pingNodes: call(nothing, returns<NodePing[]>()),
  commandTable: call(nothing, returns<CommandTable>()),
  /** The connected server's COMMAND DOCS, read on first use; the bundled docs without a connection. */
  commandDocs: call(nothing, returns<CommandDocs>()),
};
