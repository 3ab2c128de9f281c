/** The keys of the view. Letters and the space bar act outside of text fields and buttons only. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Plan } from '../../../shared/operations/plan.ts';
import type { Message } from '../../window/message.ts';
import type { PanelProps, State } from '../../window/state.ts';
import { faster, slower } from './figures.ts';
import { isRunning, isStopping } from './state.ts';
import { isPaced } from './watched.ts';

export const useOperationKeys =
  ({ state, send }: PanelProps) =>
  (event: KeyboardEvent): void => {
    const message = messageFor(event, state);
    if (!message) return;
    event.preventDefault();
    send(message);
  };

/** What goes takes the focus with it, such as a button of a state that is over: the page's entry gets it. */
export function useKeptFocus(): (event: FocusEvent) => void {
  const last = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    if (last.current === null || last.current.isConnected || document.activeElement !== document.body) return;
    last.current = null;
    document.querySelector<HTMLElement>('.operations [data-entry]')?.focus();
  });
  return ({ target }) => {
    last.current = target as HTMLElement;
  };
}

function messageFor(event: KeyboardEvent, state: State): Message | null {
  const { operations: own } = state;
  const { key, altKey, shiftKey } = event;
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand && !altKey && !shiftKey && key === '.')
    return isRunning(own) && !isStopping(own.status!) ? { type: 'operations-ask-cancel' } : null;
  if (isCommand || altKey) return null;
  if (key === 'Escape') return escapeFrom(own);
  if (isTyping(event.target as HTMLElement)) return null;
  if (key === ' ') return (event.target as HTMLElement).closest('button, summary') ? null : spaceFor(state);
  return letterFor(key, state);
}

/** One page back; a running operation stays on the screen. */
function escapeFrom(own: State['operations']): Message | null {
  if (own.page === 'form' || own.page === 'plan') return { type: 'operations-back' };
  return own.page === 'watch' && !isRunning(own) ? { type: 'operations-choose' } : null;
}

const isTyping = (target: HTMLElement) =>
  target.closest('input:not([type="range"], [type="radio"], [type="checkbox"]), textarea') !== null;

function spaceFor({ operations: own }: State): Message | null {
  const { page, status } = own;
  if (page !== 'watch' || status === null) return null;
  if (isRunning(own)) return isStopping(status) ? null : { type: 'operations-steer', wish: 'pause' };
  return status.state === 'paused' ? { type: 'operations-resume', name: status.name } : null;
}

function letterFor(key: string, { operations: own }: State): Message | null {
  const { page, status, watched } = own;
  const letter = key.toUpperCase();
  if (letter === 'C' && (page === 'plan' || page === 'watch'))
    return { type: 'operations-fold', fold: 'commands' };
  if (letter === 'L') return bigLastFor(own);
  if (page !== 'watch' || status === null || watched === null) return null;
  if (letter === 'J') return { type: 'operations-fold', fold: 'journal' };
  if (!isRunning(own) || !isPaced(status.plan)) return null;
  if (key === '[') return { type: 'operations-pace', limit: slower(watched.limit) };
  return key === ']' ? { type: 'operations-pace', limit: faster(watched.limit) } : null;
}

function bigLastFor(own: State['operations']): Message | null {
  const { page, status, offered, isBigLast } = own;
  const isOf = (plan: Plan | undefined, isLast: boolean): Message | null =>
    plan && plan.bigSlots.length > 0 ? { type: 'operations-big-last', isLast: !isLast } : null;
  if (page === 'plan') return isOf(offered?.plan, isBigLast);
  return page === 'watch' && isRunning(own) ? isOf(status?.plan, status!.isBigLast) : null;
}
