/** The settings of the app. */
import './app-settings.css';
import { late } from '../../kit/late.tsx';
import type { FeatureWithState } from '../../window/feature.ts';
import { performSettings } from './effects.ts';
import { NO_PAGE, reducePage } from './state.ts';

const SettingsView = late(async () => (await import('./settings-view.tsx')).SettingsView);

export const appSettings = {
  initial: () => NO_PAGE,
  reduce: reducePage,
  perform: performSettings,
  view: SettingsView,
  isWide: ({ view }) => view === 'app-settings',
} satisfies FeatureWithState<'app-settings'>;
