/** The calls about local clusters. */
import type { HandlersOf } from '../../shared/calls/call.ts';
import type { localCalls } from '../../shared/calls/local.ts';
import type { LocalClusters } from '../local/local-clusters.ts';
import type { Desktop } from './desktop.ts';
import type { LocalConnection } from './local-connection.ts';

export const createLocalHandlers = (
  local: LocalConnection,
  clusters: LocalClusters,
  desktop: Desktop,
): HandlersOf<typeof localCalls> => ({
  localClusters: () => local.list,
  localChoices: () => clusters.choices(),
  createLocal: (wanted) => clusters.create(wanted),
  startLocal: ({ id }) => local.start(id),
  stopLocal: ({ id }) => local.stop(id),
  removeLocal: ({ id }) => local.remove(id),
  connectLocal: ({ id }) => local.connect(id),
  copyLocalCommand: ({ id }) => desktop.copyText(local.command(id)),
  localLoss: ({ id, port }) => local.loss(id, port),
  actOnLocal: ({ id, port, act }) => local.actOn(id, port, act),
  addLocalNode: ({ id }) => local.addNode(id),
  localConf: ({ id, port }) => local.conf(id, port),
  saveLocalConf: ({ id, port, text, stamp }) => local.saveConf(id, port, text, stamp),
  followLocalLog: (of) => local.follow(of),
});
