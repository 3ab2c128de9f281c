import { SETTINGS } from '../../shared/session/settings.ts';
import { PANE_SHARE } from '../../shared/session/shown.ts';
import { shellElementId } from '../repl/shells.ts';
import { isDrawer } from './shown-panels.ts';
import type { PanelProps } from './state.ts';
import type { PanelName } from './window-message.ts';
import { tabsWords } from './words.ts';

const STEP = 16;

/** The edge of a side panel: dragged, or moved with the arrow keys. */
export function Resizer({ state, send, panel }: PanelProps & { panel: PanelName }) {
  if (isDrawer(state, panel)) return null;
  const name = `${panel}Width` as const;
  return (
    <Edge
      name={panel}
      label={tabsWords(state.language).widths[panel]}
      upright
      value={state.settings[name]}
      min={SETTINGS[name].min}
      max={SETTINGS[name].max}
      grows={panel === 'nodes' ? 1 : -1}
      onResize={(width) => send({ type: 'panel-width', panel, width })}
    />
  );
}

/** The edge between the editor and the shell under it. */
export function EditorResizer({ state, send }: PanelProps) {
  if (!state.settings.editorShown) return null;
  return (
    <Edge
      name="editor"
      label={tabsWords(state.language).editorHeight}
      upright={false}
      value={state.settings.editorHeight}
      min={SETTINGS.editorHeight.min}
      max={SETTINGS.editorHeight.max}
      grows={1}
      onResize={(height) => send({ type: 'editor-height', height })}
    />
  );
}

/** The edge between the two panes, in percent of the room that both have. */
export function PaneResizer({ state, send }: PanelProps) {
  const { split } = state;
  if (!split) return null;
  const upright = split.direction === 'right';
  const room = () => {
    const { width, height } = document.getElementById('terminal')!.getBoundingClientRect();
    return upright ? width : height;
  };
  return (
    <Edge
      name="panes"
      element={shellElementId(split.panes[0])}
      label={tabsWords(state.language).paneShare}
      upright={upright}
      value={split.share}
      min={PANE_SHARE.min}
      max={PANE_SHARE.max}
      grows={1}
      pixels={() => room() / 100}
      onResize={(share) => send({ type: 'pane-share', share })}
    />
  );
}

const onePixel = () => 1;

interface EdgeProps {
  name: string;
  /** The id of the element it resizes, if that is not its name. */
  element?: string;
  label: string;
  /** True for an edge that is moved to the left and right. */
  upright: boolean;
  value: number;
  min: number;
  max: number;
  /** 1 if moving to the right or down makes it larger. */
  grows: 1 | -1;
  /** Pixels of one unit of the value; one pixel if left out. */
  pixels?(): number;
  onResize(to: number): void;
}

function Edge(props: EdgeProps) {
  const { name, element = name, label, upright, value, min, max, grows, pixels = onePixel, onResize } = props;
  // In a small window the drawn size may be less than the requested one. Dragging starts from the drawn size.
  const drawn = () => {
    const box = document.getElementById(element)?.getBoundingClientRect();
    return box ? (upright ? box.width : box.height) / pixels() : value;
  };
  const onPointerDown = (event: PointerEvent) => {
    const edge = event.currentTarget as HTMLElement;
    const at = (moved: PointerEvent) => (upright ? moved.clientX : moved.clientY);
    const [from, size] = [at(event), drawn()];
    edge.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent) => onResize(size + (grows * (at(moved) - from)) / pixels());
    edge.addEventListener('pointermove', move);
    edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), {
      once: true,
    });
  };
  const [more, less] = upright ? ['ArrowRight', 'ArrowLeft'] : ['ArrowDown', 'ArrowUp'];
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === more ? STEP : event.key === less ? -STEP : null;
    const to =
      step !== null
        ? drawn() + (grows * step) / pixels()
        : event.key === 'Home'
          ? min
          : event.key === 'End'
            ? max
            : null;
    if (to === null) return;
    event.preventDefault();
    onResize(to);
  };
  return (
    <div
      class={`resizer at-${name}`}
      role="separator"
      aria-orientation={upright ? 'vertical' : 'horizontal'}
      aria-label={label}
      aria-controls={element}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  );
}
