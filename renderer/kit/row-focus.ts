/** The keyboard in a long list: one tab stop, arrows between rows. Only the rows in view are in the document. */
import { useLayoutEffect, useRef } from 'preact/hooks';

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

const rowOf = (target: EventTarget | null) =>
  (target as HTMLElement | null)?.closest<HTMLElement>('[data-row]')?.dataset['row'] ?? null;

/**
 * `order`: the rows' names in their order; `at`: the tab stop, which the list must keep drawn; `move` changes it.
 * The element that takes a row's focus has its name in `data-row`.
 */
export function useRowFocus(
  order: readonly string[],
  at: string | null,
  move: (to: string) => void,
): RowFocus {
  const wanted = useRef<{ row: string; within: HTMLElement } | null>(null);

  // The row is drawn by now, in view or not.
  useLayoutEffect(() => {
    if (!wanted.current || wanted.current.row !== at) return;
    const { row, within } = wanted.current;
    wanted.current = null;
    within.querySelector<HTMLElement>(`[data-row="${CSS.escape(row)}"]`)?.focus();
  });

  return {
    onKeyDown(event) {
      const step = STEPS[event.key];
      const from = rowOf(event.target);
      const inField = event.target instanceof HTMLInputElement && event.key === 'ArrowDown';
      if (step === undefined || order.length === 0 || (from === null && !inField)) return;
      event.preventDefault();
      const here = from === null ? -1 : order.indexOf(from);
      const to = order[Math.min(order.length - 1, Math.max(0, here + step))]!;
      const within = event.currentTarget as HTMLElement;
      if (to === at) within.querySelector<HTMLElement>(`[data-row="${CSS.escape(to)}"]`)?.focus();
      else {
        wanted.current = { row: to, within };
        move(to);
      }
    },
    onFocusIn(event) {
      const row = rowOf(event.target);
      if (row !== null && row !== at) move(row);
    },
  };
}
