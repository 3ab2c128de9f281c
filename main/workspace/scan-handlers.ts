/** The calls about the scan by hash tag. */
import type { HandlersOf } from '../../shared/calls/call.ts';
import type { scanCalls } from '../../shared/calls/scan.ts';
import { writeText } from '../storage/text-file.ts';
import type { Desktop } from './desktop.ts';
import type { Workspace } from './workspace.ts';

export function createScanHandlers(workspace: Workspace, desktop: Desktop): HandlersOf<typeof scanCalls> {
  const { scans } = workspace;
  return {
    startScan: (options) => scans.start(() => workspace.connected.cluster, options),
    pauseScan: () => scans.current.pause(),
    resumeScan: () => scans.current.resume(),
    stopScan: () => scans.current.stop(),
    scanTags: (query) => scans.current.tagsInTurns(query),
    scanPrefixes: (query) => scans.current.prefixes(query),
    startBiggestKeys: () => scans.startSearch(() => workspace.connected.cluster),
    stopBiggestKeys: () => scans.stopSearch(),
    exportScan: async ({ form }) => {
      // Before the user chooses a file: export() refuses while the scan is running.
      const pieces = scans.current.export(form);
      const path = await desktop.chooseFile(`hash-tags.${form}`);
      if (path !== null) await writeText(path, pieces);
      return path;
    },
  };
}
