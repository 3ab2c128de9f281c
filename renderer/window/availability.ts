/** Which actions can be used now. Pure. */
import type { ActionName } from '../../shared/actions.ts';
import type { State } from './state.ts';

/** They act on shells, panes and panels, which the start page covers: nothing would show what they did. */
const COVERED: ReadonlySet<ActionName> = new Set([
  'new-shell',
  'close-shell',
  'next-shell',
  'previous-shell',
  'focus-shell',
  'paste',
  'find',
  'clear',
  'clear-history',
  'cancel',
  'split-right',
  'split-down',
  'other-pane',
  'close-pane',
  'broadcast',
  'toggle-nodes',
  'toggle-inspector',
  'toggle-editor',
]);

export const isAvailable = (name: ActionName, { started }: Pick<State, 'started'>): boolean =>
  started || !COVERED.has(name);
