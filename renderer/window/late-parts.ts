/** The parts of the window that are loaded after the first prompt, and the states that must wait for them. */
import { isLateLoaded, loadLate } from '../kit/late.tsx';
import type { State } from './state.ts';

/** Whether anything but the shell, the Nodes panel and the trace is drawn. */
const needsLate = ({ started, view, tab, overlay, menu, walk }: State): boolean =>
  !started || view !== 'shell' || tab !== 'trace' || overlay !== null || menu !== null || walk.isOpen;

/** What a state has to wait for before it can be drawn; null for nothing. */
export const lateFor = (state: State): Promise<void> | null =>
  isLateLoaded() || !needsLate(state) ? null : loadLate();
