import { isShown, type PanelProps } from '../state.ts';

/** Beside the work's tabs: the way to a side panel that is hidden, or has no room. */
export function PanelButtons({ state, send }: PanelProps) {
  if (!state.started) return null;
  return (
    <>
      {!isShown(state, 'nodes') && (
        <button
          type="button"
          class="btn quiet"
          onClick={() => send({ type: 'action', name: 'toggle-nodes' })}
        >
          Nodes
        </button>
      )}
      {!isShown(state, 'inspector') && (
        <button
          type="button"
          class="btn quiet"
          onClick={() => send({ type: 'action', name: 'toggle-inspector' })}
        >
          {state.tab === 'trace' ? 'Trace' : 'Slot'}
        </button>
      )}
    </>
  );
}
