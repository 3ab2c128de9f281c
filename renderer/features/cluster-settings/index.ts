/** The settings of all nodes at once. */
import './cluster-settings.css';
import type { FeatureWithState } from '../../window/feature.ts';
import { performClusterSettings } from './effects.ts';
import { ClusterSettingsView } from './settings-view.tsx';
import { NO_SETTINGS, reduceClusterSettings } from './state.ts';

export const clusterSettings = {
  initial: () => NO_SETTINGS,
  reduce: reduceClusterSettings,
  perform: performClusterSettings,
  view: ClusterSettingsView,
  isWide: ({ view }) => view === 'cluster-settings',
} satisfies FeatureWithState<'cluster-settings'>;
