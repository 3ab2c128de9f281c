/** Draws the state once a frame, or at once if an event is about to act on the drawn page. */
import type { Store } from '../kit/store.ts';
import { drawFrame } from './frame.tsx';
import type { Message } from './message.ts';
import type { State } from './state.ts';

/** Events that act on the drawn page. */
const ACTING = ['keydown', 'pointerdown', 'click', 'submit'];

export interface Drawing {
  /** The state has changed: draws it with the next frame. */
  ask(): void;
  /** Draws it now if it has changed. */
  now(): void;
  /** Draws it for the first time. */
  begin(): void;
}

/** `onStarted` is called once the first-run screen is gone. */
export function createDrawing({ state, send }: Store<State, Message>, onStarted: () => void): Drawing {
  let isAsked = false;
  let isStarted = false;
  function draw(): void {
    const now = state();
    drawFrame(now, send);
    if (now.started && !isStarted) onStarted();
    isStarted = now.started;
  }
  function now(): void {
    // A key or a click may have drawn before the frame that was asked for.
    if (!isAsked) return;
    isAsked = false;
    draw();
  }
  return {
    ask() {
      if (!isAsked) requestAnimationFrame(now);
      isAsked = true;
    },
    now,
    begin() {
      // What was typed just before a key or a click must be drawn when that acts. The shell draws itself.
      const terminal = document.getElementById('terminal')!;
      const onActing = ({ type, target }: Event) => {
        if (terminal.contains(target as Node) || (type === 'click' && isTicked(target))) return;
        now();
      };
      for (const type of ACTING) window.addEventListener(type, onActing, true);
      draw();
    },
  };
}

/** The browser has ticked it before its click is dispatched: drawing the state of before would untick it, and lose the key or click. */
const isTicked = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement && (target.type === 'checkbox' || target.type === 'radio');

export const afterPaint = (act: () => void) => requestAnimationFrame(() => requestAnimationFrame(act));
