import { scaleSqrt } from 'd3-scale';
import { useMemo } from 'preact/hooks';
import type { Topology } from '../../../shared/cluster/topology.ts';
import type { SlotCounts } from '../../../shared/slots/slot-model.ts';
import { slotHealth } from '../../../shared/cluster/slot-health.ts';
import { inDatabase } from '../../kit/database-words.ts';
import type { PanelProps, State } from '../../window/state.ts';
import { grouped } from '../../../shared/format/count.ts';
import { ago, allSlotRanges, slotRanges } from '../../kit/numbers.ts';
import { ShardBadge, shardColour } from '../../kit/parts.tsx';
import { slotBins } from '../../kit/slot-bins.ts';
import { brightnessOf } from './draw.ts';
import type { MapModel } from './map-model.ts';
import type { Shade } from './state.ts';
import { fullnessOf, keysOfShard, sumUp, type Selection } from './selection.ts';
import { words } from './words.ts';

const w = words.legend;

/** Beside the map: the shards, the meaning of shades and marks, the selection, how full the slots are. */
export function MapLegend({ state, send, model }: PanelProps & { model: MapModel }) {
  const { map, topology } = state;
  const first = Math.min(map.cursor, map.anchor);
  const last = Math.max(map.cursor, map.anchor);
  const selection = useMemo(
    () => (first === last ? null : sumUp(first, last, model, map.counts)),
    [first, last, model, map.counts],
  );
  // A thousand shards must not be drawn again for every key and every second.
  const shards = useMemo(
    () => topology && <Shards topology={topology} counts={map.counts} />,
    [topology?.version, map.counts],
  );
  return (
    <aside class="maplegend sm" aria-label={w.title}>
      {selection ? <Selected selection={selection} send={send} /> : shards}
      {model.values && <Scale model={model} shade={map.shade} />}
      <ul class="mapkeys xs" aria-label={w.marks}>
        <li>
          <i class="swatch open" /> {w.migrating}
        </li>
        <li>
          <i class="swatch failing" /> {w.failing}
        </li>
        <li>
          <i class="swatch uncovered" /> {w.unowned}
        </li>
        {model.known && (
          <li>
            <i class="swatch unknown" /> {w.notCounted}
          </li>
        )}
        <li>
          <i class="swatch touched" /> {w.touched}
        </li>
        <li>
          <i class="swatch chosen" /> {w.selected}
        </li>
      </ul>
      {map.counts && <Histogram state={state} />}
    </aside>
  );
}

function Shards({ topology, counts }: { topology: Topology; counts: SlotCounts | null }) {
  const { unserved } = slotHealth(topology);
  return (
    <ul class="mapshards" aria-label={w.shards}>
      {topology.shards.map((shard) => {
        return (
          <li key={shard.number} data-shard={shardColour(shard.number)}>
            <div class="row">
              <ShardBadge shard={shard.number} /> {w.shard(shard.number)}
            </div>
            <div class="mono xs" title={allSlotRanges(shard.slots)}>
              {slotRanges(shard.slots)}
            </div>
            <div class="xs f2 num">{w.slots(shard.slotCount)}</div>
            {unserved.has(shard.number) && <div class="xs bad">{w.notServed}</div>}
            {counts && <ShardKeys {...keysOfShard(shard, counts)} all={shard.slotCount} />}
          </li>
        );
      })}
    </ul>
  );
}

