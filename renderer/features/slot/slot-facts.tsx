/** What is known of a key or a slot without asking: the part hashed, CRC16, slot, owner, replicas. */
import { troubleOfSlot } from '../../../shared/cluster/slot-health.ts';
import type { PanelProps } from '../../window/state.ts';
import { MarkedKey, ShardBadge, shardColour } from '../../kit/parts.tsx';
import type { SlotQuery } from '../../kit/slot-query.ts';
import { shardOfSlot } from '../../kit/topology-lookup.ts';

export function SlotFacts({
  query,
  state,
}: {
  query: Exclude<SlotQuery, { kind: 'empty' }>;
  state: PanelProps['state'];
}) {
  const { topology } = state;
  const shard = shardOfSlot(topology, query.slot);
  const number = shard?.number ?? null;
  const trouble = troubleOfSlot(topology, query.slot);
  return (
    <dl class="kv sec" data-shard={shardColour(number)}>
      {query.kind === 'key' && (
        <>
          <dt>Key</dt>
          <dd class="wrapany">
            <MarkedKey text={query.text} shard={number} />
          </dd>
          <dt>Hashed</dt>
          <dd>{query.text.tagged ? 'the part in braces' : 'the whole key'}</dd>
          <dt>CRC16</dt>
          <dd class="mono num">
            {query.crc} <span class="f3">mod 16384</span>
          </dd>
        </>
      )}
      <dt>Slot</dt>
      <dd class="mono num">{query.slot}</dd>
      <dt>Owner</dt>
      {shard ? (
        <dd class="row">
          <ShardBadge shard={number} />
          <span class="mono cut">{shard.primary?.address ?? 'no primary'}</span>
        </dd>
      ) : (
        <dd class={topology?.kind === 'cluster' ? 'bad' : 'f3'}>{ownerless(topology)}</dd>
      )}
      {trouble && <dt>Served</dt>}
      {trouble && (
        <dd class="wrapany">
          <span class="bad">{trouble.message}</span> {trouble.advice}
        </dd>
      )}
      {shard && <dt>Replicas</dt>}
      {shard && (
        <dd class="mono wrapany">{shard.replicas.map(({ address }) => address).join(', ') || 'none'}</dd>
      )}
    </dl>
  );
}

function ownerless(topology: PanelProps['state']['topology']): string {
  if (!topology) return 'not connected';
  if (topology.kind === 'unmapped') return 'not known: this user may not read the map';
  if (topology.kind === 'proxy') return 'a proxy: it knows no slots';
  return topology.kind === 'cluster' ? 'nobody' : 'not a cluster: no slots';
}
