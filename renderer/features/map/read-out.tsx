import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { troubleOfSlot } from '../../../shared/cluster/slot-health.ts';
import type { State } from '../../window/state.ts';
import { grouped } from '../../kit/numbers.ts';
import { Arrow, ShardBadge } from '../../kit/parts.tsx';
import { shardOfSlot } from '../../kit/topology-lookup.ts';
import { columnOf, rowOf } from './geometry.ts';
import type { MapModel } from './map-model.ts';
import { keysText, partKeys, sidesOf, UNITS } from './slot-words.ts';

/** CSS pixels between a cell and its card. */
const APART = 12;

interface Place {
  cell: number;
  /** Of the map in its frame. */
  left: number;
}

/** The card beside a slot: whose it is, what is in it, what is going on. */
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
        {open && <span class="k ask">{open.from === null ? 'IMPORTING' : 'MIGRATING'}</span>}
        {!shard && <span class="k fail">NO OWNER</span>}
        {shard && trouble && <span class="k fail">NOT SERVED</span>}
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
        <dt>{sides ? 'Keys there' : 'Keys'}</dt>
        <dd class="num">{sides ? partKeys(sides[0]) : keysText(state, slot)}</dd>
        {migration && (
          <>
            <dt>Importing</dt>
            <dd class="mono cut">{migration.to ?? 'not known'}</dd>
          </>
        )}
        {sides && (
          <>
            <dt>Keys there</dt>
            <dd class="num">{partKeys(sides[1])}</dd>
          </>
        )}
        {shard && shard.replicas.length > 0 && (
          <>
            <dt>{shard.replicas.length === 1 ? 'Replica' : 'Replicas'}</dt>
            <dd class="mono cut">{shard.replicas.map(({ address }) => address).join(', ')}</dd>
          </>
        )}
        {metric !== undefined && (
          <>
            <dt>{UNITS[state.map.shade]}</dt>
            <dd class="num">{grouped(metric)}</dd>
          </>
        )}
        <dt>Row, column</dt>
        <dd class="num f2">
          {rowOf(slot)}, {columnOf(slot)}
        </dd>
      </dl>
      {open && (
        <p class="xs f3">
          {sides
            ? 'Both nodes were asked: keys of a moving slot can be on either.'
            : 'Keys of a moving slot can be on either node.'}
        </p>
      )}
      {trouble && <p class="xs f2">{trouble.message}</p>}
    </div>
  );
}

/** Beside the slot, and always in sight: left or above of it where there is no room. */
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
  // Of a cell that was scrolled away nothing is said.
  card.style.visibility = y + cell < around.top - frameTop || y > bottom ? 'hidden' : '';
  card.style.left = `${Math.max(0, Math.min(beside, right - width))}px`;
  card.style.top = `${Math.max(around.top - frameTop, Math.min(below, bottom - height))}px`;
}

/** Milliseconds that a slot is kept before it is read out: a held arrow key passes many. */
const SETTLE = 120;

export function Said({ text }: { text: string }) {
  const [said, say] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => say(text), SETTLE);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p class="unseen" id="map-said" role="status" aria-live="polite" aria-label="Slot at the cursor">
      {said}
    </p>
  );
}
