import { scaleSqrt } from 'd3-scale';
import { useMemo } from 'preact/hooks';
import type { ScanState } from '../../../shared/slots/scan-model.ts';
import type { PanelProps } from '../../window/state.ts';
import { counted, grouped } from '../../kit/numbers.ts';
import { slotBins, type SlotBin } from '../../kit/slot-bins.ts';

/** How many slots hold how many keys. Heights are square roots: one slot beside thousands can be seen. */
export function SlotDistribution({ scan, send }: { scan: ScanState; send: PanelProps['send'] }) {
  const { empty, bins, steps } = useMemo(() => slotBins(scan.slots), [scan.slots]);
  const most = bins.reduce((max, { slots }) => Math.max(max, slots), 1);
  const height = scaleSqrt([0, most], [0, 100]);
  const { fullestSlot } = scan;
  const ends = [bins[0], bins.at(-1)];
  return (
    <section class="tagcard perslot" aria-label="Keys per slot">
      <div class="row sm wrap charthead">
        <h3>Keys per slot</h3>
        <span class="grow" />
        <span class="legend">{counted(empty, 'slot')} empty</span>
        {fullestSlot && (
          <span class="legend">
            <i class="fullest" /> fullest:
            <button
              type="button"
              class="link num"
              onClick={() =>
                send({ type: 'ask-slot', slot: fullestSlot.slot, limit: 100, text: String(fullestSlot.slot) })
              }
            >
              slot {fullestSlot.slot}
            </button>
            {counted(fullestSlot.keys, 'key')}
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
          <span class="grow axis">keys of a slot{steps === 'doubling' && '; steps double'}</span>
          <span>{ends[1] && grouped(ends[1].to)}</span>
        </div>
      )}
    </section>
  );
}

const binText = ({ from, to, slots }: SlotBin): string =>
  `${counted(slots, 'slot')} with ${from === to ? counted(from, 'key') : `${grouped(from)} to ${grouped(to)} keys`}`;
