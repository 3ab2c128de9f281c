import type { Change } from './cluster/change.ts';
import type { Topology } from './cluster/topology.ts';
import type { DemoStatus } from './cluster/demo.ts';
import type { LanguageName } from './language/language.ts';
import type { LessonProgress, LessonStatus } from './lessons/lesson.ts';
import type { Notice } from './session/notice.ts';
import type { Shown } from './session/shown.ts';
import type { SessionState } from './session/session.ts';
import type { Settings } from './session/settings.ts';
import type { Preferences } from './session/preferences.ts';
import type { UpdateStatus } from './updates.ts';
import type { SavedConnections } from './connections/saved-connection.ts';
import type { BiggestKeys } from './slots/biggest-keys.ts';
import type { ScanState } from './slots/scan-model.ts';

/** What a window begins with: a saved connection, by its id, or a text for the connect field. An offer waits for the user. */
export type Beginning = { connect: string } | { offer: string } | { offerText: string };

/** Data the window needs before its first paint. */
export interface Boot {
  version: string;
  /** The running version of Electron, and the one that package.json names: any other is only for development and tests. */
  electron: { running: string; wanted: string };
  settings: Settings;
  /** The language to draw in while the setting leaves it to the system. */
  systemLanguage: LanguageName;
  session: SessionState;
  /** Every shell; `session` is the first of them. */
  shells: SessionState[];
  topology: Topology | null;
  /** Oldest first. */
  changes: Change[];
  scan: ScanState | null;
  biggestKeys: BiggestKeys | null;
  connections: SavedConnections;
  /** Null if there is nothing, or if an earlier boot has returned it. */
  begin: Beginning | null;
  /** What an earlier page, or an earlier start, showed. */
  shown: Shown;
  demo: DemoStatus;
  lesson: LessonStatus;
  /** Where the user was in the lessons; null if they were never begun. */
  lessonProgress: LessonProgress | null;
  /** True if the program was started with --learn, until a boot has returned it. */
  learn: boolean;
  /** `redis-server 7.0.15`, or null if none is installed. */
  redisServer: string | null;
  update: UpdateStatus;
  /** Sent before there was a page. */
  notices: Notice[];
  /** From `~/.redisclirc`, as redis-cli reads it. */
  preferences: Preferences;
}
