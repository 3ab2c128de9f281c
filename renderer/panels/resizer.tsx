import { isDrawer, PANEL_WIDTHS, type PanelName, type PanelProps } from '../state.ts';

const LABELS = { nodes: 'Width of Nodes', inspector: 'Width of the inspector' };
const STEP = 16;

/** The edge of a side panel: dragged, or moved with the arrow keys. */
export function Resizer({ state, send, panel }: PanelProps & { panel: PanelName }) {
  if (isDrawer(state, panel)) return null;
  const width = state.settings[`${panel}Width`];
  const { min, max } = PANEL_WIDTHS[panel];
  const grows = panel === 'nodes' ? 1 : -1;
  const resize = (to: number) => send({ type: 'panel-width', panel, width: to });

  const onPointerDown = (event: PointerEvent) => {
    const edge = event.currentTarget as HTMLElement;
    const from = event.clientX;
    edge.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent) => resize(width + grows * (moved.clientX - from));
    edge.addEventListener('pointermove', move);
    edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), {
      once: true,
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowRight: width + grows * STEP, ArrowLeft: width - grows * STEP, Home: min, End: max }[
      event.key
    ];
    if (to === undefined) return;
    event.preventDefault();
    resize(to);
  };
  return (
    <div
      class={`resizer at-${panel}`}
      role="separator"
      aria-orientation="vertical"
      aria-label={LABELS[panel]}
      aria-controls={panel}
      aria-valuenow={width}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  );
}
