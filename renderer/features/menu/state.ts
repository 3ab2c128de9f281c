/** The context menu that is open: what it is about, where, and the item that has the keyboard. */
import type { Message } from '../../window/message.ts';
import type { State } from '../../window/state.ts';
import { itemsOf, type Subject } from './items.ts';

export interface OpenMenu {
  subject: Subject;
  /** In pixels of the window: the corner it opens from. */
  x: number;
  y: number;
  /** Id of the item that has the keyboard. */
  at: string;
}

declare module '../../window/contract.ts' {
  interface FeatureStates {
    /** Null while none is open. */
    menu: OpenMenu | null;
  }
  interface Messages {
    menu:
      | { type: 'menu-open'; subject: Subject; x: number; y: number }
      | { type: 'menu-at'; item: string }
      /** `isDone`: the focus goes back to where it was. */
      | { type: 'menu-close'; isDone: boolean };
  }
}

export function reduceMenu(menu: OpenMenu | null, message: Message, before: State): OpenMenu | null {
  switch (message.type) {
    case 'menu-open': {
      const { subject, x, y } = message;
      const items = itemsOf(subject, before).flat();
      const first = items.find(({ why }) => why === null) ?? items[0];
      return first ? { subject, x, y, at: first.id } : null;
    }
    case 'menu-at':
      return menu && { ...menu, at: message.item };
    case 'menu-close':
    // The menu closes when the thing under it changes.
    case 'action':
    case 'view':
    case 'tab':
    case 'resized':
    case 'show-shell':
    case 'close-shell':
      return null;
    default:
      return menu;
  }
}
