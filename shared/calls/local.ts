/** The local clusters: servers of our own on this computer. */
import { z } from 'zod';
import { LOCAL_LIMITS, NODE_ACTS, type LocalChoices, type LocalCluster, type Loss } from '../local/local.ts';
import { LONGEST_CONF, type ConfRead, type ConfSaved } from '../local/conf-read.ts';
import type { SessionState } from '../session/session.ts';
import { call, returns } from './call.ts';
import { nothing } from './fields.ts';

const id = z.string().min(1).max(40);
const port = z.int().min(1).max(65535);
const { primaries, replicas, firstPort, lastPort } = LOCAL_LIMITS;

export const localCalls = {
  /** The demo of this window first. Changes come as the event `local`. */
  localClusters: call(nothing, returns<LocalCluster[]>()),
  localChoices: call(nothing, returns<LocalChoices>()),
  /** Resolves with its id once it serves all slots. */
  createLocal: call(
    z.object({
      name: z.string().max(60),
      primaries: z.int().min(1).max(primaries),
      replicas: z.int().min(0).max(replicas),
      firstPort: z.int().min(firstPort).max(lastPort),
      persistence: z.enum(['none', 'rdb', 'aof']),
      server: z.string().min(1).max(4096),
    }),
    returns<string>(),
  ),
  startLocal: call(z.object({ id }), returns<void>()),
  stopLocal: call(z.object({ id }), returns<void>()),
  /** Stops it and deletes its files. */
  removeLocal: call(z.object({ id }), returns<void>()),
  connectLocal: call(z.object({ id }), returns<SessionState>()),
  /** Copies a command for a terminal, password included, to the clipboard; the window never sees it. */
  copyLocalCommand: call(z.object({ id }), returns<void>()),
  /** What a stop or kill of the node, or of all nodes, would lose. */
  localLoss: call(z.object({ id, port: port.nullable() }), returns<Loss>()),
  actOnLocal: call(z.object({ id, port, act: z.enum(NODE_ACTS) }), returns<void>()),
  /** One more node, empty and not joined; resolves with its port. */
  addLocalNode: call(z.object({ id }), returns<number>()),
  localConf: call(z.object({ id, port }), returns<ConfRead>()),
  /** `stamp`: of the content that was edited. */
  saveLocalConf: call(
    z.object({ id, port, text: z.string().max(LONGEST_CONF), stamp: z.string().length(64) }),
    returns<ConfSaved>(),
  ),
  /** Sends the event `localLog` as that node's log grows; null ends it. */
  followLocalLog: call(z.object({ id, port }).nullable(), returns<void>()),
};
