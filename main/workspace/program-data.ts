import type { Connections } from '../connections/connections.ts';
import type { LessonProgressFile } from '../lesson/progress-file.ts';
import type { LocalClusters } from '../local/local-clusters.ts';
import type { HistoryFiles } from '../storage/history.ts';
import type { SettingsFile } from '../storage/settings.ts';
import type { SnippetFile } from '../storage/snippets.ts';

/** Objects that all windows share. */
export interface ProgramData {
  settings: SettingsFile;
  histories: HistoryFiles;
  connections: Connections;
  lessons: LessonProgressFile;
  locals: LocalClusters;
  snippets: SnippetFile;
}
