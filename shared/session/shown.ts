/** The shells and the view that a window shows, as they come back at the next start. Plain data only. */
import { ACTIONS, type Action, type ViewName } from '../actions.ts';

export type LastingView = 'shell' | ViewName;

const views = (ACTIONS as readonly Action[]).filter(({ opens, isRare }) => opens === 'view' && !isRare);

/** A view that is opened rarely, for one purpose, does not come back. */
export const LASTING_VIEWS = [
  'shell',
  ...views.map(({ name }) => name.replace(/^show-/, '') as ViewName),
] as const satisfies readonly LastingView[];

/** Where the second pane is: right of the first one, or below it. */
export const SPLIT_DIRECTIONS = ['right', 'down'] as const;
export type SplitDirection = (typeof SPLIT_DIRECTIONS)[number];

/** Percent of the room that the first pane may have. */
export const PANE_SHARE = { min: 20, max: 80, first: 50 } as const;

/** Two shells that are shown at once. */
export interface Split {
  direction: SplitDirection;
  /** Two different shells: that of the left or upper pane first. */
  panes: readonly [first: number, second: number];
  /** Whole percent, as PANE_SHARE has it. */
  share: number;
}

export interface Shown {
  /** SessionState.shell of the shell that is shown, or of the focused pane. */
  shell: number;
  /** Null if one shell has the whole room. */
  split: Split | null;
  view: LastingView;
}
