import { scaleSqrt } from 'd3-scale';
import { useMemo } from 'preact/hooks';
import type { ScanState } from '../../../shared/slots/scan-model.ts';
import type { PanelProps } from '../../window/state.ts';
import { grouped } from '../../../shared/format/count.ts';
import { slotBins, type SlotBin } from '../../kit/slot-bins.ts';
import { words } from './words.ts';

const w = words.charts;

/** How many slots hold how many keys. Heights are square roots, so that one slot beside thousands is visible. */
export function SlotDistribution({ scan, send }: { scan: ScanState; send: PanelProps['send'] }) {
  const { empty, bins, steps } = useMemo(() => slotBins(scan.slots), [scan.slots]);
  const most = bins.reduce((max, { slots }) => Math.max(max, slots), 1);
  const height = scaleSqrt([0, most], [0, 100]);
  const { fullestSlot } = scan;
  const ends = [bins[0], bins.at(-1)];
  return (
    <section class="tagcard perslot" aria-label={w.perSlot}>
      <div class="row sm wrap charthead">
        <h3>{w.perSlot}</h3>
        <span class="grow" />
        <span class="legend">{w.empty(empty)}</span>
        {fullestSlot && (
          <span class="legend">
            <i class="fullest" /> {w.fullest}
            <button
              type="button"
              class="link num"
              onClick={() =>
                send({ type: 'ask-slot', slot: fullestSlot.slot, limit: 100, text: String(fullestSlot.slot) })
              }
            >
              {w.slot(fullestSlot.slot)}
            </button>
            {w.keys(fullestSlot.keys)}
          </span>
        )}
      </div>
      {bins.length > 0 && (
        <div
          class="histogram"
          role="img"
          aria-label={bins
            .filter(({ slots }) => slots > 0)
            .map(binText)
            .join('; ')}
        >
          {bins.map((one, i) => (
            <span key={one.from} class="bin" title={binText(one)}>
              <i
                class={i === bins.length - 1 ? 'fullest' : ''}
                style={{ height: one.slots > 0 ? `max(2px, ${height(one.slots)}%)` : '0' }}
              />
            </span>
          ))}
        </div>
      )}
      {bins.length > 0 && (
        <div class="row xs f3 num">
          <span>{ends[0] && grouped(ends[0].from)}</span>
          <span class="grow axis">{w.axis(steps === 'doubling')}</span>
          <span>{ends[1] && grouped(ends[1].to)}</span>
        </div>
      )}
    </section>
  );
}

const binText = ({ from, to, slots }: SlotBin): string => w.bin(slots, from, to);
