/** The Operations view: choose, plan, start, watch, report, undo. */
import './operations.css';
import './figures.css';
import './forms.css';
import { late } from '../../kit/late.tsx';
import type { FeatureWithState } from '../../window/feature.ts';
import { cancelOverlay } from './cancel-dialog.tsx';
import { performOperations } from './effects.ts';
import { isRunning, isWide, NO_OPERATIONS, openOperations, reduceOperations } from './state.ts';
import { percentOf } from './figures.ts';
import { words } from './words.ts';

const OperationsView = late(async () => (await import('./operations-view.tsx')).OperationsView);

export const operations = {
  initial: () => NO_OPERATIONS,
  reduce: reduceOperations,
  perform: performOperations,
  view: OperationsView,
  isWide,
  badge({ operations: own }) {
    const { status } = own;
    const open = openOperations(own).length;
    if (isRunning(own))
      return { count: 1, isBad: status!.conflict !== null, label: words.badge.running(percentOf(status!)) };
    return open > 0 ? { count: open, isBad: true, label: words.badge.open(open) } : null;
  },
  overlays: { 'cancel-operation': cancelOverlay },
} satisfies FeatureWithState<'operations'>;
