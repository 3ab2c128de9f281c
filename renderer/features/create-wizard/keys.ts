/** The keys of the wizard: on and back everywhere, and those that change the placement. */
import type { Message } from '../../window/message.ts';
import type { PanelProps, State } from '../../window/state.ts';
import { nextOf, previousOf } from './next.ts';

export const useCreateKeys =
  ({ state, send }: PanelProps) =>
  (event: KeyboardEvent): void => {
    if (moveFocus(event)) return event.preventDefault();
    const message = messageFor(event, state);
    if (!message) return;
    event.preventDefault();
    send(message);
  };

function messageFor(event: KeyboardEvent, { create: own }: State): Message | null {
  const { key, altKey } = event;
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand && key === 'Enter') return own.asking === null ? nextOf(own) : null;
  if (isCommand || altKey) return null;
  if (key === 'Escape') {
    if (own.picked !== null) return { type: 'create-drop' };
    const back = previousOf(own);
    return back && { type: 'create-step', step: back };
  }
  if (key === 'F5' && own.step === 'answers' && own.asking === null) return { type: 'create-inspect' };
  const address = (event.target as HTMLElement).closest<HTMLElement>('[data-node]')?.dataset['node'];
  if (address === undefined) return null;
  if (key.toUpperCase() === 'P') return { type: 'create-promote', address };
  return /^[1-9]$/.test(key) ? { type: 'create-move', address, shard: Number(key) - 1 } : null;
}

const STEPS: { readonly [key: string]: readonly [column: number, row: number] } = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Arrows go to the nearest node in that direction, as drawn. */
function moveFocus(event: KeyboardEvent): boolean {
  const step = STEPS[event.key];
  const from = (event.target as HTMLElement).closest<HTMLElement>('[data-node]');
  if (!step || !from || event.ctrlKey || event.altKey || event.metaKey) return false;
  const here = middleOf(from);
  let best: { node: HTMLElement; far: number } | null = null;
  for (const node of document.querySelectorAll<HTMLElement>('.create [data-node]')) {
    const there = middleOf(node);
    const [dx, dy] = [there.x - here.x, there.y - here.y];
    const along = dx * step[0] + dy * step[1];
    const across = Math.abs(dx * step[1]) + Math.abs(dy * step[0]);
    if (along < 4) continue;
    // Distance across the direction counts double, so the next node in the row or column comes first.
    const far = along + 2 * across;
    if (!best || far < best.far) best = { node, far };
  }
  best?.node.focus();
  return best !== null;
}

function middleOf(element: HTMLElement): { x: number; y: number } {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
