/** The calls about newer versions of the app. */
import type { HandlersOf } from '../../shared/calls/call.ts';
import type { updateCalls } from '../../shared/calls/updates.ts';
import type { Desktop } from './desktop.ts';

export const createUpdateHandlers = ({ updates }: Desktop): HandlersOf<typeof updateCalls> => ({
  checkForUpdates: () => updates.check(true),
  loadUpdate: () => updates.load(),
  installUpdate: () => updates.install(),
  openReleases: () => updates.openReleases(),
  hideUpdate: () => updates.hide(),
});
