/** The settings of the app. */
import './app-settings.css';
import type { FeatureWithState } from '../../window/feature.ts';
import { performSettings } from './effects.ts';
import { SettingsView } from './settings-view.tsx';
import { NO_PAGE, reducePage } from './state.ts';

export const appSettings = {
  initial: () => NO_PAGE,
  reduce: reducePage,
  perform: performSettings,
  view: SettingsView,
  isWide: ({ view }) => view === 'app-settings',
} satisfies FeatureWithState<'app-settings'>;
