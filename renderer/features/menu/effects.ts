/** Opens the menu for the right button, the menu key and Shift+F10: all three are one event of the page. Closes it, and keeps the focus. */
import { targetOf } from '../../kit/menu-target.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import type { Subject } from './items.ts';

interface Opening {
  subject: Subject;
  x: number;
  y: number;
}

export function performMenu(surroundings: Surroundings): Perform {
  const { send, draw, isFocusLost } = surroundings;
  let isOpen = false;
  /** The dialog that the menu is in. */
  let over: string | undefined;
  // The page's event is the same for the keyboard and the right button, and has a point in both cases.
  let isByPointer = false;
  let before: HTMLElement | null = null;
  const place = document.getElementById('menu')!;
  // Beside an open dialog the page is inert.
  const moveInto = (parent: Element) => place.parentElement !== parent && parent.append(place);
  const close = () => {
    if (isOpen) send({ type: 'menu-close', isDone: false });
  };
  const closeOutside = ({ target }: Event) => {
    if (isOpen && !isInMenu(target)) close();
  };
  window.addEventListener('keydown', () => (isByPointer = false), { capture: true });
  window.addEventListener('pointerdown', () => (isByPointer = true), { capture: true });
  window.addEventListener(
    'contextmenu',
    (event) => {
      if (isInMenu(event.target)) return event.preventDefault();
      const opening = openingOf(event, isByPointer, surroundings);
      if (!opening) return;
      event.preventDefault();
      // xterm would put its field under the pointer.
      event.stopPropagation();
      send({ type: 'menu-open', ...opening });
    },
    true,
  );
  for (const kind of ['pointerdown', 'wheel'])
    window.addEventListener(kind, closeOutside, { capture: true, passive: true });
  window.addEventListener('blur', close);
  // From the palette, once the focus is back where it was.
  const openHere = () => {
    draw();
    const { activeElement: target } = document;
    const opening = openingOf({ target, clientX: 0, clientY: 0 }, false, surroundings);
    if (opening) send({ type: 'menu-open', ...opening });
  };
  return (message, { menu, overlay }) => {
    if (message.type === 'action' && message.name === 'context-menu') return openHere();
    if (message.type === 'menu-open' && menu) {
      if (!isOpen) before = document.activeElement as HTMLElement | null;
      isOpen = true;
      over = overlay?.kind;
      moveInto([...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body);
      draw();
    } else if (isOpen && menu === null) {
      isOpen = false;
      const isDone = message.type === 'menu-close' && message.isDone;
      draw();
      moveInto(document.body);
      if (isDone || isFocusLost()) before?.focus();
      before = null;
    } else if (isOpen && overlay?.kind !== over) {
      close();
    } else if (message.type === 'menu-at') draw();
  };
}

const HOLDS_FIELDS: readonly string[] = ['operation-page', 'app-setting'];
const isField = (element: Element) =>
  element.matches('textarea, input:not([type="checkbox"], [type="radio"], [type="range"])');
const isSelected = (element: Element) => {
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && selection.containsNode(element, true);
};

function below(element: Element): { x: number; y: number } {
  const { left, bottom } = element.getBoundingClientRect();
  return { x: left + 8, y: bottom };
}

const isInMenu = (target: EventTarget | null) =>
  target instanceof Element && target.closest('.contextmenu') !== null;

function openingOf(
  event: Pick<MouseEvent, 'target' | 'clientX' | 'clientY'>,
  isPointer: boolean,
  { shell }: Surroundings,
): Opening | null {
  const from = isPointer ? (event.target as Element) : document.activeElement;
  if (!from) return null;
  const { clientX: x, clientY: y } = event;
  if (from.closest('#terminal')) {
    // A field of the shell's own, such as that of Find.
    if (from instanceof HTMLInputElement) return null;
    const placed = shell().entryAt(isPointer ? y : null);
    const subject: Subject = {
      kind: 'line',
      facts: placed?.facts ?? null,
      hasSelection: shell().hasSelection(),
    };
    return isPointer || !placed ? { subject, x, y } : { subject, x: placed.x, y: placed.y };
  }
  const found = targetOf(from, isPointer);
  // What is larger than a row holds fields and texts, which have the system's menu.
  if (found && HOLDS_FIELDS.includes(found.target.kind) && (isField(from) || (isPointer && isSelected(from))))
    return null;
  if (!found) return null;
  if (isPointer) return { subject: found.target, x, y };
  // A whole page is large: the menu opens where the focus is.
  const at = found.target.kind === 'operation-page' ? below(from) : found.at;
  return { subject: found.target, ...at };
}
