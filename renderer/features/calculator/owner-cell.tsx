import type { Topology } from '../../../shared/cluster/topology.ts';
import { troubleOfSlot } from '../../../shared/cluster/slot-health.ts';
import { ShardBadge, shardColour } from '../../kit/parts.tsx';
import { shardOfSlot } from '../../kit/topology-lookup.ts';
import { words } from './words.ts';

const w = words.table;

/** The slot's owner, as far as it is known. */
export function Owner({ topology, slot }: { topology: Topology | null; slot: number }) {
  const shard = shardOfSlot(topology, slot);
  if (!shard) return <span class={topology?.kind === 'cluster' ? 'bad' : 'f3'}>{ownerless(topology)}</span>;
  const trouble = troubleOfSlot(topology, slot);
  return (
    <span class="row owner" title={shard.primary?.address} data-shard={shardColour(shard.number)}>
      <ShardBadge shard={shard.number} isGroup={topology?.codis !== undefined} />
      <span class="mono cut">{shard.primary?.address ?? w.noPrimary}</span>
      {trouble && (
        <span class="xs bad" title={trouble.message}>
          {w.notServed}
        </span>
      )}
    </span>
  );
}

function ownerless(topology: Topology | null): string {
  if (!topology) return w.notConnected;
  if (topology.kind === 'unmapped') return w.unknown;
  return topology.kind === 'cluster' ? w.nobody : w.noCluster;
}
