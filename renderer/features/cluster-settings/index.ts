/** The settings of all nodes at once. */
import './cluster-settings.css';
import { late } from '../../kit/late.tsx';
import type { FeatureWithState } from '../../window/feature.ts';
import { performClusterSettings } from './effects.ts';
import { NO_SETTINGS, reduceClusterSettings } from './state.ts';

const ClusterSettingsView = late(async () => (await import('./settings-view.tsx')).ClusterSettingsView);

export const clusterSettings = {
  initial: () => NO_SETTINGS,
  reduce: reduceClusterSettings,
  perform: performClusterSettings,
  view: ClusterSettingsView,
  isWide: ({ view }) => view === 'cluster-settings',
} satisfies FeatureWithState<'cluster-settings'>;
