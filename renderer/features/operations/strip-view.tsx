/** Before, Now and After: the 16384 slots on one scale, in the colours of the shards, with their numbers. */
import type { SlotRange } from '../../../shared/cluster/topology.ts';
import type { Plan } from '../../../shared/operations/plan.ts';
import type { SlotOwner } from '../../../shared/operations/moves.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { menuTarget } from '../../kit/menu-target.ts';
import { slotRanges } from '../../kit/numbers.ts';
import { shardColour, ShardBadge } from '../../kit/parts.tsx';
import type { ShardNames } from './shards.ts';
import { movedByReceiver, ownersBefore, strip, stripNow, ticks, type StripPart } from './strips.ts';
import { words } from './words.ts';

const share = (slots: number) => `${(slots / SLOT_COUNT) * 100}%`;
/** Slots that a part needs for its number and for an edge, and labels of the scale between each other. */
const NUMBER_ROOM = 400;
const EDGE_ROOM = 60;
const TICK_ROOM = 1000;
/** Parts that are read out. */
const MOST_READ = 40;

interface Strips {
  plan: Plan;
  before: readonly SlotOwner[];
  after: readonly SlotOwner[];
  /** Null while nothing has begun. */
  moved: readonly SlotRange[] | null;
  open: readonly SlotRange[];
  names: ShardNames;
}

export function StripView({ plan, before: today, after, moved, open, names }: Strips) {
  const before = ownersBefore(today, plan);
  const now = stripNow(before, after, moved ?? []);
  const receivers = movedByReceiver(now);
  // No slot changes its owner: Before and After would be the same.
  if (receivers.length === 0 && open.length === 0) return null;
  const [first, last] = [strip(before), strip(after)];
  const left = receivers.reduce((sum, one) => sum + one.left, 0);
  return (
    <section class="opstrips" aria-label={words.strips.title}>
      {before.length > 0 && <Row label={words.strips.before} parts={first} names={names} />}
      {moved !== null && <Row label={words.strips.now} parts={now} open={open} names={names} isNow />}
      <Row label={words.strips.after} parts={last} names={names} />
      <div class="oprow" aria-hidden="true">
        <span />
        <div class="opscale mono xs f3">
          {ticks([first, last], TICK_ROOM).map((slot) => (
            <span key={slot} class={slot === 0 ? 'start' : undefined} style={{ left: share(slot) }}>
              {slot}
            </span>
          ))}
          <span class="end">{SLOT_COUNT - 1}</span>
        </div>
      </div>
      <p class="oplegend sm f2">
        {moved !== null && left > 0 && (
          <span class="row">
            <Swatch part={now.find(({ state }) => state === 'to-move')!} names={names} />
            <span>{words.strips.left(left)}</span>
          </span>
        )}
        {receivers.slice(0, 8).map((one) => (
          <span key={one.to} class="row">
            <span>{moved === null ? words.strips.movesTo : words.strips.movedTo}</span>
            <ShardBadge shard={names.get(one.to)?.number ?? null} />
            <span>
              {words.strips.movedShard(
                names.get(one.to)?.number ?? null,
                moved === null ? one.left : one.moved,
              )}
            </span>
          </span>
        ))}
      </p>
    </section>
  );
}

interface RowProps {
  label: string;
  parts: readonly StripPart[];
  names: ShardNames;
  open?: readonly SlotRange[];
  isNow?: boolean;
}

function Row({ label, parts, names, open = [], isNow }: RowProps) {
  const said = parts.slice(0, MOST_READ).map((part) => textOf(part, names));
  return (
    <div class={isNow ? 'oprow now' : 'oprow'}>
      <span>{label}</span>
      <div class="opbar" role="img" aria-label={`${label}. ${said.join('; ')}`}>
        {parts.map((part) => (
          <Part key={part.first} part={part} names={names} />
        ))}
        {open.map(({ first, last }) => (
          <i
            key={`open${first}`}
            class="opopen"
            style={{ left: share(first), width: share(last - first + 1) }}
          />
        ))}
      </div>
    </div>
  );
}

function Part({ part, names }: { part: StripPart; names: ShardNames }) {
  const { first, last, owner, state, to } = part;
  const slots = last - first + 1;
  const number = owner === null ? null : (names.get(owner)?.number ?? null);
  return (
    <i
      class={`oppart ${state}${slots >= EDGE_ROOM ? ' wide' : ''}`}
      data-shard={shardColour(number)}
      {...menuTarget({ kind: 'slots', first, last })}
      style={{
        left: share(first),
        width: share(slots),
        ...(to !== null && { '--to': fillOf(names.get(to)?.number ?? null) }),
      }}
      title={textOf(part, names)}
    >
      {state !== 'to-move' && slots >= NUMBER_ROOM && <b>{number ?? '?'}</b>}
    </i>
  );
}

/** The colour of a second shard in one element. */
const fillOf = (number: number | null) =>
  number === null ? 'var(--fg-3)' : `var(--shard-${shardColour(number)}-fill)`;

function Swatch({ part: { owner, to }, names }: { part: StripPart; names: ShardNames }) {
  const number = owner === null ? null : (names.get(owner)?.number ?? null);
  return (
    <i
      class="opswatch oppart to-move"
      data-shard={shardColour(number)}
      style={{ '--to': fillOf(to === null ? null : (names.get(to)?.number ?? null)) }}
    />
  );
}

function textOf({ first, last, owner, state, to }: StripPart, names: ShardNames): string {
  const range = slotRanges([{ first, last }]);
  const nameOf = (id: string | null) => {
    const name = id === null ? undefined : names.get(id);
    return name ? words.strips.shard(name.number, name.address) : words.strips.nobody;
  };
  if (state === 'to-move') return words.strips.toMove(range, nameOf(owner), nameOf(to));
  return state === 'moved'
    ? words.strips.moved(range, nameOf(owner))
    : words.strips.part(range, nameOf(owner));
}
