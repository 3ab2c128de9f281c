import type { State } from '../../state.ts';
import { grouped } from '../figures.ts';
import { Arrow, ShardBadge } from '../parts.tsx';
import { shardOfSlot } from '../topology-lookup.ts';
import { columnOf, rowOf } from './geometry.ts';
import type { MapModel } from './map-model.ts';

const WIDTH = 280;
const HEIGHT = 190;

interface Place {
  cell: number;
  /** Of the map in its frame. */
  left: number;
  width: number;
  height: number;
}

/** The card beside a slot: whose it is, what is in it, what is going on. */
export function ReadOut(props: { slot: number; state: State; model: MapModel; place: Place }) {
  const { slot, state, model, place } = props;
  const shard = shardOfSlot(state.topology, slot);
  const open = model.open.get(slot);
  const sides = state.topology?.migrations.find(({ slots }) =>
    slots.some(({ first, last }) => first <= slot && slot <= last),
  );
  const x = place.left + columnOf(slot) * place.cell;
  const y = rowOf(slot) * place.cell;
  const right = x + WIDTH + 24 < place.width;
  const below = y + HEIGHT + 24 < place.height;
  const style = {
    width: `${WIDTH}px`,
    left: `${Math.max(0, right ? x + 16 : x - WIDTH - 8)}px`,
    ...(below ? { top: `${y + 16}px` } : { bottom: `${Math.max(0, place.height - y + 8)}px` }),
  };
  const value = model.values && state.map.shade !== 'keys' ? model.values[slot] : undefined;
  return (
    <div class="mapreadout" style={style} aria-hidden="true">
      <div class="row">
        <b class="mono">{slot}</b>
        {open && <span class="k ask">MIGRATING</span>}
        {!shard && <span class="k fail">UNCOVERED</span>}
        <span class="grow" />
        {open ? (
          <>
            <ShardBadge shard={open.from} />
            <Arrow />
            <ShardBadge shard={open.to} />
          </>
        ) : (
          shard && <ShardBadge shard={shard.number} />
        )}
      </div>
      <dl class="kv">
        <dt>Owner</dt>
        <dd class="mono cut">{shard?.primary?.address ?? 'nobody'}</dd>
        {sides && (
          <>
            <dt>Importing</dt>
            <dd class="mono cut">{sides.to ?? 'not known'}</dd>
          </>
        )}
        {shard && shard.replicas.length > 0 && (
          <>
            <dt>Replicas</dt>
            <dd class="mono cut">{shard.replicas.map(({ address }) => address).join(', ')}</dd>
          </>
        )}
        <dt>Keys</dt>
        <dd class="num">{keysText(state, slot)}</dd>
        {value !== undefined && (
          <>
            <dt>{state.map.shade}</dt>
            <dd class="num">{grouped(value)}</dd>
          </>
        )}
        <dt>Row, column</dt>
        <dd class="num">
          {rowOf(slot)}, {columnOf(slot)}
        </dd>
      </dl>
      {open && <p class="xs f2">Keys of a moving slot can be on either node. Enter asks both.</p>}
      {!shard && <p class="xs f2">No node serves it: commands on its keys answer CLUSTERDOWN.</p>}
    </div>
  );
}

function keysText({ map }: State, slot: number): string {
  if (!map.counts) return 'not counted: C counts';
  return map.counts.known[slot] ? grouped(map.counts.keys[slot]!) : 'the owner did not answer';
}

/** What a screen reader hears of a slot. */
export function describeSlot(state: State, model: MapModel, slot: number): string {
  const shard = shardOfSlot(state.topology, slot);
  const open = model.open.get(slot);
  const parts = [
    `slot ${slot}`,
    shard ? `shard ${shard.number}` : 'not covered',
    shard?.primary?.address ?? '',
    open ? `migrating from shard ${open.from ?? '?'} to shard ${open.to ?? '?'}` : '',
    state.map.counts ? `${keysText(state, slot)} keys` : '',
  ];
  return parts.filter(Boolean).join(', ');
}
