/** The map as a picture and as a table, for a file. */
import { stringify } from 'csv-stringify/browser/esm/sync';
import type { Shard } from '../../../shared/cluster/topology.ts';
import { slotHealth } from '../../../shared/cluster/slot-health.ts';
import { SLOT_METRICS } from '../../../shared/slots/slot-model.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import type { State } from '../../window/state.ts';
import { inDatabase } from '../../kit/database-words.ts';
import { grouped } from '../../../shared/format/count.ts';
import { slotRanges } from '../../kit/numbers.ts';
import { shardOfSlot } from '../../kit/topology-lookup.ts';
import { brightnessOf, drawBase, drawMarks, readPalette, type Context, type Palette } from './draw.ts';
import { COLUMNS, ROWS } from './geometry.ts';
import type { MapModel } from './map-model.ts';
import { words } from './words.ts';

const w = words.picture;

/** One row for each slot. Names of nodes come from servers: none may start a formula. */
export function mapTable(state: State, model: MapModel): string {
  const { counts, stats } = state.map;
  const metrics = SLOT_METRICS.filter((metric) => stats?.metrics[metric] !== undefined);
  const keys = `keys${counts ? inDatabase(counts.database, state.metrics) : ''}`;
  const head = ['slot', 'shard', 'owner', 'replicas', 'state', keys, 'known', ...metrics];
  const rows = Array.from({ length: SLOT_COUNT }, (_, slot) => {
    const shard = shardOfSlot(state.topology, slot);
    return [
      slot,
      shard?.number ?? '',
      shard?.primary?.address ?? '',
      shard?.replicas.map(({ address }) => address).join(' ') ?? '',
      stateOf(slot, shard, model),
      counts?.known[slot] ? counts.keys[slot] : '',
      counts ? (counts.known[slot] ? 'yes' : 'no') : '',
      ...metrics.map((metric) => stats!.metrics[metric]![slot]),
    ];
  });
  return stringify([head, ...rows], { escape_formulas: true });
}

function stateOf(slot: number, shard: Shard | null, model: MapModel): string {
  if (!shard) return 'uncovered';
  if (model.unserved.has(shard.number)) return 'not served';
  return model.open.has(slot) ? 'migrating' : 'stable';
}

const CELL = 8;
const EDGE = 24;
const HEAD = 56;
const LEGEND = 260;
/** Shards that the picture's legend has room for. */
const LISTED = 20;

/** A picture of the map with its legend, the cluster's name and the time; PNG. Rejects if it cannot be drawn. */
export async function mapPicture(state: State, model: MapModel): Promise<Uint8Array> {
  const palette = readPalette(document.documentElement);
  const canvas = new OffscreenCanvas(EDGE * 2 + COLUMNS * CELL + LEGEND, EDGE * 2 + HEAD + ROWS * CELL);
  const context = canvas.getContext('2d')!;
  context.fillStyle = palette.bg;
  context.fillRect(0, 0, canvas.width, canvas.height);
  drawTitle(context, state, palette);
  // The slots need a canvas of their own: the base fills its background.
  const base = new OffscreenCanvas(COLUMNS * CELL, ROWS * CELL);
  const own = base.getContext('2d')!;
  drawBase(own, model, palette, CELL, 1);
  const { cursor, anchor } = state.map;
  const range = [Math.min(cursor, anchor), Math.max(cursor, anchor)] as const;
  drawMarks(own, { range, cursor: null, pointer: null, glows: [], flash: null }, palette, CELL);
  context.drawImage(base, EDGE, EDGE + HEAD);
  drawLegend(context, state, model, palette);
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  return new Uint8Array(await blob.arrayBuffer());
}

const FONT = '"Inter Variable", sans-serif';

function drawTitle(context: Context, { session, map, topology, now }: State, palette: Palette): void {
  context.fillStyle = palette.fg;
  context.font = `600 22px ${FONT}`;
  context.fillText(w.title(session.label, words.view.shades[map.shade]), EDGE, EDGE + 20);
  context.font = `14px ${FONT}`;
  context.fillStyle = palette.quiet;
  const time = new Date(topology?.readAt ?? now).toISOString().replace('T', ' ').slice(0, 19);
  const served = w.served(topology ? slotHealth(topology).served : 0);
  context.fillText(`${session.server} · ${time} UTC · ${served}`, EDGE, EDGE + 42);
}

function drawLegend(context: Context, state: State, model: MapModel, palette: Palette): void {
  const { topology, map, metrics } = state;
  const x = EDGE + COLUMNS * CELL + 24;
  let y = EDGE + HEAD + 14;
  const line = (text: string, colour: string, left: number, down: number) => {
    context.fillStyle = colour;
    context.fillText(text, left, y, LEGEND - 24 - (left - x));
    y += down;
  };
  context.font = `14px ${FONT}`;
  const shards = topology?.shards ?? [];
  for (const shard of shards.slice(0, LISTED)) {
    context.fillStyle = palette.shard(shard.number);
    context.fillRect(x, y - 12, 16, 16);
    line(`${shard.number}  ${shard.primary?.address ?? w.noPrimary}`, palette.fg, x + 24, 17);
    line(`${words.legend.slots(shard.slotCount)}: ${slotRanges(shard.slots, 1)}`, palette.quiet, x + 24, 25);
  }
  if (shards.length > LISTED) line(w.moreShards(shards.length - LISTED), palette.quiet, x, 25);
  if (model.values) {
    const where = map.shade === 'keys' && map.counts ? inDatabase(map.counts.database, metrics) : '';
    line(words.slot.units[map.shade] + where, palette.fg, x, 8);
    for (let step = 0; step < 6; step++) {
      context.globalAlpha = brightnessOf(step / 5);
      context.fillStyle = palette.fg;
      context.fillRect(x + step * 30, y, 29, 12);
    }
    context.globalAlpha = 1;
    y += 30;
    const most = model.greatest > model.full ? grouped(model.greatest) : null;
    line(w.scale(grouped(Math.round(model.full)), most), palette.quiet, x, 25);
  }
  if (model.open.size > 0) line(w.migrating(model.open.size), palette.fg, x, 22);
  const { failing = 0, unowned = 0 } = topology ? slotHealth(topology) : {};
  if (failing > 0) line(w.notServed(failing), palette.danger, x, 22);
  if (unowned > 0) line(w.unowned(unowned), palette.danger, x, 22);
}
