/** The shell and the view that a window shows, as they come back at the next start. Plain data only. */
import { ACTIONS, type Action, type ViewName } from '../actions.ts';

export type LastingView = 'shell' | ViewName;

const views = (ACTIONS as readonly Action[]).filter(({ opens, isRare }) => opens === 'view' && !isRare);

/** A view that is opened rarely, for one purpose, does not come back. */
export const LASTING_VIEWS = [
  'shell',
  ...views.map(({ name }) => name.replace(/^show-/, '') as ViewName),
] as const satisfies readonly LastingView[];

export interface Shown {
  /** SessionState.shell. */
  shell: number;
  view: LastingView;
}
