/** Compares two maps and returns the differences as timeline entries. Pure. */
import { counted } from '../../../shared/format/count.ts';
import type { ChangeKind } from '../../../shared/cluster/change.ts';
import type { CodisMap, NodeAddress, NodeHealth, Topology } from '../../../shared/cluster/topology.ts';
import { codisFirstRead, groupsAsShards } from './codis-changes.ts';
import { finding, sideOf, type Finding } from './finding.ts';
import { indexNodes, type Comparison, type NodeIndex, type PlacedNode } from './node-index.ts';
import { migrationChanges, slotChanges } from './slot-changes.ts';
import { unite } from './slot-ranges.ts';
import { viewChanges } from './view-changes.ts';

/**
 * The order is: nodes, their roles, slots, the whole cluster. Empty if nothing differs. `before` is null for the first
 * reading. Shard numbers must mean the same in both maps. `slots-moved` and `coverage` together cover every slot whose
 * owner differs: its shard before (`from`) and after (`to`).
 */
export function changesBetween(before: Topology | null, after: Topology): Finding[] {
  if (after.codis) return codisChanges(before, after, after.codis);
  if (!before || before.codis) return [firstReading(after)];
  const both = { before, after, was: indexNodes(before), is: indexNodes(after) };
  const failovers = failedOver(both);
  return [
    ...healthOf(both),
    ...failovers,
    ...recovered(both),
    ...demoted(both),
    ...joinedAndLeft(both),
    ...movedToShard(both),
    ...migrationChanges(both, 'migration-began'),
    ...slotChanges(both),
    ...migrationChanges(both, 'migration-ended'),
    ...(failovers.length === 0 && after.epoch > before.epoch
      ? [finding('epoch', { detail: `${before.epoch} → ${after.epoch}` })]
      : []),
    ...(before.state === after.state
      ? []
      : [finding('state', { detail: `${before.state} → ${after.state}` })]),
    ...viewChanges(both),
  ];
}

function codisChanges(before: Topology | null, after: Topology, codis: CodisMap): Finding[] {
  if (!before?.codis) return [codisFirstRead(codis)];
  const changes = changesBetween(groupsAsShards(before, before.codis), groupsAsShards(after, codis));
  return changes.map((change) => ({ ...change, groups: true }));
}

function firstReading(topology: Topology): Finding {
  const { size } = indexNodes(topology);
  return finding('first-read', {
    slots: unite(topology.shards.flatMap((shard) => shard.slots)),
    detail:
      topology.kind === 'cluster'
        ? `${counted(topology.shards.length, 'shard')}, ${counted(size, 'node')}`
        : topology.kind === 'proxy'
          ? 'a proxy'
          : topology.kind === 'unmapped'
            ? 'a cluster whose map this user may not read'
            : 'a server outside a cluster',
  });
}

const TROUBLE_KINDS: Partial<Record<NodeHealth, ChangeKind>> = {
  suspected: 'suspected',
  failed: 'failed',
  unreachable: 'unreachable',
  'no-address': 'no-address',
};

function healthOf({ was, is }: Comparison): Finding[] {
  return [...is].flatMap(([id, placed]) => {
    const kind = TROUBLE_KINDS[placed.node.health];
    const before = was.get(id);
    if (!kind || !before || before.node.health === placed.node.health) return [];
    const from = before.node.address === placed.node.address ? null : sideOf(before);
    return [finding(kind, { about: sideOf(placed), from, detail: reportsOf(placed) })];
  });
}

/** Counted by the node asked, which does not count itself; the Nodes view shows the same number. */
function reportsOf({ node: { failureReports } }: PlacedNode): string {
  if (failureReports === 0) return '';
  return failureReports === 1 ? '1 other node reports it' : `${failureReports} other nodes report it`;
}

function recovered({ was, is }: Comparison): Finding[] {
  return [...is].flatMap(([id, placed]) => {
    const before = was.get(id)?.node.health;
    if (TROUBLE_KINDS[placed.node.health] || before === undefined || !TROUBLE_KINDS[before]) return [];
    return [
      finding('recovered', {
        about: sideOf(placed),
        detail: placed.node.health === 'loading' ? 'loading' : '',
      }),
    ];
  });
}

function failedOver({ before, after }: Comparison): Finding[] {
  const olds = new Map(before.shards.map((shard) => [shard.number, shard]));
  return after.shards.flatMap(({ number, primary }) => {
    const old = olds.get(number);
    if (!old || !primary || old.primary?.id === primary.id) return [];
    const epochs = [old.primary?.configEpoch, primary.configEpoch];
    const fell = (epochs[0] ?? 0) > primary.configEpoch;
    return [
      finding('failover', {
        about: { node: primary.address, shard: number },
        from: { node: old.primary?.address ?? null, shard: number },
        to: { node: primary.address, shard: number },
        detail:
          epochs[0] === undefined || epochs[0] === epochs[1]
            ? ''
            : `epoch ${epochs.join(' → ')}${fell ? ', restored from an earlier state' : ''}`,
      }),
    ];
  });
}

function demoted({ was, is }: Comparison): Finding[] {
  return [...is]
    .filter(([id, { node }]) => node.role === 'replica' && was.get(id)?.node.role === 'primary')
    .map(([, placed]) => finding('demoted', { about: sideOf(placed) }));
}

function joinedAndLeft({ was, is }: Comparison): Finding[] {
  const only = (these: NodeIndex, those: NodeIndex, kind: ChangeKind) =>
    [...these]
      .filter(([id]) => !those.has(id))
      .map(([, placed]) => finding(kind, { about: sideOf(placed), detail: placed.node.role }));
  return [...only(is, was, 'joined'), ...only(was, is, 'left')];
}

function movedToShard({ before, after, was, is }: Comparison): Finding[] {
  const leaders = (topology: Topology) =>
    new Map<number | null, NodeAddress | null>(
      topology.shards.map((shard) => [shard.number, shard.primary?.address ?? null]),
    );
  const [old, now] = [leaders(before), leaders(after)];
  return [...is].flatMap(([id, placed]) => {
    const from = was.get(id)?.shard;
    if (from === undefined || from === placed.shard) return [];
    return [
      finding('moved-to-shard', {
        about: sideOf(placed),
        from: { node: old.get(from) ?? null, shard: from },
        to: { node: now.get(placed.shard) ?? null, shard: placed.shard },
      }),
    ];
  });
}
