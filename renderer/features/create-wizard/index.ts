/** The create wizard. */
import './create-wizard.css';
import './placement.css';
import type { FeatureWithState } from '../../window/feature.ts';
import { performCreate } from './effects.ts';
import { NO_CREATION, reduceCreate } from './state.ts';
import { WizardView } from './wizard-view.tsx';

export const create = {
  initial: () => NO_CREATION,
  reduce: reduceCreate,
  perform: performCreate,
  view: WizardView,
  isWide: ({ view }) => view === 'create',
} satisfies FeatureWithState<'create'>;
