/** The calls of the create wizard, besides those that plan and run. They change no server. */
import { z } from 'zod';
import type { Coverage, LocalNodes, NewNodeFacts } from '../operations/new-node.ts';
import { MOST_NEW_NODES } from '../operations/new-node.ts';
import type { SessionState } from '../session/session.ts';
import { call, returns } from './call.ts';
import { address, nothing } from './fields.ts';

/** Null: the user, the password, TLS and the way of the window's connection. */
const login = z.strictObject({ username: z.string().max(1000), password: z.string().max(10_000) }).nullable();

const places = z.strictObject({ addresses: z.array(address).min(1).max(MOST_NEW_NODES), login });

export const newNodeCalls = {
  /** What each says, in the order given. */
  inspectNodes: call(places, returns<NewNodeFacts[]>()),
  /** Servers of this computer that speak the protocol. */
  findLocalNodes: call(nothing, returns<LocalNodes>()),
  /** Reads the cluster that was made, from the first of its nodes that answers. */
  coverage: call(places, returns<Coverage>()),
  /** Connects the window to the cluster that was made, and leaves the cluster that it was on. */
  connectCreated: call(places, returns<SessionState>()),
};
