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
  /** On what holds the list and, above it, its filter: arrow down leads from there to the tab stop. */
  onKeyDown: (event: KeyboardEvent) => void;
  onFocusIn: (event: FocusEvent) => void;
}

const rowOf = (target: EventTarget | null) =>
  (target as HTMLElement | null)?.closest<HTMLElement>('[data-row]')?.dataset['row'] ?? null;

const clamp = (index: number, last: number) => Math.min(last, Math.max(0, index));

const focusRow = (within: HTMLElement, row: string) =>
  within.querySelector<HTMLElement>(`[data-row="${CSS.escape(row)}"]`)?.focus();

/**
 * `order`: the names of the rows in their order; `at`: the tab stop, which the list must keep drawn; `move` changes it.
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
    focusRow(within, row);
  });

  return {
    onKeyDown(event) {
      const step = STEPS[event.key];
      const from = rowOf(event.target);
      const inField = event.target instanceof HTMLInputElement && event.key === 'ArrowDown';
      if (step === undefined || order.length === 0 || (from === null && !inField)) return;
      event.preventDefault();
      const to = inField ? (at ?? order[0]!) : order[clamp(order.indexOf(from!) + step, order.length - 1)]!;
      const within = event.currentTarget as HTMLElement;
      if (to === at) focusRow(within, to);
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
