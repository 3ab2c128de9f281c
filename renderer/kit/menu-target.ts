/** What a context menu is about. An element says it in `data-menu`; renderer/features/menu reads it. */
import type { ViewName } from '../../shared/actions.ts';
import type { ShownSetting } from '../../shared/session/settings.ts';
import type { NodeAddress } from '../../shared/cluster/topology.ts';

export type MenuTarget =
  | { kind: 'node'; address: NodeAddress }
  /** A process of a local cluster. */
  | { kind: 'local-node'; id: string; port: number }
  | { kind: 'shard'; number: number }
  | { kind: 'slots'; first: number; last: number }
  /** `hex` is null for a key that is too long for an attribute. */
  | { kind: 'key'; hex: string | null }
  /** A hash tag, without its braces. */
  | { kind: 'tag'; hex: string | null; slot: number }
  | { kind: 'prefix'; hex: string | null; slot: number }
  /** A shell's tab. */
  | { kind: 'shell'; id: number }
  /** A view's tab. */
  | { kind: 'view'; name: ViewName }
  /** A row of the app's own settings. */
  | { kind: 'app-setting'; name: ShownSetting }
  /** A row of the Situation page, by its id. */
  | { kind: 'finding'; id: string }
  /** A saved connection, or one that is not saved yet. */
  | { kind: 'connection'; id: string }
  | { kind: 'snippet'; id: string }
  /** An entry of the trace, by its execution, which each shell counts by itself. */
  | { kind: 'trace'; shell: number; id: number }
  /** An entry of the timeline. */
  | { kind: 'change'; id: number; group: ChangeGroup }
  /** A setting of the cluster's nodes. */
  | { kind: 'setting'; name: string }
  /** An operation that a journal tells of. */
  | { kind: 'operation'; name: string }
  /** The plan, or the operation with its report, that the Operations view shows; a step of it by its number, 0 and up. */
  | { kind: 'operation-page' }
  | { kind: 'step'; number: number }
  | CellTarget
  /** An element of a reply, by the path to it from what is shown. */
  | { kind: 'element'; path: readonly number[]; part: 'value' | 'several'; canOpen: boolean };

/** A cell of a reply as a table. */
export interface CellTarget {
  kind: 'cell';
  /** As the reply has it, whatever the order. */
  row: number;
  column: number;
  label: string;
  part: 'value' | 'several' | 'none';
  /** False if only pages of the reply are in the window. */
  isWhole: boolean;
  canSort: boolean;
  /** The command that would write the row; null if there is none. */
  command: string | null;
}

/** Kinds of changes that the timeline shows and hides together. */
export type ChangeGroup = 'slots' | 'nodes' | 'redirects';

export interface MenuAttributes {
  'data-menu': string;
  /** What the pointer is over, if that is a part of the element only. */
  'data-menu-pointer'?: string;
  /** Pixels from the element's corner to where the menu opens by keyboard: `x y`. */
  'data-menu-anchor'?: string;
}

interface Parts {
  pointer?: MenuTarget;
  anchor?: { x: number; y: number };
}

/** Attributes of the element that a menu is for. */
export const menuTarget = (target: MenuTarget, { pointer, anchor }: Parts = {}): MenuAttributes => ({
  'data-menu': JSON.stringify(target),
  ...(pointer && { 'data-menu-pointer': JSON.stringify(pointer) }),
  ...(anchor && { 'data-menu-anchor': `${Math.round(anchor.x)} ${Math.round(anchor.y)}` }),
});

/** Bytes that an attribute takes: rows are drawn often. */
const LONGEST = 2000;

export const menuBytes = (bytes: Uint8Array): string | null =>
  bytes.length > LONGEST ? null : Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The bytes of `hex`, as menuBytes made it. */
export const bytesOfHex = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));

export interface FoundTarget {
  target: MenuTarget;
  /** The element that has it. */
  element: HTMLElement;
  /** By keyboard: where the menu opens, in pixels of the window. */
  at: { x: number; y: number };
}

/** The target of an element or of what it is in; for the keyboard, that of the row which the element names as its active one. */
export function targetOf(from: Element | null, isPointer: boolean): FoundTarget | null {
  const active = isPointer ? null : from?.getAttribute('aria-activedescendant');
  const start = (active && document.getElementById(active)) || from;
  const element = start?.closest<HTMLElement>('[data-menu]');
  if (!element) return null;
  const { menu, menuPointer, menuAnchor } = element.dataset;
  const { left, top, bottom } = element.getBoundingClientRect();
  const [x, y] = menuAnchor?.split(' ').map(Number) ?? [];
  return {
    target: JSON.parse((isPointer && menuPointer) || menu!) as MenuTarget,
    element,
    at: x === undefined || y === undefined ? { x: left + 8, y: bottom } : { x: left + x, y: top + y },
  };
}
