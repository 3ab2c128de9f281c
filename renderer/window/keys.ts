/** Shortcuts of the whole window, from the table of actions. */
import { ACTIONS, type ActionName } from '../../shared/actions.ts';

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/** Where people from editors look for the palette. */
const ALSO: readonly [string, ActionName][] = [
  ['CmdOrCtrl+Shift+P', 'palette'],
  // On the number pad, and on keyboards where + is a key of its own or wants Shift.
  ['CmdOrCtrl+Plus', 'zoom-in'],
  ['CmdOrCtrl+Shift+Plus', 'zoom-in'],
];

const SHORTCUTS: readonly [string, ActionName][] = [
  ...ACTIONS.flatMap((action): [string, ActionName][] =>
    'shortcut' in action ? [[action.shortcut, action.name]] : [],
  ),
  ...ALSO,
];

export function actionOf(press: KeyPress, mac: boolean): ActionName | null {
  return SHORTCUTS.find(([shortcut]) => isPressed(shortcut, press, mac))?.[1] ?? null;
}

function isPressed(shortcut: string, press: KeyPress, mac: boolean): boolean {
  const parts = shortcut.toLowerCase().split('+');
  const command = parts.includes('cmdorctrl');
  return (
    (press.key === '+' ? 'plus' : press.key.toLowerCase()) === parts.at(-1) &&
    press.shiftKey === parts.includes('shift') &&
    press.altKey === parts.includes('alt') &&
    press.ctrlKey === (command && !mac) &&
    press.metaKey === (command && mac)
  );
}

/** Actions that make sense over a dialog. */
const OVER_DIALOG: ReadonlySet<ActionName> = new Set([
  'palette',
  'keys',
  'zoom-in',
  'zoom-out',
  'zoom-reset',
]);

export function listenForKeys(act: (name: ActionName) => void, closeDrawer: () => boolean): void {
  const mac = /Mac/.test(navigator.platform);
  window.addEventListener('keydown', (event) => {
    // The terminal has used it, or an input method is composing.
    if (event.defaultPrevented || event.isComposing) return;
    const dialog = document.querySelector('dialog[open]') !== null;
    if (event.key === 'Escape' && !dialog && closeDrawer()) event.preventDefault();
    const name = actionOf(event, mac);
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
