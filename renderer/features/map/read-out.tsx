import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { troubleOfSlot } from '../../../shared/cluster/slot-health.ts';
import type { State } from '../../window/state.ts';
import { grouped } from '../../../shared/format/count.ts';
import { Arrow, ShardBadge } from '../../kit/parts.tsx';
import { shardOfSlot } from '../../kit/topology-lookup.ts';
import { columnOf, rowOf } from './geometry.ts';
import type { MapModel } from './map-model.ts';
import { keysText, partKeys, sidesOf } from './slot-words.ts';
import { words } from './words.ts';

const w = words.slot;

/** CSS pixels between a cell and its card. */
const APART = 12;

interface Place {
  cell: number;
  /** Left edge of the map in its frame. */
  left: number;
}

/** The card beside a slot: its owner, its keys, its migration or trouble. */
export function ReadOut(props: { slot: number; state: State; model: MapModel; place: Place }) {
  const { slot, state, model, place } = props;
  const card = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => putBeside(card.current!, slot, place));
  const shard = shardOfSlot(state.topology, slot);
  const trouble = troubleOfSlot(state.topology, slot);
  const open = model.open.get(slot);
  const migration = state.topology?.migrations.find(({ slots }) =>
    slots.some(({ first, last }) => first <= slot && slot <= last),
  );
  const sides = open ? sidesOf(state, slot) : null;
  const metric = model.values && state.map.shade !== 'keys' ? model.values[slot] : undefined;
  return (
    <div ref={card} class="mapreadout" aria-hidden="true">
      <div class="row">
        <b class="mono">{slot}</b>
        {open && <span class="k ask">{open.from === null ? w.badges.importing : w.badges.migrating}</span>}
        {!shard && <span class="k fail">{w.badges.unowned}</span>}
        {shard && trouble && <span class="k fail">{w.badges.notServed}</span>}
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
        <dt>{w.owner}</dt>
        <dd class="mono cut">{shard?.primary?.address ?? w.nobody}</dd>
        <dt>{sides ? w.keysThere : w.keysLabel}</dt>
        <dd class="num">{sides ? partKeys(sides[0]) : keysText(state, slot)}</dd>
        {migration && (
          <>
            <dt>{w.importing}</dt>
            <dd class="mono cut">{migration.to ?? w.unknown}</dd>
          </>
        )}
        {sides && (
          <>
            <dt>{w.keysThere}</dt>
            <dd class="num">{partKeys(sides[1])}</dd>
          </>
        )}
        {shard && shard.replicas.length > 0 && (
          <>
            <dt>{w.replicas(shard.replicas.length)}</dt>
            <dd class="mono cut">{shard.replicas.map(({ address }) => address).join(', ')}</dd>
          </>
        )}
        {metric !== undefined && (
          <>
            <dt>{w.units[state.map.shade]}</dt>
            <dd class="num">{grouped(metric)}</dd>
          </>
        )}
        <dt>{w.place}</dt>
        <dd class="num f2">
          {rowOf(slot)}, {columnOf(slot)}
        </dd>
      </dl>
      {open && <p class="xs f3">{sides ? w.bothAsked : w.eitherNode}</p>}
      {trouble && <p class="xs f2">{trouble.message}</p>}
    </div>
  );
}

/** Puts the card beside the slot, always in sight: left of it or above if there is no room. */
function putBeside(card: HTMLElement, slot: number, { cell, left }: Place): void {
  const frame = card.parentElement!;
  const around = frame.parentElement!.getBoundingClientRect();
  const { left: frameLeft, top: frameTop } = frame.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = card;
  const x = left + columnOf(slot) * cell;
  const y = rowOf(slot) * cell;
  const [right, bottom] = [around.right - frameLeft, around.bottom - frameTop];
  const beside = x + cell + APART + width <= right ? x + cell + APART : x - APART - width;
  const below = y + cell + APART + height <= bottom ? y + cell + APART : y - APART - height;
  // A cell that was scrolled away has no card.
  card.style.visibility = y + cell < around.top - frameTop || y > bottom ? 'hidden' : '';
  card.style.left = `${Math.max(0, Math.min(beside, right - width))}px`;
  card.style.top = `${Math.max(around.top - frameTop, Math.min(below, bottom - height))}px`;
}

/** Delay before a slot is read out: a held arrow key passes many. */
const SETTLE_MS = 120;

export function Said({ text }: { text: string }) {
  const [said, say] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => say(text), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p class="unseen" id="map-said" role="status" aria-live="polite" aria-label={w.atCursor}>
      {said}
    </p>
  );
}
