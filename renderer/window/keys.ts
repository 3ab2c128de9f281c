/** Shortcuts of the whole window. */
import type { ActionName } from '../../shared/actions.ts';
import { actionsOf, keysOf, type KeyPress, type Shortcuts } from '../../shared/session/shortcuts.ts';

export function actionOf(press: KeyPress, mac: boolean, own: Shortcuts = {}): ActionName | null {
  const keys = keysOf(press, mac);
  return keys === null ? null : (actionsOf(keys, own)[0] ?? null);
}

/** Actions that make sense over a dialog. */
const OVER_DIALOG: ReadonlySet<ActionName> = new Set([
  'palette',
  'keys',
  'zoom-in',
  'zoom-out',
  'zoom-reset',
]);

export function listenForKeys(
  act: (name: ActionName) => void,
  escape: () => boolean,
  own: () => Shortcuts,
): void {
  const mac = /Mac/.test(navigator.platform);
  window.addEventListener('keydown', (event) => {
    // The terminal has used it, or an input method is composing.
    if (event.defaultPrevented || event.isComposing) return;
    const dialog = document.querySelector('dialog[open]') !== null;
    if (event.key === 'Escape' && !dialog && escape()) event.preventDefault();
    const name = actionOf(event, mac, own());
    if (!name) return;
    event.preventDefault();
    if (!dialog || OVER_DIALOG.has(name)) act(name);
  });
}

/** Pixels of a turning wheel, or of a pinch, for one step. */
const STEP = 60;

/** Ctrl and the wheel: larger and smaller, wherever the pointer is. */
export function listenForZoom(act: (name: ActionName) => void): void {
  let turned = 0;
  const onWheel = (event: WheelEvent) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    event.stopPropagation();
    turned += event.deltaY;
    if (Math.abs(turned) < STEP) return;
    act(turned < 0 ? 'zoom-in' : 'zoom-out');
    turned = 0;
  };
  window.addEventListener('wheel', onWheel, { capture: true, passive: false });
}
