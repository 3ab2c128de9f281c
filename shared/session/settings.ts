/** The settings of the app. Plain data only. */
import type { RedirectMode } from './session.ts';

/** How strings in replies are shown: text that can be read as it is, or every byte as redis-cli prints it. */
export type Escape = 'readable' | 'redis-cli';

export interface Settings {
  theme: 'system' | 'dark' | 'light';
  nodesWidth: number;
  inspectorWidth: number;
  nodesShown: boolean;
  inspectorShown: boolean;
  editorShown: boolean;
  editorHeight: number;
  mode: RedirectMode;
  escape: Escape;
  /** When several pasted lines are confirmed first; on production they always are. */
  pasteConfirm: 'writes' | 'always' | 'never';
  /** Whether MONITOR shows what the app asks itself. */
  monitorOwn: boolean;
}
