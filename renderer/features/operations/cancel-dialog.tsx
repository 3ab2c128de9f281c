/** The question of what becomes of the slots that have moved. Closing it means: go on. */
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import type { OverlayPart } from '../../window/feature.ts';
import type { PanelProps } from '../../window/state.ts';
import { Dialog, DialogHead } from '../../kit/dialog.tsx';
import { slotToEnd } from './watched.ts';
import { words } from './words.ts';

const w = words.cancel;

export const cancelOverlay: OverlayPart<{ kind: 'cancel-operation' }> = {
  open: (message) => (message.type === 'operations-ask-cancel' ? { kind: 'cancel-operation' } : null),
  reduce: (overlay, message) => {
    if (message.type === 'operations-cancel') return null;
    // It has ended meanwhile: there is nothing left to cancel.
    return message.type === 'operation' && message.status.endedAt !== null ? null : overlay;
  },
  draw: (props) => <CancelDialog {...props} />,
};

function CancelDialog({ state, send }: PanelProps) {
  const { status } = state.operations;
  const moved = countSlots(status?.moved ?? []);
  const close = () => send({ type: 'close-overlay' });
  return (
    <Dialog label={w.title} kind="opcancel" role="alertdialog" describedBy="op-cancel-text" onClose={close}>
      <DialogHead title={w.title} onClose={close} />
      <div class="opcancelbody">
        <p id="op-cancel-text">{w.text(status && slotToEnd(status))}</p>
        <button
          type="button"
          class="opkind"
          autoFocus
          onClick={() => send({ type: 'operations-cancel', then: 'forget' })}
        >
          <b>{w.keep(moved)}</b>
          <span class="sm f2">{w.keepText}</span>
        </button>
        {moved > 0 && (
          <button
            type="button"
            class="opkind"
            onClick={() => send({ type: 'operations-cancel', then: 'undo' })}
          >
            <b>{w.back(moved)}</b>
            <span class="sm f2">{w.backText}</span>
          </button>
        )}
        <button type="button" class="btn" onClick={close}>
          {w.goOn}
        </button>
      </div>
    </Dialog>
  );
}
