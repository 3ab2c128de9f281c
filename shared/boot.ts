import type { Change } from './cluster/change.ts';
import type { Topology } from './cluster/topology.ts';
import type { DemoStatus } from './cluster/demo.ts';
import type { Notice } from './session/notice.ts';
import type { SessionState } from './session/session.ts';
import type { Settings } from './session/settings.ts';
import type { Preferences } from './session/preferences.ts';
import type { SavedConnections } from './connections/saved-connection.ts';
import type { ScanState } from './slots/scan-model.ts';

/** What the window needs before its first paint. */
export interface Boot {
  version: string;
  /** The Electron that runs, and the one that package.json names: any other is only for development and tests. */
  electron: { running: string; wanted: string };
  settings: Settings;
  session: SessionState;
  /** Every shell, `session` the first of them. */
  shells: SessionState[];
  topology: Topology | null;
  /** Oldest first. */
  changes: Change[];
  scan: ScanState | null;
  connections: SavedConnections;
  /** Id of the saved connection to begin with; null for none, and where it was said before. */
  begin: string | null;
  demo: DemoStatus;
  /** `redis-server 7.0.15`, or null where none is on this computer. */
  redisServer: string | null;
  /** Told of before there was a window. */
  notices: Notice[];
  /** Of `~/.redisclirc`, as redis-cli reads it. */
  preferences: Preferences;
}
