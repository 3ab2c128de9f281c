/** Facts about a key or a slot that need no call: the hashed part, CRC16, slot, owner, replicas. */
import { troubleOfSlot } from '../../../shared/cluster/slot-health.ts';
import { hashingOf } from '../../../shared/slots/hashing.ts';
import type { PanelProps } from '../../window/state.ts';
import { menuTarget } from '../../kit/menu-target.ts';
import { Address, MarkedKey, ShardBadge, shardColour } from '../../kit/parts.tsx';
import type { SlotQuery } from '../../kit/slot-query.ts';
import { shardOfSlot } from '../../kit/topology-lookup.ts';
import { words } from './words.ts';

const w = words.facts;

export function SlotFacts({
  query,
  state,
}: {
  query: Exclude<SlotQuery, { kind: 'empty' }>;
  state: PanelProps['state'];
}) {
  const { topology } = state;
  const { name, slots } = hashingOf(topology);
  const shard = shardOfSlot(topology, query.slot);
  const number = shard?.number ?? null;
  const trouble = troubleOfSlot(topology, query.slot);
  return (
    <dl class="kv sec" data-shard={shardColour(number)}>
      {query.kind === 'key' && (
        <>
          <dt>{w.key}</dt>
          <dd class="wrapany">
            <MarkedKey text={query.text} shard={number} />
          </dd>
          <dt>{w.hashed}</dt>
          <dd>{query.text.tagged ? w.tag : w.wholeKey}</dd>
          <dt>{name}</dt>
          <dd class="mono num">
            {query.crc} <span class="f3">{w.mod(slots)}</span>
          </dd>
        </>
      )}
      <dt>{w.slot}</dt>
      <dd
        class="mono num"
        {...(!topology?.codis && menuTarget({ kind: 'slots', first: query.slot, last: query.slot }))}
      >
        {query.slot}
      </dd>
      <dt>{w.owner}</dt>
      {shard ? (
        <dd class="row">
          <ShardBadge shard={number} isGroup={topology?.codis !== undefined} />
          {shard.primary ? (
            <Address address={shard.primary.address} isDialled={!topology?.codis} />
          ) : (
            <span>{w.noPrimary}</span>
          )}
        </dd>
      ) : (
        <dd class={topology?.kind === 'cluster' || topology?.codis ? 'bad' : 'f3'}>{ownerless(topology)}</dd>
      )}
      {trouble && <dt>{w.served}</dt>}
      {trouble && (
        <dd class="wrapany">
          <span class="bad">{trouble.message}</span> {trouble.advice}
        </dd>
      )}
      {shard && <dt>{w.replicas}</dt>}
      {shard && (
        <dd class="mono wrapany">{shard.replicas.map(({ address }) => address).join(', ') || w.none}</dd>
      )}
    </dl>
  );
}

function ownerless(topology: PanelProps['state']['topology']): string {
  if (!topology) return w.notConnected;
  if (topology.kind === 'unmapped') return w.unmapped;
  if (topology.codis) return w.offline;
  if (topology.kind === 'proxy') return w.proxy;
  return topology.kind === 'cluster' ? w.none : w.standalone;
}
