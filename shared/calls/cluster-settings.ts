/** The call of the Settings view. */
import type { ClusterSettings } from '../operations/cluster-settings.ts';
import { call, returns } from './call.ts';
import { nothing } from './fields.ts';

export const clusterSettingCalls = {
  /** Asks every node for all its settings. Rejects with `not-connected` without a cluster. */
  clusterSettings: call(nothing, returns<ClusterSettings>()),
};
