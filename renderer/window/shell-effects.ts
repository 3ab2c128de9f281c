/** Calls that actions make to the shells. */
import type { SplitDirection } from '../../shared/session/shown.ts';
import { directionOf } from './panes-state.ts';
import type { Perform, Surroundings } from './feature.ts';

export const performShells = (surroundings: Surroundings): Perform => {
  const { client, shell, allShells, send, draw, focusShell, inform, report } = surroundings;
  const openShell = (direction: SplitDirection | null) =>
    void client
      .openShell(undefined)
      .then((session) => send({ type: 'shell-opened', session, direction }))
      .then(focusShell)
      .catch(report);
  return (message, { active, sessions, split }) => {
    if (message.type === 'split-with') return focusShell();
    if (message.type !== 'action') return;
    switch (message.name) {
      case 'new-shell':
        return openShell(null);
      case 'split-right':
      case 'split-down':
        // The second pane shows the next shell, if there is one.
        if (split === null && Object.keys(sessions).length === 1) return openShell(directionOf(message.name));
        return focusShell();
      case 'close-pane':
      case 'other-pane':
      case 'close-shell':
      case 'next-shell':
      case 'previous-shell':
      case 'focus-shell':
        return focusShell();
      case 'paste':
        return shell().pasteClipboard();
      case 'clear':
        return shell().clear();
      case 'find':
        draw();
        return shell().openFind();
      case 'clear-history':
        client
          .clearHistory({ shell: active })
          .then(() => {
            for (const one of allShells()) one.clearHistory();
            inform('The history of this connection has been deleted.');
          })
          .catch(report);
    }
  };
};
