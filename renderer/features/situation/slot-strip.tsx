/** The 16384 slots on one scale: the strip of the whole cluster, and the bar of a row under it. */
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import type { SlotRange } from '../../../shared/cluster/topology.ts';
import type { SlotService, StripPart } from '../../../shared/operations/situation.ts';
import { menuTarget } from '../../kit/menu-target.ts';
import { allSlotRanges, slotRanges } from '../../kit/numbers.ts';
import { shardColour } from '../../kit/parts.tsx';
import type { Stuck } from './stuck.ts';
import { words } from './words.ts';

const percent = (slots: number) => `${(slots / SLOT_COUNT) * 100}%`;
/** Percent of the strip that a label needs. */
const LABEL = 5;
const LONG_LABEL = 16;

const CLASSES: { readonly [S in SlotService]: string } = {
  served: '',
  risk: 'thin',
  maybe: 'maybe',
  unserved: 'gone',
};

const slotsMenu = ({ first, last }: SlotRange) => menuTarget({ kind: 'slots', first, last });
const styleOf = ({ first, last }: SlotRange) => ({ left: percent(first), width: percent(last - first + 1) });

/** Runs of parts with one owner: where a label and a boundary go. */
function ownersOf(parts: readonly StripPart[]): StripPart[] {
  const owners: StripPart[] = [];
  for (const part of parts) {
    const before = owners.at(-1);
    if (before && before.owner === part.owner) owners[owners.length - 1] = { ...before, last: part.last };
    else owners.push(part);
  }
  return owners;
}

/** Slots of the strip that a number below it takes. */
const NUMBER = 0.06 * SLOT_COUNT;
/** Slots that a label of a stuck slot takes to its right. */
const STUCK_LABEL = 0.2 * SLOT_COUNT;

export function SlotStrip({ parts, stuck }: { parts: readonly StripPart[]; stuck: readonly Stuck[] }) {
  const owners = ownersOf(parts);
  // Labels that would run into each other are left out: the rows below name the slots.
  const labels = [...stuck]
    .sort((a, b) => a.slot - b.slot)
    .reduce<Stuck[]>((kept, one) => {
      const before = kept.at(-1);
      return before && one.slot - before.slot < STUCK_LABEL ? kept : [...kept, one];
    }, []);
  const isCovered = (slot: number) =>
    labels.some((one) => slot > one.slot - NUMBER && slot < one.slot + STUCK_LABEL);
  const label = parts
    .slice(0, 40)
    .map(({ shard, owner, service, ...range }) =>
      words.stripPart(
        slotRanges([range]),
        shard === null ? (owner ?? words.nobody) : words.shard(shard),
        words.services[service],
      ),
    )
    .join('; ');
  return (
    <div class="strip">
      <div class="bar16 tall" role="img" aria-label={`${words.strip}. ${label}`}>
        {parts.map((part) => (
          <i
            key={part.first}
            class={`${CLASSES[part.service]}${part.first === part.last ? ' tick' : ''}`}
            data-shard={shardColour(part.shard)}
            {...slotsMenu(part)}
            style={part.first === part.last ? { left: percent(part.first) } : styleOf(part)}
          />
        ))}
        {owners.slice(1).map(({ first }) => (
          <i key={first} class="line" style={{ left: percent(first) }} />
        ))}
        {owners.map((part) => {
          const width = ((part.last - part.first + 1) / SLOT_COUNT) * 100;
          const isAll = (state: SlotService) =>
            parts.some(
              ({ first, last, service }) => service === state && first <= part.first && last >= part.last,
            );
          const isGone = isAll('unserved');
          const mark = isGone ? 'gonelabel' : isAll('maybe') ? 'maybelabel' : '';
          if (width < LABEL) return null;
          return (
            <b key={part.first} class={mark} style={styleOf(part)} {...slotsMenu(part)}>
              <span>
                {part.shard ?? '?'}
                {isGone && width >= LONG_LABEL && ` ${words.stripUnserved}`}
              </span>
            </b>
          );
        })}
      </div>
      <div class="mono xs f3 ruler" aria-hidden="true">
        {owners.map(({ first }, i) =>
          isCovered(first) || (i > 0 && (first - owners[i - 1]!.first) / SLOT_COUNT < 0.06) ? null : (
            <span key={first} style={{ left: percent(first) }} class={first === 0 ? 'start' : ''}>
              {first}
            </span>
          ),
        )}
        {labels.map(({ slot, count }) => (
          <span
            key={`stuck ${slot}`}
            class={slot > SLOT_COUNT / 2 ? 'stuck left' : 'stuck'}
            style={{ left: percent(slot) }}
          >
            {words.stripStuck(String(slot), count)}
          </span>
        ))}
        <span class="end">{SLOT_COUNT - 1}</span>
      </div>
    </div>
  );
}

/** The slots of one row, exactly under the strip. */
export function SlotBar(props: { slots: readonly SlotRange[]; service: SlotService; shard: number | null }) {
  const { slots, service, shard } = props;
  if (slots.length === 0) return null;
  return (
    <div
      class="bar16"
      role="img"
      aria-label={`${allSlotRanges(slots.slice(0, 20))}, ${words.services[service]}`}
    >
      {slots.map((range) => {
        const isTick = range.last - range.first < 32;
        return (
          <i
            key={range.first}
            class={`${service === 'served' ? 'thin' : CLASSES[service]}${isTick ? ' tick' : ''}`}
            data-shard={shardColour(shard)}
            {...slotsMenu(range)}
            style={isTick ? { left: percent(range.first) } : styleOf(range)}
          />
        );
      })}
    </div>
  );
}
