/** The create wizard. */
import './create-wizard.css';
import './placement.css';
import { late } from '../../kit/late.tsx';
import type { FeatureWithState } from '../../window/feature.ts';
import { performCreate } from './effects.ts';
import { NO_CREATION, reduceCreate } from './state.ts';

const WizardView = late(async () => (await import('./wizard-view.tsx')).WizardView);

export const create = {
  initial: () => NO_CREATION,
  reduce: reduceCreate,
  perform: performCreate,
  view: WizardView,
  isWide: ({ view }) => view === 'create',
} satisfies FeatureWithState<'create'>;