function ShardKeys({ sum, unknown, all }: { sum: number; unknown: number; all: number }) {
  if (unknown === 0) return <div class="xs f2 num">{w.keys(sum)}</div>;
  return <div class="xs bad num">{unknown === all ? w.notCounted : w.partlyCounted(sum, unknown)}</div>;
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

function Selected({ selection, send }: { selection: Selection; send: PanelProps['send'] }) {
  const { first, last, slots, shards, open, keys } = selection;
  return (
    <section class="mapselected" aria-label={w.selectedSlots}>
      <div class="row">
        <b class="mono">
          {first}–{last}
        </b>
        <span class="grow" />
        <button
          type="button"
          class="btn quiet xs"
          onClick={() => send({ type: 'map-copy', text: `${first}-${last}` })}
        >
          {w.copy}
        </button>
      </div>
      <p class="num">{w.slots(slots)}</p>
      <ul class="xs">
        {shards.map((one) => (
          <li key={one.shard} class="row num">
            {one.shard === 0 ? <span class="bad">{w.nobody}</span> : <ShardBadge shard={one.shard} />}
            {w.slots(one.slots)}
          </li>
        ))}
      </ul>
      {open > 0 && <p class="xs warn">{w.slotsMigrating(open)}</p>}
      {keys ? (
        <dl class="kv xs">
          <dt>{w.selectionKeys}</dt>
          <dd class="num">
            {grouped(keys.sum)} · {percent(keys.share)}
          </dd>
          <dt>{w.inSlot}</dt>
          <dd class="num">{w.range(keys.least, keys.most, keys.mean.toFixed(1))}</dd>
          <dt>{w.emptySlots}</dt>
          <dd class="num">{grouped(keys.empty)}</dd>
          <dt>{w.fullestSlot}</dt>
          <dd class="num">{keys.most > 0 ? keys.fullest : w.none}</dd>
          {keys.unknown > 0 && (
            <>
              <dt>{w.unknown}</dt>
              <dd class="num bad">{grouped(keys.unknown)}</dd>
            </>
          )}
        </dl>
      ) : (
        <p class="xs f3">
          <kbd>C</kbd> {w.toCount}
        </p>
      )}
    </section>
  );
}

function Scale({ model, shade }: { model: MapModel; shade: Shade }) {
  return (
    <div class="mapscale xs" aria-label={w.scale(words.slot.units[shade], grouped(Math.round(model.full)))}>
      <div>{words.slot.units[shade]}</div>
      <div class="ramp">
        {[0, 0.2, 0.4, 0.6, 0.8, 1].map((step) => (
          <i key={step} style={{ opacity: brightnessOf(step) }} />
        ))}
      </div>
      <div class="row f3 num">
        <span>0</span>
        <span class="grow" />
        <span>
          {grouped(Math.round(model.full))}
          {model.greatest > model.full && '+'}
        </span>
      </div>
      {model.greatest > model.full && <div class="f3 num">{w.most(model.greatest)}</div>}
    </div>
  );
}

/** How many slots hold how many keys, and where the cursor's slot is among them. */
function Histogram({ state }: { state: State }) {
  const { cursor } = state.map;
  const counts = state.map.counts!;
  const { bins, empty, sum, asked, fullest } = useMemo(() => {
    const known = counts.keys.filter((_, slot) => counts.known[slot]);
    return { ...slotBins(known), ...fullnessOf(counts) };
  }, [counts]);
  const own = counts.known[cursor] ? counts.keys[cursor]! : null;
  const more = useMemo(
    () => counts.keys.reduce((n, keys) => n + Number(keys > (own ?? 0)), 0),
    [counts, own],
  );
  const most = bins.reduce((max, { slots }) => Math.max(max, slots), 1);
  const height = scaleSqrt([0, most], [0, 100]);
  return (
    <section class="maphistogram" aria-label={w.histogram}>
      <b>{w.histogram}</b>
      <div class="xs f3 num">
        {w.keys(sum)}
        {inDatabase(counts.database, state.metrics)}
        {w.mean((asked > 0 ? sum / asked : 0).toFixed(1))}
        <br />
        {w.counted(ago(counts.at, state.now))}
      </div>
      {bins.length > 0 && (
        <>
          <div class="histogram" role="img" aria-label={w.histogramName}>
            {bins.map((bin) => (
              <span key={bin.from} class="bin" title={w.bin(bin.slots, bin.from, bin.to)}>
                <i
                  class={own !== null && own >= bin.from && own <= bin.to ? 'own' : ''}
                  style={{ height: bin.slots > 0 ? `max(2px, ${height(bin.slots)}%)` : '0' }}
                />
              </span>
            ))}
          </div>
          <div class="row xs f3 num">
            <span>{grouped(bins[0]!.from)}</span>
            <span class="grow" />
            <span>{grouped(bins.at(-1)!.to)}</span>
          </div>
        </>
      )}
      <p class="xs f2">
        {own === null ? w.ownerSilent(cursor) : w.holds(cursor, own, percent(asked > 0 ? more / asked : 0))}
        {sum > 0 && w.fullestHolds(fullest, counts.keys[fullest]!)}
        {empty > 0 && w.empty(empty)}
      </p>
    </section>
  );
}
