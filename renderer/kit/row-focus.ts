/** The keyboard in a long list of nodes: one tab stop, arrows between rows. Only the nodes in view are in the document. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { NodeAddress } from '../../shared/cluster/topology.ts';

const PAGE = 10;
const STEPS: { readonly [key: string]: number } = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE,
  PageUp: -PAGE,
  Home: -Infinity,
  End: Infinity,
};

export interface RowFocus {
  /** On what holds the list and, above it, its filter: arrow down leads from there to the rows. */
  onKeyDown: (event: KeyboardEvent) => void;
  onFocusIn: (event: FocusEvent) => void;
}

const addressOf = (target: EventTarget | null) => (target as HTMLElement | null)?.dataset?.['node'] ?? null;

/**
 * `order`: the nodes in their order; `at`: the tab stop, which the list must keep drawn; `move` changes it.
 * The element that takes a node's focus has its address in `data-node`.
 */
export function useRowFocus(
  order: readonly NodeAddress[],
  at: NodeAddress | null,
  move: (to: NodeAddress) => void,
): RowFocus {
  const wanted = useRef<{ node: NodeAddress; within: HTMLElement } | null>(null);

  // The row is drawn by now, in view or not.
  useLayoutEffect(() => {
    if (!wanted.current || wanted.current.node !== at) return;
    const { node, within } = wanted.current;
    wanted.current = null;
    within.querySelector<HTMLElement>(`[data-node="${CSS.escape(node)}"]`)?.focus();
  });

  return {
    onKeyDown(event) {
      const step = STEPS[event.key];
      const from = addressOf(event.target);
      const inField = event.target instanceof HTMLInputElement && event.key === 'ArrowDown';
      if (step === undefined || order.length === 0 || (from === null && !inField)) return;
      event.preventDefault();
      const here = from === null ? -1 : order.indexOf(from);
      const to = order[Math.min(order.length - 1, Math.max(0, here + step))]!;
      const within = event.currentTarget as HTMLElement;
      if (to === at) within.querySelector<HTMLElement>(`[data-node="${CSS.escape(to)}"]`)?.focus();
      else {
        wanted.current = { node: to, within };
        move(to);
      }
    },
    onFocusIn(event) {
      const node = addressOf(event.target);
      if (node !== null && node !== at) move(node);
    },
  };
}
