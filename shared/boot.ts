import type { Change } from './change.ts';
import type { DemoStatus, SessionState, Settings, Topology } from './model.ts';
import type { Preferences } from './preferences.ts';
import type { SavedConnections } from './saved-connection.ts';
import type { ScanState } from './scan-model.ts';

/** What the window needs before its first paint. */
export interface Boot {
  version: string;
  settings: Settings;
  session: SessionState;
  /** Every shell, `session` the first of them. */
  shells: SessionState[];
  topology: Topology | null;
  /** Oldest first. */
  changes: Change[];
  scan: ScanState | null;
  connections: SavedConnections;
  demo: DemoStatus;
  /** `redis-server 7.0.15`, or null where none is on this computer. */
  redisServer: string | null;
  /** Of `~/.redisclirc`, as redis-cli reads it. */
  preferences: Preferences;
}
