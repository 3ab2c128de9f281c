/** The 1024 slots of codis: each in the colour of its group, offline and moving ones marked. */
import { useMemo, useRef } from 'preact/hooks';
import { groupOfSlot } from '../../../shared/cluster/codis-groups.ts';
import type { CodisMap } from '../../../shared/cluster/topology.ts';
import { CODIS_SLOTS } from '../../../shared/slots/codis-slots.ts';
import { countSlots, slotsOfRanges } from '../../../shared/slots/slot-ranges.ts';
import { FailureText, ShardBadge, shardColour } from '../../kit/parts.tsx';
import type { PanelProps } from '../../window/state.ts';
import { useSizeOf, type Size } from './use-size.ts';
import { words } from './words.ts';

const w = words.codis;

/** Cells a row, of which the squarest cells are chosen. */
const WIDTHS = [16, 32, 64, 128];

export function CodisSlotMap({ map, state, send }: PanelProps & { map: CodisMap }) {
  const frame = useRef<HTMLDivElement>(null);
  const columns = columnsFor(useSizeOf(frame));
  const cursor = Math.min(CODIS_SLOTS - 1, state.map.cursor);
  const setCursor = (slot: number) => slot !== cursor && send({ type: 'map-cursor', slot, extend: false });
  const { counts, progress, failure } = state.map;
  const missing = counts?.missing ?? [];
  const moving = useMemo(() => new Set(map.migrations.flatMap(({ slots }) => slotsOfRanges(slots))), [map]);
  const open = (slot: number) => send({ type: 'ask-slot', slot, limit: 100, text: String(slot) });
  const textOf = (slot: number) => {
    const group = groupOfSlot(map, slot);
    const keys = counts?.known[slot] === 1 ? (counts.keys[slot] ?? 0) : null;
    const server = group?.primary ? w.group(group.number, group.primary.address) : w.offline;
    return [w.slot(slot), server, moving.has(slot) && w.moving, keys !== null && w.keys(keys)]
      .filter(Boolean)
      .join(', ');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = stepOf(event.key, columns);
    if (event.key === 'Enter') open(cursor);
    else if (step === undefined) return;
    else setCursor(Math.min(CODIS_SLOTS - 1, Math.max(0, cursor + step)));
    event.preventDefault();
  };
  const offline = countSlots(map.offline);
  return (
    <div class="map">
      <header class="row wrap codishead">
        <h2>{w.title}</h2>
        <span class="sm f2 num" role="status">
          {w.served(CODIS_SLOTS - offline)}
          {offline > 0 && <i class="swatch offline" aria-hidden="true" />}
          {moving.size > 0 && ` · ${w.movingSlots(moving.size)}`}
          {moving.size > 0 && <i class="swatch moving" aria-hidden="true" />}
        </span>
        {map.groups.map(({ number, slotCount }) => (
          <span class="row sm" key={number}>
            <ShardBadge shard={number} isGroup /> {w.slots(slotCount)}
          </span>
        ))}
        <span class="grow" />
        <button
          type="button"
          class="btn"
          aria-disabled={progress ? 'true' : undefined}
          onClick={() => !progress && send({ type: 'map-count' })}
        >
          {progress ? w.counting : counts ? w.countAgain : w.count}
        </button>
      </header>
      {failure && <FailureText failure={failure} />}
      {missing.length > 0 && (
        <p
          class="mapnote sm bad cut"
          role="alert"
          title={missing.map(({ node, reason }) => `${node}: ${reason}`).join('\n')}
        >
          {words.view.notCounted(missing.map(({ node }) => node).join(', '), missing[0]!.reason)}
        </p>
      )}
      <div
        class="codiscells"
        ref={frame}
        style={{ '--columns': columns }}
        role="application"
        aria-label={w.cells}
        aria-describedby="codis-cell"
        data-entry
        tabIndex={0}
        onKeyDown={onKeyDown}
        onClick={({ target }) => {
          const slot = (target as HTMLElement).dataset.slot;
          if (slot !== undefined) open(Number(slot));
        }}
        onMouseOver={({ target }) => {
          const slot = (target as HTMLElement).dataset.slot;
          if (slot !== undefined) setCursor(Number(slot));
        }}
      >
        {Array.from({ length: CODIS_SLOTS }, (_, slot) => {
          const group = groupOfSlot(map, slot);
          const marks = [slot === cursor && 'on', !group && 'offline', moving.has(slot) && 'moving'];
          return (
            <i
              key={slot}
              data-slot={slot}
              data-shard={shardColour(group?.number ?? null)}
              class={marks.filter(Boolean).join(' ')}
            />
          );
        })}
      </div>
      <p id="codis-cell" class="sm" role="status">
        {textOf(cursor)}
      </p>
    </div>
  );
}

function stepOf(key: string, columns: number): number | undefined {
  const steps: { readonly [key: string]: number } = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    Home: -CODIS_SLOTS,
    End: CODIS_SLOTS,
  };
  return Object.hasOwn(steps, key) ? steps[key] : undefined;
}

/** The columns that make the cells of a place of this size squarest. */
function columnsFor({ width, height }: Size): number {
  const skew = (columns: number) => Math.abs(Math.log((width * CODIS_SLOTS) / (height * columns ** 2)));
  return WIDTHS.reduce((best, columns) => (skew(columns) < skew(best) ? columns : best));
}
