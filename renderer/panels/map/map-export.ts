/** The map as a picture and as a table, for a file. */
import { stringify } from 'csv-stringify/browser/esm/sync';
import { SLOT_FIGURES } from '../../../shared/slot-model.ts';
import { SLOT_COUNT } from '../../../shared/slots.ts';
import type { State } from '../../state.ts';
import { counted, slotRanges } from '../figures.ts';
import { shardOfSlot } from '../topology-lookup.ts';
import { drawBase, drawMarks, readPalette } from './draw.ts';
import { COLUMNS, ROWS } from './geometry.ts';
import type { MapModel } from './map-model.ts';

/** One row a slot. Names of nodes come from servers: none may begin a formula. */
export function mapTable(state: State, model: MapModel): string {
  const { counts, stats } = state.map;
  const figures = SLOT_FIGURES.filter((figure) => stats?.figures[figure] !== undefined);
  const head = ['slot', 'shard', 'owner', 'replicas', 'state', 'keys', ...figures];
  const rows = Array.from({ length: SLOT_COUNT }, (_, slot) => {
    const shard = shardOfSlot(state.topology, slot);
    return [
      slot,
      shard?.number ?? '',
      shard?.primary?.address ?? '',
      shard?.replicas.map(({ address }) => address).join(' ') ?? '',
      model.open.has(slot) ? 'migrating' : shard ? 'stable' : 'uncovered',
      counts?.known[slot] ? counts.keys[slot] : '',
      ...figures.map((figure) => stats!.figures[figure]![slot]),
    ];
  });
  return stringify([head, ...rows], { escape_formulas: true });
}

const CELL = 8;
const EDGE = 24;
const HEAD = 56;
const LEGEND = 240;

/** A picture of the map with its legend, the cluster's name and the time; PNG. */
export async function mapPicture(state: State, model: MapModel): Promise<Uint8Array> {
  const palette = readPalette(document.documentElement);
  const canvas = new OffscreenCanvas(EDGE * 2 + COLUMNS * CELL + LEGEND, EDGE * 2 + HEAD + ROWS * CELL);
  const context = canvas.getContext('2d')!;
  context.fillStyle = palette.bg;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = palette.fg;
  context.font = '600 22px "Inter Variable", sans-serif';
  context.fillText(`Slots of ${state.session.label}, by ${state.map.shade}`, EDGE, EDGE + 20);
  context.font = '14px "Inter Variable", sans-serif';
  context.fillStyle = palette.quiet;
  const { topology } = state;
  const time = new Date(topology?.readAt ?? state.now).toISOString().replace('T', ' ').slice(0, 19);
  context.fillText(
    `${state.session.server} · ${time} UTC · ${topology?.covered ?? 0} of 16384 covered`,
    EDGE,
    EDGE + 42,
  );
  // Each has a canvas of its own: the base fills its background.
  const base = new OffscreenCanvas(COLUMNS * CELL, ROWS * CELL);
  const own = base.getContext('2d')!;
  drawBase(own, model, palette, CELL, 1);
  const range = [
    Math.min(state.map.cursor, state.map.anchor),
    Math.max(state.map.cursor, state.map.anchor),
  ] as const;
  drawMarks(own, { range, cursor: null, pointer: null, glows: [] }, palette, CELL);
  context.drawImage(base, EDGE, EDGE + HEAD);
  let y = EDGE + HEAD + 14;
  const x = EDGE + COLUMNS * CELL + 24;
  for (const shard of topology?.shards.slice(0, 24) ?? []) {
    context.fillStyle = palette.shard(shard.number);
    context.fillRect(x, y - 12, 16, 16);
    context.fillStyle = palette.fg;
    context.fillText(`${shard.number}  ${shard.primary?.address ?? 'no primary'}`, x + 24, y);
    context.fillStyle = palette.quiet;
    context.fillText(
      `${counted(shard.slotCount, 'slot')}: ${slotRanges(shard.slots)}`.slice(0, 34),
      x + 24,
      y + 17,
    );
    y += 42;
  }
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  return new Uint8Array(await blob.arrayBuffer());
}
