/** Newer versions of the app. What comes of it is the event `update`. */
import { call, returns } from './call.ts';
import { nothing } from './fields.ts';

export const updateCalls = {
  /** Asks the release feed, whatever the setting says. */
  checkForUpdates: call(nothing, returns<void>()),
  /** Downloads the version that is there, and checks it. */
  loadUpdate: call(nothing, returns<void>()),
  /** Restarts with it; asks as at quitting. Rejects while a command or an operation runs. */
  installUpdate: call(nothing, returns<void>()),
  /** Opens the page of the releases in the browser. */
  openReleases: call(nothing, returns<void>()),
  /** Says no more about it until the next check. */
  hideUpdate: call(nothing, returns<void>()),
};
