/** The limit, and what can be done with the operation in its state: one filled button. */
import { grouped } from '../../../shared/format/count.ts';
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import { Shortcut } from '../../kit/parts.tsx';
import { numberOf } from './draft.ts';
import { faster, limitAt, positionOf, SLIDER_LABELS, SLIDER_STEPS, slower } from './figures.ts';
import { isStopping } from './state.ts';
import { isPaced, slotToEnd } from './watched.ts';
import type { WatchProps } from './watch-props.ts';
import { words } from './words.ts';

const w = words.controls;

export function Controls(props: WatchProps) {
  const { status } = props;
  return (
    <div class="opactions">
      {status.endedAt === null ? (
        <>
          {isPaced(status.plan) ? <Limit {...props} /> : <p class="sm f2">{unpacedText(status)}</p>}
          <Running {...props} />
        </>
      ) : (
        <Ended {...props} />
      )}
    </div>
  );
}

const unpacedText = ({ plan }: WatchProps['status']) => (plan.totals.slots > 0 ? w.unpaced : '');

function Limit({ watched: { limit }, send }: WatchProps) {
  const set = (to: number | null) => send({ type: 'operations-pace', limit: to });
  return (
    <div class="oplimit">
      <p class="row">
        <label for="op-limit">{w.limit}</label>
        <span class="grow" />
        <button
          type="button"
          class="btn sm"
          aria-label={w.slower}
          title={w.slower}
          onClick={() => set(slower(limit))}
        >
          <kbd>{words.keys.slower}</kbd>
        </button>
        <button
          type="button"
          class="btn sm"
          aria-label={w.faster}
          title={w.faster}
          onClick={() => set(faster(limit))}
        >
          <kbd>{words.keys.faster}</kbd>
        </button>
        <input
          id="op-limit"
          key={limit ?? 'none'}
          class="input mono short"
          placeholder={w.noLimit}
          defaultValue={limit === null ? '' : grouped(limit)}
          autocomplete="off"
          onChange={({ currentTarget }) => {
            const typed = numberOf(currentTarget.value);
            if (typed !== null && typed >= 1) set(Math.min(1e9, Math.round(typed)));
            else if (currentTarget.value.trim() === '') set(null);
            else currentTarget.value = limit === null ? '' : grouped(limit);
          }}
        />
      </p>
      <input
        type="range"
        class="opslider"
        min={0}
        max={SLIDER_STEPS}
        step={1}
        value={positionOf(limit)}
        aria-label={w.slider}
        aria-valuetext={limit === null ? w.noLimit : grouped(limit)}
        onInput={({ currentTarget }) => set(limitAt(Number(currentTarget.value)))}
      />
      <p class="opsliderscale xs f3" aria-hidden="true">
        {SLIDER_LABELS.map(({ share, text }) => (
          <span key={text} style={{ left: `${share * 100}%` }} class={share === 0 ? 'start' : undefined}>
            {text}
          </span>
        ))}
        <span class="end">{w.noLimit}</span>
      </p>
    </div>
  );
}

function Running({ status, send }: WatchProps) {
  const { state, moved } = status;
  if (isStopping(status))
    return (
      <>
        {state === 'pausing' && (
          <button
            type="button"
            class="btn"
            title={w.stopNowHint}
            onClick={() => send({ type: 'operations-steer', wish: 'stop' })}
          >
            {w.stopNow}
          </button>
        )}
        <p class="xs f3">{w.stopNowHint}</p>
      </>
    );
  return (
    <>
      <p class="row">
        <button
          type="button"
          class="btn primary grow"
          onClick={() => send({ type: 'operations-steer', wish: 'pause' })}
        >
          {w.pause} <kbd>{words.keys.pause}</kbd>
        </button>
        <button type="button" class="btn" onClick={() => send({ type: 'operations-ask-cancel' })}>
          {w.cancel} <Shortcut keys="CmdOrCtrl+." />
        </button>
      </p>
      <p class="xs f3">
        {w.pauseNote(slotToEnd(status))} {w.cancelNote(countSlots(moved))}
      </p>
    </>
  );
}

function Ended({ status, state, send }: WatchProps) {
  const { name, isUndoable } = status;
  const { list, asking } = state.operations;
  const listed = list?.operations.find((one) => one.name === name);
  const isOpen = listed?.isResumable ?? status.state === 'paused';
  const busy = asking !== null;
  return (
    <>
      {isOpen && (
        <button
          type="button"
          class="btn primary"
          disabled={busy}
          onClick={() => send({ type: 'operations-resume', name })}
        >
          {w.resume} {status.state === 'paused' && <kbd>{words.keys.pause}</kbd>}
        </button>
      )}
      <p class="row wrap">
        {isUndoable && (
          <button
            type="button"
            class="btn"
            disabled={busy}
            onClick={() => send({ type: 'operations-undo', name })}
          >
            {isOpen ? w.rollBack : w.undo}
          </button>
        )}
        {isOpen && (
          <button
            type="button"
            class="btn"
            title={words.choose.forgetHint}
            disabled={busy}
            onClick={() => send({ type: 'operations-forget', name })}
          >
            {w.forget}
          </button>
        )}
        <button type="button" class="btn" onClick={() => send({ type: 'operations-choose' })}>
          {w.other} <kbd>Esc</kbd>
        </button>
      </p>
      <p class="xs f3" role="status">
        {asking === 'plan' && words.form.planning}
      </p>
    </>
  );
}
