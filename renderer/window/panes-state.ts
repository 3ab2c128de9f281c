/** Which shells are shown: one, or two in panes beside or above each other. The focused pane has the active shell. Pure. */
import type { ActionName } from '../../shared/actions.ts';
import { PANE_SHARE, type Split, type SplitDirection } from '../../shared/session/shown.ts';
import type { Message } from './message.ts';
import type { State } from './state.ts';

/** The shells on the screen, in their order. */
export const shownShells = ({ split, active }: Pick<State, 'split' | 'active'>): readonly number[] =>
  split?.panes ?? [active];

/** The shell in the other pane; null if there is none. */
export function otherPane({ split, active }: Pick<State, 'split' | 'active'>): number | null {
  if (!split) return null;
  const [first, second] = split.panes;
  return first === active ? second : first;
}

/** Returns the split if it is valid: two different shells that exist, one of them active; else null. */
export const validSplit = (split: Split | null, active: number, shells: readonly number[]): Split | null =>
  split !== null &&
  new Set(split.panes).size === 2 &&
  split.panes.includes(active) &&
  split.panes.every((shell) => shells.includes(shell))
    ? split
    : null;

/** Shows a shell in the focused pane, unless it has a pane: then that one is focused. */
export function showShell(state: State, shell: number): State {
  const session = state.sessions[shell];
  if (!session) return state;
  const { split, active } = state;
  const [first, second] = split?.panes ?? [];
  const panes =
    split === null || split.panes.includes(shell)
      ? split
      : {
          ...split,
          panes: [first === active ? shell : first!, second === active ? shell : second!] as const,
        };
  return { ...state, active: shell, session, split: panes, view: 'shell' };
}

/** Shows a shell in the other pane, which opens if need be, and focuses it. */
export function splitWith(state: State, shell: number, direction: SplitDirection): State {
  if (!(shell in state.sessions)) return state;
  if (state.split?.panes.includes(shell)) return showShell(turned(state, direction), shell);
  const share = state.split?.share ?? PANE_SHARE.first;
  return showShell({ ...state, split: { direction, panes: [state.active, shell], share } }, shell);
}

const turned = (state: State, direction: SplitDirection): State =>
  state.split ? { ...state, split: { ...state.split, direction } } : state;

/** The shell after the active one; null if it is the only one. */
function nextShell({ sessions, active }: State): number | null {
  const ids = Object.keys(sessions).map(Number);
  return ids.length === 1 ? null : ids[(ids.indexOf(active) + 1) % ids.length]!;
}

function reduceAction(state: State, name: ActionName): State {
  switch (name) {
    case 'split-right':
    case 'split-down': {
      const direction = directionOf(name);
      if (state.split) return showShell(turned(state, direction), state.active);
      const next = nextShell(state);
      // shell-effects.ts opens one more shell then.
      return next === null ? state : splitWith(state, next, direction);
    }
    case 'close-pane': {
      const other = otherPane(state);
      return other === null ? state : showShell({ ...state, split: null }, other);
    }
    case 'other-pane': {
      const other = otherPane(state);
      return other === null ? state : showShell(state, other);
    }
    default:
      return state;
  }
}

export const directionOf = (name: 'split-right' | 'split-down'): SplitDirection =>
  name === 'split-right' ? 'right' : 'down';

export function reducePanes(state: State, message: Message): State {
  switch (message.type) {
    case 'split-with':
      return splitWith(state, message.shell, message.direction);
    case 'pane-share': {
      const { min, max } = PANE_SHARE;
      const share = Math.round(Math.min(max, Math.max(min, message.share)));
      return state.split ? { ...state, split: { ...state.split, share } } : state;
    }
    case 'action':
      return reduceAction(state, message.name);
    default:
      return state;
  }
}
