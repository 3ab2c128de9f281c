/** Calls that actions make to the shells. */
import type { Perform, Surroundings } from './feature.ts';

export const performShells = (surroundings: Surroundings): Perform => {
  const { client, shell, allShells, send, draw, focusShell, inform, report } = surroundings;
  return (message, { active }) => {
    if (message.type !== 'action') return;
    switch (message.name) {
      case 'new-shell':
        client
          .openShell(undefined)
          .then((session) => send({ type: 'shell-opened', session }))
          .then(focusShell)
          .catch(report);
        return;
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
