/** The keys of the page: rows, details, the letters of a row's actions, map, report. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Message } from '../../window/message.ts';
import type { PanelProps } from '../../window/state.ts';
import { rowElementId } from './finding-row.tsx';
import { reportOf } from './report.ts';
import { currentRow } from './state.ts';
import { words } from './words.ts';

const STEPS: { readonly [key: string]: number } = {
  ArrowDown: 1,
  ArrowUp: -1,
  Home: -Infinity,
  End: Infinity,
};

export const useSituationKeys =
  ({ state, send }: PanelProps) =>
  (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    const step = STEPS[event.key];
    if (step !== undefined) {
      if (move(step, { state, send })) event.preventDefault();
      return;
    }
    // Enter and the space bar press the button that has the focus.
    if (event.key === 'Enter' && target.closest('button') !== null) return;
    const messages = messagesFor(event.key, state);
    if (messages.length === 0) return;
    event.preventDefault();
    for (const message of messages) send(message);
    // What was closed must not take the focus with it.
    if (event.key === 'Escape') focusRow(currentRow(state.situation)?.id);
  };

function move(step: number, { state, send }: PanelProps): boolean {
  const { situation } = state.situation;
  const rows = situation?.rows ?? [];
  const here = rows.findIndex(({ id }) => id === currentRow(state.situation)?.id);
  const to = rows[Math.min(rows.length - 1, Math.max(0, here + step))];
  if (!to) return false;
  send({ type: 'situation-at', row: to.id });
  focusRow(to.id);
  return true;
}

function focusRow(id: string | undefined): void {
  const element = id === undefined ? null : document.getElementById(rowElementId(id));
  element?.focus();
  element?.scrollIntoView({ block: 'nearest' });
}

/** A row that ends takes the focus with it: the current row gets it, or what the page begins with. */
export function useKeptFocus(current: string | undefined): (event: FocusEvent) => void {
  const last = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    if (last.current === null || last.current.isConnected || document.activeElement !== document.body) return;
    last.current = null;
    if (current === undefined) document.querySelector<HTMLElement>('.situation [data-entry]')?.focus();
    else focusRow(current);
  });
  return ({ target }) => {
    last.current = target as HTMLElement;
  };
}

function messagesFor(key: string, state: PanelProps['state']): Message[] {
  const { situation, action } = state.situation;
  const row = currentRow(state.situation);
  if (key === 'Escape') return action ? [{ type: 'situation-close' }] : [];
  if (key === 'Enter') return row ? [{ type: 'situation-details', row: row.id }] : [];
  const letter = key.toUpperCase();
  if (key.length !== 1) return [];
  if (row?.actions.some((one) => one.key === letter))
    return [{ type: 'situation-action', row: row.id, key: letter }];
  if (letter === 'M') return onMap(row?.slots ?? []);
  if (letter === 'C' && situation)
    return [{ type: 'situation-copy', text: reportOf(situation, state.topology), note: words.copiedReport }];
  return [];
}

const onMap = ([range]: readonly { first: number; last: number }[]): Message[] => [
  ...(range
    ? [
        { type: 'map-cursor' as const, slot: range.last, extend: false },
        { type: 'map-cursor' as const, slot: range.first, extend: true },
      ]
    : []),
  { type: 'action', name: 'show-map' },
];
