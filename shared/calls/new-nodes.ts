/** The calls of the create wizard, besides those that plan and run. They ask servers and change nothing. */
import { z } from 'zod';
import type { LocalNodes, NewNodeFacts } from '../operations/new-node.ts';
import { MOST_NEW_NODES } from '../operations/new-node.ts';
import { call, returns } from './call.ts';
import { address, nothing } from './fields.ts';

/** Null: the user, the password and the way of the window's connection. */
export const login = z
  .strictObject({ username: z.string().max(1000), password: z.string().max(10_000) })
  .nullable();

export const newNodeCalls = {
  /** What each says, in the order given. */
  inspectNodes: call(
    z.strictObject({ addresses: z.array(address).min(1).max(MOST_NEW_NODES), login }),
    returns<NewNodeFacts[]>(),
  ),
  /** Servers of this computer that speak the protocol. */
  findLocalNodes: call(nothing, returns<LocalNodes>()),
};
