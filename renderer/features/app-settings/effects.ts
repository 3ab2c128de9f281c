/** Calls to main for the file of the settings. */
import type { Perform, Surroundings } from '../../window/feature.ts';

export const performSettings =
  ({ client, send, report }: Surroundings): Perform =>
  (message, { view }) => {
    const isShown = message.type === 'action' && message.name === 'show-app-settings';
    // Another program has written the file, or another window has.
    if (isShown || (message.type === 'settings' && view === 'app-settings'))
      client
        .settingsFile(undefined)
        .then((file) => send({ type: 'page-file', file }))
        .catch(report);
    if (message.type === 'page-open-file') client.openSettingsFile(undefined).catch(report);
  };
