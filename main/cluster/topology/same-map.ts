/** Compares two maps for equality. Pure. */
import type {
  ClusterNode,
  CodisMap,
  Contest,
  Migration,
  NodeView,
  Shard,
  Topology,
} from '../../../shared/cluster/topology.ts';
import { sameRanges } from './slot-ranges.ts';

/** Whether two topologies are equal, ignoring which node was asked, when and why. */
export const sameMap = (a: Topology, b: Topology): boolean =>
  a.kind === b.kind &&
  a.state === b.state &&
  a.covered === b.covered &&
  a.epoch === b.epoch &&
  sameList(a.shards, b.shards, sameShard) &&
  sameList(a.migrations, b.migrations, sameMigration) &&
  sameList(a.contests, b.contests, sameContest) &&
  sameList(a.views, b.views, sameView) &&
  (a.codis && b.codis ? sameCodis(a.codis, b.codis) : a.codis === b.codis);

const sameCodis = (a: CodisMap, b: CodisMap): boolean =>
  sameList(a.groups, b.groups, sameShard) &&
  sameList(a.migrations, b.migrations, sameMigration) &&
  sameRanges(a.offline, b.offline);

function sameList<T>(a: readonly T[], b: readonly T[], same: (a: T, b: T) => boolean): boolean {
  return a.length === b.length && a.every((item, i) => same(item, b[i]!));
}

const sameShard = (a: Shard, b: Shard): boolean =>
  a.number === b.number &&
  sameRanges(a.slots, b.slots) &&
  (a.primary && b.primary ? sameNode(a.primary, b.primary) : a.primary === b.primary) &&
  sameList(a.replicas, b.replicas, sameNode);

const sameNode = (a: ClusterNode, b: ClusterNode): boolean =>
  a.id === b.id &&
  a.address === b.address &&
  a.role === b.role &&
  a.health === b.health &&
  a.configEpoch === b.configEpoch &&
  a.linkState === b.linkState &&
  a.failureReports === b.failureReports &&
  sameList(lasting(a.flags), lasting(b.flags), (x, y) => x === y);

// `myself` depends on the node asked, not on the map.
const lasting = (flags: readonly string[]) => flags.filter((flag) => flag !== 'myself');

const sameMigration = (a: Migration, b: Migration): boolean =>
  a.from === b.from && a.to === b.to && sameRanges(a.slots, b.slots);

const sameContest = (a: Contest, b: Contest): boolean =>
  sameRanges(a.slots, b.slots) && sameList(a.nodes, b.nodes, (x, y) => x === y);

// The epoch of a lagging node grows with each election it learns of, while its disagreement stays the same.
const sameView = (a: NodeView, b: NodeView): boolean =>
  a.node === b.node &&
  sameList(a.differs, b.differs, (x, y) => x.owner === y.owner && sameRanges(x.slots, y.slots));
