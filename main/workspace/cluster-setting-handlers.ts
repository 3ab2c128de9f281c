/** The call of the Settings view. */
import type { HandlersOf } from '../../shared/calls/call.ts';
import type { clusterSettingCalls } from '../../shared/calls/cluster-settings.ts';
import { readConfFile } from '../storage/conf-file.ts';
import type { Operations } from './operations.ts';

export const createClusterSettingHandlers = (
  operations: Operations,
): HandlersOf<typeof clusterSettingCalls> => ({
  clusterSettings: async () => {
    const { readClusterSettings } = await import('../cluster/operations/inspecting/cluster-settings.ts');
    const { readClusterFrom } = await import('../cluster/operations/reading/read-cluster.ts');
    const nodes = operations.nodes();
    try {
      const reading = await readClusterFrom(nodes, operations.seeds);
      return await readClusterSettings(nodes, reading, readConfFile);
    } finally {
      nodes.close();
    }
  },
});
